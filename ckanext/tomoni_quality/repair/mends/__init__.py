"""One file = one kind of mend, with its good and bad examples; a new mend is a new file here.

A mend has ``SLUG``, ``ORDER`` (mends run by it), ``TITLE`` and ``WHAT`` (each a :class:`Text`), examples ``MENDS`` and
``LEAVES``, and one function, ``mend(sheet)``, that yields an ``Edit``, ``Move``, ``Drop`` or ``Leave`` for each place.
It speaks only where there is one reading, judges by the rules of ``tomoni_quality.rules``, and changes nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Protocol

from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.one_file_each import modules
from ckanext.tomoni_quality.repair.mends._base import Example
from ckanext.tomoni_quality.repair.model import Drop, Edit, Leave, Move
from ckanext.tomoni_quality.repair.sheet import Sheet

__all__ = ["Mend", "all_mends", "slugs"]


class Mend(Protocol):
    """What each module of this package is."""

    SLUG: str
    ORDER: int
    TITLE: Text
    WHAT: Text
    MENDS: list[Example]
    LEAVES: list[Example]

    def mend(self, sheet: Sheet) -> Iterable[Edit | Move | Drop | Leave]:
        """Every place of ``sheet`` this mend has something to say about."""
        ...


@cache
def all_mends() -> tuple[Mend, ...]:
    """Every mend of this package, in the order in which they run."""
    found: tuple[Mend, ...] = modules(__path__, __name__)
    return tuple(sorted(found, key=lambda mend: mend.ORDER))


def slugs() -> tuple[str, ...]:
    """The slugs of all mends."""
    return tuple(mend.SLUG for mend in all_mends())
