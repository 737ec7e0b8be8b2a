"""A table as columns of text, with the rows that are too short or too long kept as they were."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import polars as pl
import pyarrow as pa
import pyarrow.csv as pc

#: The first row below a header of one row, as Frictionless counts.
FIRST_ROW = 2
HEADER_BYTES = 1 << 16


@dataclass
class Columns:
    """The cells of a table as text.

    :ivar labels: the header
    :ivar frame: a column of text for each label, by position (``"0"``, ``"1"`` …); a cell a short row lacks is null
    :ivar numbers: the number of each row of ``frame``, 2 for the first below the header; None when they follow in order
    :ivar ragged: place in ``frame`` to the cells as written, of rows with more or fewer cells than the header
    """

    labels: list[str]
    frame: pl.DataFrame
    numbers: list[int] | None = None
    ragged: dict[int, list[str]] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self.frame.height if self.labels else len(self.ragged)

    def number(self, place: int) -> int:
        """The number of the row at ``place`` of the frame."""
        return self.numbers[place] if self.numbers is not None else place + FIRST_ROW

    def cells(self, places: Sequence[int]) -> list[list[str]]:
        """The rows at ``places``, as written."""
        if not self.labels:
            return [self.ragged[place] for place in places]
        rows = [list(row) for row in self.frame[list(places)].rows()]
        if self.ragged:
            return [self.ragged.get(place, row) for place, row in zip(places, rows, strict=True)]
        return rows

    @classmethod
    def of_rows(cls, labels: list[str], rows: Sequence[Sequence[str]]) -> Columns:
        """Columns of rows that were read already; they may be of any length."""
        width = len(labels)
        ragged = {place: list(row) for place, row in enumerate(rows) if len(row) != width or not width}
        if ragged:
            rows = [_fitted(row, width) for row in rows]
        cells = zip(*rows, strict=True) if rows else ([] for _ in range(width))
        frame = pl.DataFrame([pl.Series(str(i), column, pl.String) for i, column in enumerate(cells)])
        return cls(labels, frame, ragged=ragged)


def _fitted(row: Sequence[str], width: int) -> Sequence[Any]:
    return [*row[:width], *[None] * (width - len(row))]


def read_csv(data: bytes, delimiter: str = ",") -> Columns:
    """Read CSV in UTF-8 (a byte order mark is passed over), cell for cell as :mod:`csv` reads it.

    :param data: the file; the first row is the header
    :raises UnicodeDecodeError: it is not UTF-8
    """
    text = memoryview(data)[3:] if data.startswith(b"\xef\xbb\xbf") else memoryview(data)
    quotes = data.count(b'"')
    # A quote left open and NULs are read by Arrow in another way.
    columns = None if quotes % 2 or b"\0" in data else _by_arrow(text, delimiter, quoted=quotes > 0)
    if columns is None:
        reader = csv.reader(io.StringIO(str(text, "utf-8"), newline=""), delimiter=delimiter)
        rows = list(reader)
        columns = Columns.of_rows(rows[0] if rows else [], rows[1:])
    return columns


def _by_arrow(text: memoryview, delimiter: str, *, quoted: bool) -> Columns | None:
    # The header is Python's to read: a long one, one in quotes and one alone are as good as any.
    first = bytes(text[:HEADER_BYTES]).partition(b"\n")
    if b'"' in first[0] or b"\r" in first[0][:-1] or not first[1] or not first[0].strip(b"\r"):
        return None
    labels = first[0].decode("utf-8").removesuffix("\r").split(delimiter)
    names = [str(number) for number in range(len(labels))]
    ragged: list[tuple[int, str]] = []

    def keep(row: Any) -> str:
        ragged.append((row.number, row.text))
        return "skip"

    try:
        table = pc.read_csv(
            pa.BufferReader(pa.py_buffer(text[len(first[0]) + 1 :])),
            pc.ReadOptions(use_threads=False, column_names=names, block_size=8 << 20),
            pc.ParseOptions(
                delimiter=delimiter, newlines_in_values=quoted, ignore_empty_lines=False, invalid_row_handler=keep
            ),
            pc.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None
    frame = cast(pl.DataFrame, pl.from_arrow(table))
    if frame.select(pl.all_horizontal(pl.all() == "").any()).item():
        # To Arrow an empty line is a row of empty cells; to Python it is a row of none.
        return None
    if not ragged:
        return Columns(labels, frame)
    if any('"' in cells for _, cells in ragged):
        return None
    return _with_ragged(labels, frame, ragged, delimiter)


def _with_ragged(labels: list[str], frame: pl.DataFrame, ragged: list[tuple[int, str]], delimiter: str) -> Columns:
    """Arrow left out the rows of another length: they follow the others, with their numbers."""
    rows = {number + 1: next(csv.reader([text], delimiter=delimiter), []) for number, text in ragged}
    height = frame.height
    others = sorted(set(range(FIRST_ROW, FIRST_ROW + height + len(rows))) - rows.keys())
    fitted = Columns.of_rows(labels, [*rows.values()])
    whole = pl.concat([frame, fitted.frame.rename(dict(zip(fitted.frame.columns, frame.columns, strict=True)))])
    by_place = {height + place: cells for place, cells in enumerate(rows.values())}
    return Columns(labels, whole, [*others, *rows], by_place)
