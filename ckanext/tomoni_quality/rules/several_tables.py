"""A second table below or beside the first. 機械可読性ルール L1-02: one table a sheet (or CSV file).

A row of words below a blank row, over numbers in columns that hold numbers above it, begins a table of its own; so do
columns beyond a blank one that repeat the names before it. Nothing else is taken for a second table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import normalise_header
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _numbers
from ckanext.tomoni_quality.rules._base import Context, Example, Grid, Sieve
from ckanext.tomoni_quality.rules._grid import one_of

SLUG = "several-tables"
SEVERITY = "error"
TITLE = Text("1 つのシートに複数の表があります", "One sheet holds several tables")
WHY = Text(
    "2 つ目の表は 1 つ目の表の続きとして読まれ、項目名や合計がデータに混ざります。",
    "The second table is read as more rows of the first: its names and totals are mixed into the data.",
)
FIX = Text(
    "表ごとに別のファイル（または別のシート）に分けてください。",
    "Put each table into a file (or a sheet) of its own.",
)
GOOD = [
    Example("地区,人数\n中央,12\n東,8\n\n西,7\n北,3\n"),
    Example("名称,定員,,名称,定員\n甲,12,,,\n", name="a.csv"),
]
BAD = [
    Example("地区,人数\n中央,12\n東,8\n\n年度,件数\n2023,5\n2024,6\n", at=((5, None),)),
    Example("地区,人数\n中央,12\n東,8\n\n表2 件数,\n年度,件数\n2023,5\n2024,6\n", at=((6, None),)),
    Example("地区,人数,,地区,人数\n中央,12,,西,4\n東,8,,北,3\n", at=((1, 4),)),
]
_LEAST = 2


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Where each further table begins."""
    grid = context.grid(table)
    yield from _below(grid)
    yield from _beside(table, grid)


def _below(grid: Grid) -> Iterator[Hit]:
    for place in _after_blanks(grid):
        row = grid.row(place)
        filled = [column for column, cell in enumerate(row) if cell]
        words = len(filled) >= _LEAST and not any(_is_number(row[column]) for column in filled)
        if words and place + 1 < grid.height and _goes_on(grid, place, filled):
            yield Hit(grid.first + place, None, "、".join(row[column] for column in filled)[:100])


def _after_blanks(grid: Grid) -> Iterator[int]:
    """The first row after each gap; the title of a table, alone in its row, is passed over."""
    blank = grid.blank_rows
    gaps = blank.shift(1, fill_value=False) & ~blank
    for start in gaps.arg_true():
        place = start
        while place + 1 < grid.height and not blank[place] and sum(map(bool, grid.row(place))) == 1:
            place += 1
        if not blank[place]:
            yield place


def _goes_on(grid: Grid, place: int, columns: list[int]) -> bool:
    """Whether a number stands below, where there were numbers above too."""
    below = [column for column in columns if _is_number(grid.stripped(column)[place + 1])]
    firsts = (grid.once(("first number", column), partial(_first_number, grid, column)) for column in below)
    return any(first is not None and first < place for first in firsts)


def _first_number(grid: Grid, column: int) -> int | None:
    letters = [letter for letter in grid.characters(column) if _numbers.in_number(letter) or letter in ",，"]
    sieve = Sieve(pattern=rf"\A{one_of(letters)}+\z") if letters else None
    found = next(grid.find(column, _is_number, sieve), None) if letters else None
    return found.row - grid.first if found else None


def _is_number(value: str) -> bool:
    return bool(_numbers.NUMBER.fullmatch(_numbers.plain(value).replace(",", "")))


def _beside(table: Table, grid: Grid) -> Iterator[Hit]:
    names = [normalise_header(name) for name in table.header]
    for gap, name in enumerate(names):
        right = [n for n in names[gap + 1 :] if n]
        if name or grid.filled(gap).any() or len(right) < _LEAST:
            continue
        left = {n for n in names[:gap] if n}
        start = next(i for i in range(gap + 1, len(names)) if names[i])
        if set(right) <= left and grid.filled(start).any():
            yield Hit(table.header_row, start + 1, table.header[start])
            return
