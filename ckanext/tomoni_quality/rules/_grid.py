"""The cells of a table by column, asked as a whole: what a rule may know of a million rows without walking them.

A rule judges each distinct value once. In a long column it first says what a value it looks for must hold (a sieve), so
that only the few that pass are ever taken up singly; a sieve lets too much through, never too little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

import polars as pl
import pyarrow as pa

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.reading.long import LongRows

#: Shorter tables need no sieve.
LONG = 2_000
_SLICE = 100_000
_HEAD = 10_000
_SAMPLE = 1_000

T = TypeVar("T")


@dataclass(frozen=True)
class Cell:
    """A cell with its place as in the file."""

    row: int
    column: int
    value: str


@dataclass(frozen=True)
class Sieve:
    """What a value must hold to be looked at.

    ``letters``: one character at least of which this is true; ``pattern``: what Rust's regular expressions find in it;
    ``fine``: what they find in a value that need not be looked at.
    """

    letters: Callable[[str], object] | None = None
    pattern: str | None = None
    fine: str | None = None


class Grid:
    """The data of one table.

    :ivar frame: a column of text for each name of the header, ``"0"``, ``"1"`` …
    :ivar beyond: filled cells to the right of the header
    """

    def __init__(self, table: Table) -> None:
        self.first = table.first_data_row
        self.width = len(table.header)
        self.beyond: list[Cell] = []
        if isinstance(table.rows, LongRows) and not table.rows.head:
            self.frame = table.rows.frame
        else:
            self.frame = self._by_columns(list(table.rows))
        self.height = self.frame.height
        self._lists: dict[int, list[str]] = {}
        self._characters: dict[int, frozenset[str]] = {}
        self._stripped: dict[int, pl.Series] = {}
        self._filled: dict[int, pl.Series] = {}
        self._few: dict[int, Counter[str] | None] = {}
        self._once: dict[object, object] = {}

    def _by_columns(self, rows: list[list[str]]) -> pl.DataFrame:
        width = self.width
        for index, row in enumerate(rows):
            if len(row) != width:
                past = enumerate(row[width:], width + 1)
                self.beyond += [Cell(self.first + index, column, cell) for column, cell in past if cell.strip()]
                rows[index] = [*row[:width], *[""] * (width - len(row))]
        columns = zip(*rows, strict=True) if rows else ([] for _ in range(width))
        return pl.DataFrame([pl.Series(str(number), cells, pl.String) for number, cells in enumerate(columns)])

    @property
    def is_long(self) -> bool:
        """Whether values are sieved."""
        return self.height >= LONG

    def raw(self, column: int) -> pl.Series:
        """The 0-based ``column`` as written."""
        return self.frame[str(column)]

    def _list(self, column: int) -> list[str]:
        if column not in self._lists:
            self._lists[column] = self.raw(column).to_list()
        return self._lists[column]

    def characters(self, column: int) -> frozenset[str]:
        """Every character that is in the column."""
        if column not in self._characters:
            found = _characters(self.raw(column)) if self.is_long else "".join(self._list(column))
            self._characters[column] = frozenset(found)
        return self._characters[column]

    def stripped(self, column: int) -> pl.Series:
        """The column without blanks around its values."""
        if column not in self._stripped:
            blanks = "".join(filter(str.isspace, self.characters(column)))
            self._stripped[column] = self.raw(column).str.strip_chars(blanks) if blanks else self.raw(column)
        return self._stripped[column]

    def filled(self, column: int) -> pl.Series:
        """Where the column says something."""
        if column not in self._filled:
            self._filled[column] = self.stripped(column) != ""
        return self._filled[column]

    @cached_property
    def blank_rows(self) -> pl.Series:
        """Where a row says nothing."""
        beyond = {cell.row - self.first for cell in self.beyond}
        blank = ~self._any_filled(range(self.width))
        return blank.scatter(sorted(beyond), False) if beyond else blank

    @cached_property
    def silent_rows(self) -> pl.Series:
        """Where a row says nothing, or nothing but its number."""
        if self.width < 2:
            return self.blank_rows
        beyond = {cell.row - self.first for cell in self.beyond}
        silent = self.blank_rows.clone()
        for place in (~self._any_filled(range(1, self.width)) & ~silent).arg_true():
            if place not in beyond and self.stripped(0)[place].isdecimal():
                silent[place] = True
        return silent

    def _any_filled(self, columns: range) -> pl.Series:
        if not self.height or not columns:
            return pl.repeat(False, self.height, eager=True)
        return pl.select(pl.any_horizontal(*map(self.filled, columns))).to_series()

    def few(self, column: int, most: int) -> Counter[str] | None:
        """The stripped values that say something, with their counts; None when there are more than ``most``."""
        if column not in self._few:
            self._few[column] = self._counted(column)
        found = self._few[column]
        return found if found is not None and len(found) <= most else None

    def _counted(self, column: int, most: int = 100) -> Counter[str] | None:
        if not self.is_long:
            counts = Counter(value for raw in self._list(column) if (value := raw.strip()))
            return counts if len(counts) <= most else None
        values = self.stripped(column)
        if values.head(_HEAD).n_unique() > most + 1:
            return None
        counts = values.value_counts(name="count")
        if counts.height > most + 1:
            return None
        found = dict(counts.iter_rows())
        return Counter({value: count for value, count in found.items() if value})

    def passing(self, values: pl.Series, column: int, sieve: Sieve | None) -> pl.Series:
        """Where ``values`` of the column may be what is looked for; where nothing is filled, never."""
        kept = values != ""
        if sieve is None:
            return kept
        if sieve.letters:
            letters = [letter for letter in self.characters(column) if sieve.letters(letter)]
            if not letters:
                return pl.repeat(False, self.height, eager=True)
            kept = values.str.contains(one_of(letters))
        if sieve.pattern:
            kept &= values.str.contains(sieve.pattern)
        return kept & ~values.str.contains(sieve.fine) if sieve.fine else kept

    def find(
        self, column: int, test: Callable[[str], bool], sieve: Sieve | None = None, *, stripped: bool = False
    ) -> Iterator[Cell]:
        """The filled cells whose value, as it is or ``stripped``, passes ``test``; each value is tested once."""
        if not self.is_long:
            yield from self._find_singly(column, test, stripped=stripped)
            return
        values = self.stripped(column) if stripped else self.raw(column)
        places = self.passing(values, column, sieve).arg_true()
        values = values.gather(places)
        wanted = [value for value in values.unique() if not value.isspace() and test(value)]
        if wanted:
            hits = values.is_in(wanted).arg_true()
            for place, value in zip(places.gather(hits).to_list(), values.gather(hits).to_list(), strict=True):
                yield Cell(self.first + place, column + 1, value)

    def _find_singly(self, column: int, test: Callable[[str], bool], *, stripped: bool) -> Iterator[Cell]:
        """A short column is walked: to ask for it as a whole costs more."""
        judged: dict[str, bool] = {}
        for place, raw in enumerate(self._list(column)):
            value = raw.strip() if stripped else raw
            if value not in judged:
                judged[value] = bool(value) and not value.isspace() and bool(test(value))
            if judged[value]:
                yield Cell(self.first + place, column + 1, value)

    def find_all(self, test: Callable[[str], bool], sieve: Sieve | None = None) -> Iterator[Cell]:
        """:meth:`find` in every column, those beyond the header too."""
        for column in range(self.width):
            yield from self.find(column, test, sieve)
        yield from (cell for cell in self.beyond if test(cell.value))

    def find_rows(
        self, columns: Sequence[int], test: Callable[[tuple[str, ...]], bool], fine: pl.Series | None = None
    ) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each place whose stripped values of ``columns`` pass ``test``, with them; equal rows are tested once.

        :param fine: where nothing need be looked at; nulls are looked at
        """
        values = pl.DataFrame([self.stripped(column).alias(str(at)) for at, column in enumerate(columns)])
        names, values = values.columns, values.with_row_index("place")
        if fine is not None:
            values = values.filter(~fine.fill_null(value=False))
        wanted = [row for row in values.select(names).unique().rows() if test(row)]
        if wanted:
            passing = pl.DataFrame(wanted, schema=dict.fromkeys(names, pl.String), orient="row")
            for place, *row in values.join(passing, on=names, how="semi", maintain_order="left").iter_rows():
                yield place, tuple(row)

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What ``make`` gives, made for the first who asks by ``key``."""
        if key not in self._once:
            self._once[key] = make()
        return cast(T, self._once[key])

    def row(self, place: int) -> list[str]:
        """The cells of the row at ``place``, stripped."""
        return [self.stripped(column)[place] for column in range(self.width)]


def one_of(letters: list[str]) -> str:
    """A regular expression for any one of ``letters``."""
    return "[" + "".join(rf"\x{{{ord(letter):x}}}" for letter in letters) + "]"


def _characters(column: pl.Series) -> Iterator[str]:
    for start in range(0, len(column), _SLICE):
        part = column[start : start + _SLICE]
        if part.head(_SAMPLE).n_unique() * 10 < _SAMPLE:
            part = part.unique()
        text = cast(str, part.str.join("").item()) if len(part) else ""
        size, encoding = (pa.uint8(), "ascii") if text.isascii() else (pa.uint32(), "utf-32-le")
        codes = pa.Array.from_buffers(size, len(text), [None, pa.py_buffer(text.encode(encoding))])
        yield from (chr(code) for code in codes.unique().to_pylist())
