"""Rows and unnamed columns in which nothing at all is written. A row that holds a number only is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example
from ckanext.tomoni_quality.repair.model import Drop
from ckanext.tomoni_quality.repair.sheet import Sheet
from ckanext.tomoni_quality.rules import notes_outside, several_tables
from ckanext.tomoni_quality.rules._base import is_blank, value_at

SLUG = "blank-rows"
ORDER = 91
TITLE = Text("何も書かれていない行と列を取る", "Remove rows and columns in which nothing is written")
WHAT = Text(
    "すべてのセルが空の行と、名前も値もない列を取ります。番号だけの行や、2 つの表・注記を分けている空行は直しません。",
    "Rows whose cells are all empty, and columns without name and value, go. Rows with a number only, and blank rows "
    "that set off a second table or a note, are left.",
)
MENDS = [
    Example(
        "名称,住所,,\n市役所,中央町1,,\n,,,\n図書館,東町2,,\n",
        ((3, None, "", ""), (None, 3, "", ""), (None, 4, "", "")),
    ),
]
LEAVES = [
    Example("NO,名称,住所\n1,市役所,中央町1\n2,,\n"),
    Example("地区,人数\n中央,12\n東,8\n\n年度,件数\n2023,5\n2024,6\n"),
    Example("名称,住所\n市役所,中央町1\n\n令和6年4月1日現在,\n"),
]


def mend(sheet: Sheet) -> Iterable[Drop]:
    """Each such row and column, so long as the table is still found where it is."""
    table, context = sheet.table, sheet.context
    if any(several_tables.check(table, context)) or any(notes_outside.check(table, context)):
        return
    blank = {table.first_data_row + index for index, row in enumerate(table.rows) if is_blank(row)}
    rows = [*table.rows, *(row for number, row in sheet.numbered() if number < table.first_data_row)]
    empty = {
        column + 1
        for column, name in enumerate(table.header)
        if not name.strip() and not any(value_at(row, column) for row in rows)
    }
    if len(empty) < len(table.header) and sheet.begins_alike_without(blank, empty):
        yield from _drops(blank, empty)


def _drops(rows: set[int], columns: set[int]) -> Iterator[Drop]:
    for row in sorted(rows):
        yield Drop(row=row)
    for column in sorted(columns):
        yield Drop(column=column)
