"""Code systems and formats of Japanese administration, one file each.

Every module of ``SYSTEMS`` carries ``SLUG``, ``TITLE_JA``, ``TITLE_EN``, its own examples (``GOOD`` values; ``BAD``
values with the slug of the problem expected), ``problem(value)`` and ``normalise(value)``. ``problem`` answers None for
a blank cell: whether a cell may be blank is the standard's matter. ``normalise`` mends only what leaves no doubt; a
``suggestion`` is for a person.
"""

from __future__ import annotations

from types import ModuleType

from ckanext.tomoni_core.codes import (
    coordinates,
    corporate_number,
    local_government,
    phone,
    poi,
    postal_code,
    time_of_day,
    town_id,
    wareki,
    weekday,
)
from ckanext.tomoni_core.codes.problem import Problem

__all__ = ["SYSTEMS", "Problem", "system"]

SYSTEMS: tuple[ModuleType, ...] = (
    local_government,
    corporate_number,
    postal_code,
    phone,
    wareki,
    time_of_day,
    weekday,
    coordinates,
    town_id,
    poi,
)


def system(slug: str) -> ModuleType | None:
    """The module of a code system by its ``SLUG``, None when there is none."""
    return next((module for module in SYSTEMS if slug == module.SLUG), None)
