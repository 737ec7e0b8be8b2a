"""Rows kept as columns: a long CSV of regular records is read by Arrow and looks like any other table.

Only what Arrow is sure to read as :mod:`csv` does comes this way; everything else is left to the reader of records.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import overload

import polars as pl
import pyarrow as pa

from ckanext.tomoni_core.reading import arrow

__all__ = ["LEAST_CHARACTERS", "LongRows", "long_rows"]

#: Below this a file is read record by record: it costs nothing.
LEAST_CHARACTERS = 1 << 18
_HEAD_CHARACTERS = 1 << 17
_HEAD_RECORDS = 64
_SLICE = 10_000
#: The longest cell that is read here: the reader of records says what is wrong with a longer one.
_LONGEST_CELL = 1 << 20

Start = Callable[[list[list[str]]], int | None]


class LongRows(Sequence[list[str]]):
    """Records as a sequence of lists of cells, the first few as they were written, the others as columns of text.

    :ivar head: records of any length before those of ``frame``
    :ivar frame: a column of text for each place, ``"0"``, ``"1"`` …, without nulls
    """

    def __init__(self, head: list[list[str]], frame: pl.DataFrame) -> None:
        self.head = head
        self.frame = frame

    def __len__(self) -> int:
        return len(self.head) + self.frame.height

    @overload
    def __getitem__(self, index: int) -> list[str]: ...

    @overload
    def __getitem__(self, index: slice) -> LongRows: ...

    def __getitem__(self, index: int | slice) -> list[str] | LongRows:
        if isinstance(index, slice):
            start, stop, _ = index.indices(len(self))
            first, last = max(start - len(self.head), 0), max(stop - len(self.head), 0)
            return LongRows(self.head[start:stop], self.frame[first:last])
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        return self.head[place] if place < len(self.head) else list(self.frame.row(place - len(self.head)))

    def __iter__(self) -> Iterator[list[str]]:
        yield from self.head
        for part in self.frame.iter_slices(_SLICE):
            yield from map(list, part.rows())

    def filled(self, column: int) -> pl.Series:
        """Where the column of ``frame`` has more than blanks."""
        return self.frame[str(column)].str.contains(r"[^\s\x1c-\x1f]")

    def until_filled(self) -> int:
        """How many records there are up to the last one that says something."""
        for end in range(self.frame.height, 0, -_SLICE):
            part = LongRows([], self.frame[max(end - _SLICE, 0) : end])
            places = pl.select(pl.any_horizontal(*map(part.filled, range(part.frame.width)))).to_series().arg_true()
            if len(places):
                return len(self.head) + end - part.frame.height + int(places[-1]) + 1
        return next((n for n in range(len(self.head), 0, -1) if any(cell.strip() for cell in self.head[n - 1])), 0)

    def with_lines(self, most: int) -> Iterator[tuple[int, int, str]]:
        """Number of the record and of the place, from 1, and text of each cell of more than ``most`` line feeds."""
        for number, row in enumerate(self.head, 1):
            yield from ((number, column, cell) for column, cell in enumerate(row, 1) if cell.count("\n") > most)
        lines = self.frame.select(pl.all().str.count_matches("\n", literal=True) > most)
        for place in lines.select(pl.any_horizontal(pl.all())).to_series().arg_true():
            cells = enumerate(self.frame.row(place), 1)
            number = len(self.head) + place + 1
            yield from ((number, column, cell) for column, cell in cells if cell.count("\n") > most)


def long_rows(text: str, delimiter: str, start: Start, utf8: memoryview | None = None) -> LongRows | None:
    """The records of a long ``text``; None where they are better read one by one.

    :param utf8: the same text in UTF-8, where it is at hand
    :param start: says with which of the first records the data begin; they are as wide as the record before
    """
    if len(text) < LEAST_CHARACTERS or "\0" in text or text.count('"') % 2:
        return None
    head, offset = _head(text, delimiter, start)
    if not offset or text.startswith("\ufeff", offset):
        return None  # Arrow would drop the mark
    data = memoryview(text[offset:].encode()) if utf8 is None else utf8[len(text[:offset].encode()) :]
    frame = _by_arrow(data, delimiter, len(head[-1]), quoted='"' in text)
    return None if frame is None else LongRows(head, frame)


def _head(text: str, delimiter: str, start: Start) -> tuple[list[list[str]], int]:
    """The records before the data and where the data begin; no place where that is not among the first."""
    lines = io.StringIO(text[:_HEAD_CHARACTERS], newline="")
    read = 0

    def counted() -> Iterator[str]:
        nonlocal read
        for line in lines:
            read += len(line)
            yield line

    records, ends = [], []
    try:
        for record in csv.reader(counted(), delimiter=delimiter):
            records.append(record)
            ends.append(read)
            if len(records) == _HEAD_RECORDS:
                break
    except csv.Error:
        return [], 0
    if read >= _HEAD_CHARACTERS:
        return [], 0
    data = start(records)
    return (records[:data], ends[data - 1]) if data and data < _HEAD_RECORDS // 2 else ([], 0)


def _by_arrow(data: memoryview, delimiter: str, width: int, *, quoted: bool) -> pl.DataFrame | None:
    try:
        frames = list(arrow.parts(pa.py_buffer(data), delimiter, width, quoted=quoted))
    except arrow.Irregular:
        return None
    frame = pl.concat(frames)
    longest = frame.select(pl.max_horizontal(pl.all().str.len_bytes().max())).item()
    return frame if frame.height and longest < _LONGEST_CELL else None
