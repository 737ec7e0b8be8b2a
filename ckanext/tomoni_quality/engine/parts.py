"""A CSV file of any length as parts that follow each other: no more than a few of them are in memory at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, BinaryIO

import polars as pl

from ckanext.tomoni_core.reading import arrow
from ckanext.tomoni_quality.engine.ahead import ahead
from ckanext.tomoni_quality.engine.columns import FIRST_ROW, Columns

#: Opens the file anew; each reading of it closes what it opened.
Open = Callable[[], BinaryIO]
#: Reads the parts from the beginning.
Read = Callable[[], Iterator[Columns]]

_HEADER_BYTES = 1 << 16
_SURVEY_BYTES = 1 << 22
_ROWS = 20_000


def ways(opened: Open, delimiter: str) -> list[Read]:
    """How the file may be read, the quickest first; ``arrow.Irregular`` says that the next has to, from the beginning.

    Each gives every cell as :mod:`csv` reads it. The last, which always gives a part, raises ``UnicodeDecodeError``
    where it is not UTF-8 and ``csv.Error`` where a cell is longer than Python reads.
    """
    return [
        lambda: by_arrow(opened, delimiter, quoted=False),
        lambda: by_arrow(opened, delimiter, quoted=True),
        lambda: by_records(opened, delimiter),
    ]


def by_arrow(opened: Open, delimiter: str, *, quoted: bool) -> Iterator[Columns]:
    """The parts by Arrow; without quotes it need not look for line ends within cells."""
    with opened() as stream:
        if quoted:
            _survey(stream)
        stream.seek(_start(stream))
        labels = _labels(stream, delimiter)
        plain = _Plain(stream)
        odd: list[tuple[int, list[str]]] = []

        def keep(number: int, text: str) -> bool:
            odd.append((number + FIRST_ROW - 1, next(csv.reader([text], delimiter=delimiter), [])))
            return '"' not in text

        lines: bool | None = None
        first = FIRST_ROW
        source: Any = stream if quoted else plain
        for frame in ahead(arrow.parts(source, delimiter, len(labels), quoted=quoted, odd_row=keep)):
            if not plain.so_far:
                raise arrow.Irregular("quotes or NUL")
            if lines is None and frame.select(pl.all_horizontal(pl.all() == "").any()).item():
                lines = len(labels) == 1 or _empty_lines(opened)
                if lines:
                    raise arrow.Irregular("to Arrow an empty line is a row of empty cells, to csv one of none")
            part = _with_odd(labels, frame, odd, first)
            first += part.height
            yield part
        if odd or first == FIRST_ROW:
            yield Columns.of_rows(labels, [cells for _, cells in odd], first)


class _Plain:
    """A stream that is looked at while it is read."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.so_far = True
        self.closed = False

    def read(self, size: int) -> bytes:
        """As of the stream."""
        piece = self.stream.read(size)
        if b'"' in piece or b"\0" in piece:
            self.so_far = False
        return piece


def by_records(opened: Open, delimiter: str) -> Iterator[Columns]:
    """The parts by :mod:`csv`, record by record."""
    with opened() as stream:
        stream.seek(_start(stream))
        reader = csv.reader(io.TextIOWrapper(stream, "utf-8", newline=""), delimiter=delimiter)
        labels = next(reader, [])
        first = FIRST_ROW
        rows = list(islice(reader, _ROWS))
        yield Columns.of_rows(labels, rows)
        while rows := list(islice(reader, _ROWS)):
            first += _ROWS
            yield Columns.of_rows(labels, rows, first)


def _start(stream: BinaryIO) -> int:
    stream.seek(0)
    return len(arrow.BOM) if stream.read(len(arrow.BOM)) == arrow.BOM else 0


def _survey(stream: BinaryIO) -> None:
    """A quote left open and NULs are read by Arrow in another way."""
    quotes = 0
    while piece := stream.read(_SURVEY_BYTES):
        if b"\0" in piece:
            raise arrow.Irregular("a NUL")
        quotes += piece.count(b'"')
    if quotes % 2:
        raise arrow.Irregular("a quote left open")


def _empty_lines(opened: Open) -> bool:
    """Whether line ends follow each other, within quotes or not."""
    with opened() as stream:
        before = b""
        while piece := stream.read(_SURVEY_BYTES):
            piece = before + piece
            if any(ends in piece for ends in (b"\n\n", b"\n\r", b"\r\r")):
                return True
            before = piece[-1:]
    return False


def _labels(stream: BinaryIO, delimiter: str) -> list[str]:
    """The header, and the stream at what follows. A header that is long, in quotes or alone is Python's to read."""
    start = stream.tell()
    head, end, data = stream.read(_HEADER_BYTES).partition(b"\n")
    if b'"' in head or b"\r" in head[:-1] or not end or not head.strip(b"\r") or data.startswith(arrow.BOM):
        raise arrow.Irregular("the header")
    stream.seek(start + len(head) + 1)
    return head.decode().removesuffix("\r").split(delimiter)


def _with_odd(labels: list[str], frame: pl.DataFrame, odd: list[tuple[int, list[str]]], first: int) -> Columns:
    """Arrow left out the rows of another width: those among the rows of ``frame`` follow them, with their numbers."""
    end = first + frame.height
    here = 0
    while here < len(odd) and odd[here][0] < end + here:
        here += 1
    if not here:
        return Columns(labels, frame, first=first)
    rows = dict(odd[:here])
    del odd[:here]
    others = [number for number in range(first, end + here) if number not in rows]
    fitted = Columns.of_rows(labels, [*rows.values()])
    ragged = {frame.height + place: cells for place, cells in enumerate(rows.values())}
    return Columns(labels, pl.concat([frame, fitted.frame]), [*others, *rows], ragged, first)
