"""A table, or a part of one, as columns of text, with the rows that are too short or too long kept as they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

#: The first row below a header of one row, as Frictionless counts.
FIRST_ROW = 2


@dataclass
class Columns:
    """The cells of a table, or of rows that follow each other in one, as text.

    :ivar labels: the header
    :ivar frame: a column of text for each label, by position (``"0"``, ``"1"`` …); a cell a short row lacks is null
    :ivar numbers: the number of each row of ``frame``, 2 for the first below the header; None when they follow in order
    :ivar ragged: place in ``frame`` to the cells as written, of rows with more or fewer cells than the header
    :ivar first: the number of the first row
    """

    labels: list[str]
    frame: pl.DataFrame
    numbers: Sequence[int] | None = None
    ragged: dict[int, list[str]] = field(default_factory=dict)
    first: int = FIRST_ROW

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self.frame.height if self.labels else len(self.ragged)

    def number(self, place: int) -> int:
        """The number of the row at ``place`` of the frame."""
        return self.numbers[place] if self.numbers is not None else place + self.first

    def cells(self, places: Sequence[int]) -> list[list[str]]:
        """The rows at ``places``, as written."""
        if not self.labels:
            return [self.ragged[place] for place in places]
        rows = [list(row) for row in self.frame[list(places)].rows()]
        if self.ragged:
            return [self.ragged.get(place, row) for place, row in zip(places, rows, strict=True)]
        return rows

    def few(self, places: Sequence[int]) -> Columns:
        """The rows at ``places`` alone, with their numbers."""
        ragged = {at: self.ragged[place] for at, place in enumerate(places) if place in self.ragged}
        taken = self.frame[list(places)]
        # Texts taken from a frame keep the memory of all its texts.
        frame = pl.DataFrame([pl.Series(column.name, column.to_list(), pl.String) for column in taken])
        return Columns(self.labels, frame, [self.number(place) for place in places], ragged)

    @classmethod
    def of_rows(cls, labels: list[str], rows: Sequence[Sequence[str]], first: int = FIRST_ROW) -> Columns:
        """Columns of rows that were read already; they may be of any length."""
        width = len(labels)
        ragged = {place: list(row) for place, row in enumerate(rows) if len(row) != width or not width}
        if ragged:
            rows = [_fitted(row, width) for row in rows]
        cells = zip(*rows, strict=True) if rows else ([] for _ in range(width))
        frame = pl.DataFrame([pl.Series(str(i), column, pl.String) for i, column in enumerate(cells)])
        return cls(labels, frame, ragged=ragged, first=first)


def _fitted(row: Sequence[str], width: int) -> Sequence[Any]:
    return [*row[:width], *[None] * (width - len(row))]
