"""Where the offices of local governments are: a point for a map, no boundary."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from ckanext.tomoni_core.codes import local_government

__all__ = ["municipal", "place"]


@cache
def _places() -> dict[str, tuple[float, float]]:
    text = resources.files("ckanext.tomoni_core.codes").joinpath("data/places.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["code"]: (float(row["latitude"]), float(row["longitude"])) for row in rows}


def place(code: str) -> tuple[float, float] | None:
    """Latitude and longitude, in degrees, of the office of the body of six digits; None where it is not known."""
    return _places().get(code)


@cache
def municipal() -> dict[str, tuple[float, float]]:
    """:func:`place` of every city, special ward, town and village; wards of a designated city are its offices."""
    kinds = ("designated_city", "city", "special_ward", "town", "village")
    return {
        body.code: found for body in local_government.bodies() if body.kind in kinds and (found := place(body.code))
    }
