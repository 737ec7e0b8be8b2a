"""Latitude and longitude of a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from ckanext.tomoni_core.codes.coordinates import LATITUDES, LONGITUDES, to_decimal
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.rules._base import Context, Grid

_LATITUDE = r"\A(?:2[0-9]|3[0-9]|4[0-5])\.[0-9]{1,15}\z"
_LONGITUDE = r"\A1(?:2[2-9]|3[0-9]|4[0-9]|5[0-3])\.[0-9]{1,15}\z"
#: A coordinate that is plainly in the box, in Rust's regular expressions.
WITHIN_JAPAN = f"{_LATITUDE}|{_LONGITUDE}"
_PLAIN = re.compile(r"[0-9]{1,3}\.[0-9]{1,15}")


@dataclass(frozen=True)
class Place:
    """The two cells of one row; a number is None where the cell is empty or no number."""

    row: int
    columns: tuple[int, int]
    texts: tuple[str, str]
    numbers: tuple[float | None, float | None]

    @property
    def in_japan(self) -> bool:
        """Whether the pair, as written, is within the box."""
        return _within(*self.numbers)

    @property
    def in_japan_when_swapped(self) -> bool:
        """Whether the pair is within the box the other way round."""
        return _within(self.numbers[1], self.numbers[0])


def _within(latitude: float | None, longitude: float | None) -> bool:
    if latitude is None or longitude is None:
        return False
    return LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]


def _number(text: str) -> float | None:
    # Nearly every cell is a plain decimal: the slow reading is for the others.
    return float(text) if _PLAIN.fullmatch(text) else to_decimal(text)


def places(table: Table, context: Context) -> Iterator[Place]:
    """Each row's pair for the first latitude and the first longitude column."""
    columns = _columns(context)
    if columns:
        yield from _pairs(context.grid(table), *columns)


def doubtful_places(table: Table, context: Context) -> list[Place]:
    """The :func:`places` that are not plainly within Japan."""
    columns, grid = _columns(context), context.grid(table)
    return grid.once("doubtful places", lambda: list(_doubtful(grid, *columns))) if columns else []


def in_japan(grid: Grid, a: int, b: int) -> pl.DataFrame:
    """``place`` (in the grid), ``latitude`` and ``longitude`` of each row whose columns are plainly within Japan."""
    plain = grid.stripped(a).str.contains(_LATITUDE) & grid.stripped(b).str.contains(_LONGITUDE)
    latitude, longitude = (grid.stripped(column).filter(plain).cast(pl.Float64) for column in (a, b))
    return pl.DataFrame({"place": plain.arg_true(), "latitude": latitude, "longitude": longitude})


def _columns(context: Context) -> tuple[int, int] | None:
    latitudes, longitudes = context.columns("latitude"), context.columns("longitude")
    return (latitudes[0], longitudes[0]) if latitudes and longitudes else None


def _doubtful(grid: Grid, a: int, b: int) -> Iterator[Place]:
    fine = grid.stripped(a).str.contains(_LATITUDE) & grid.stripped(b).str.contains(_LONGITUDE)
    return _pairs(grid, a, b, (~fine).arg_true())


def _pairs(grid: Grid, a: int, b: int, at: pl.Series | None = None) -> Iterator[Place]:
    columns = [grid.stripped(column) if at is None else grid.stripped(column).gather(at) for column in (a, b)]
    numbers = range(grid.height) if at is None else at.to_list()
    for place, *texts in zip(numbers, *(column.to_list() for column in columns), strict=True):
        yield Place(grid.first + place, (a + 1, b + 1), (texts[0], texts[1]), (_number(texts[0]), _number(texts[1])))
