"""A second table below or beside the first. 機械可読性ルール L1-02: one table a sheet (or CSV file).

A row of words below a blank row, over numbers in columns that hold numbers above it, begins a table of its own; so do
columns beyond a blank one that repeat the names before it. Nothing else is taken for a second table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import normalise_header
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _numbers
from ckanext.tomoni_quality.rules._base import Context, Example, is_blank, value_at

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
    yield from _below(table)
    yield from _beside(table)


def _below(table: Table) -> Iterator[Hit]:
    rows = table.rows
    numbers: set[int] = set()
    fresh = False
    for index, row in enumerate(rows):
        if is_blank(row):
            fresh = True
            continue
        filled = [column for column, cell in enumerate(row) if cell.strip()]
        if fresh and len(filled) == 1 and index + 1 < len(rows):
            continue  # the second table's title
        if fresh and _begins(row, filled, rows[index + 1 : index + 2], numbers):
            yield Hit(table.first_data_row + index, None, "、".join(row[column].strip() for column in filled)[:100])
        fresh = False
        numbers.update(column for column in filled if _is_number(row[column]))


def _begins(row: list[str], filled: list[int], following: list[list[str]], numbers: set[int]) -> bool:
    words = len(filled) >= _LEAST and not any(_is_number(row[column]) for column in filled)
    return words and any(_is_number(value_at(next_row, c)) for next_row in following for c in filled if c in numbers)


def _is_number(value: str) -> bool:
    return bool(_numbers.NUMBER.fullmatch(_numbers.plain(value).replace(",", "")))


def _beside(table: Table) -> Iterator[Hit]:
    names = [normalise_header(name) for name in table.header]
    for gap, name in enumerate(names):
        right = [n for n in names[gap + 1 :] if n]
        if name or any(value_at(row, gap) for row in table.rows) or len(right) < _LEAST:
            continue
        left = {n for n in names[:gap] if n}
        start = next(i for i in range(gap + 1, len(names)) if names[i])
        if set(right) <= left and any(value_at(row, start) for row in table.rows):
            yield Hit(table.header_row, start + 1, table.header[start])
            return
