"""Latitude and longitude of a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ckanext.tomoni_core.codes.coordinates import LATITUDES, LONGITUDES, to_decimal
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.rules._base import Context, value_at

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
    latitudes, longitudes = context.columns("latitude"), context.columns("longitude")
    if not latitudes or not longitudes:
        return
    a, b = latitudes[0], longitudes[0]
    for index, row in enumerate(table.rows):
        texts = (value_at(row, a), value_at(row, b))
        yield Place(table.first_data_row + index, (a + 1, b + 1), texts, (_number(texts[0]), _number(texts[1])))
