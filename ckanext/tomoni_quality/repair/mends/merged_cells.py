"""Cells merged downwards filled with their value. Merged sideways, in the header or over numbers: a person's matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example
from ckanext.tomoni_quality.repair.model import Edit, Leave
from ckanext.tomoni_quality.repair.sheet import Sheet
from ckanext.tomoni_quality.rules import _numbers, merged_cells
from ckanext.tomoni_quality.rules._workbooks import workbook

SLUG = "merged-cells"
ORDER = 4
TITLE = Text("結合されたセルを埋める", "Fill merged cells")
WHAT = Text(
    "縦に結合されたセルの値を、それぞれの行に書きます。横の結合、項目名の結合、数値の結合は直しません（合計が変わります）。",
    "The value of cells merged downwards is written into each row. Merged sideways, in the header or over numbers, "
    "they are left: totals would change.",
)
_ROWS = [["地区", "名称", "定員"], ["中央", "甲", 12], ["", "乙", 3], ["東", "丙", 4]]
MENDS = [Example(workbook({"一覧": _ROWS}, merged=("A2:A3",)), ((3, 1, "", "中央"),), name="a.xlsx")]
LEAVES = [
    Example(workbook({"一覧": [["表題", "", ""], *_ROWS]}, merged=("A1:C1",)), name="a.xlsx"),
    Example(workbook({"一覧": _ROWS}, merged=("C2:C3",)), name="a.xlsx", left=1),
    Example(workbook({"一覧": _ROWS}, merged=("A2:B2",)), name="a.xlsx", left=1),
]
_SPAN = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
_SIDEWAYS = Text("横に結合されています。", "Merged sideways.")
_HEADER = Text("項目名のセルが結合されています。", "Cells of the header are merged.")
_NUMBERS = Text(
    "数値のセルです。各行の値なのか、まとめた値なのか分かりません。",
    "A number: is it each row's, or that of all rows together?",
)


def mend(sheet: Sheet) -> Iterable[Edit | Leave]:
    """Each empty cell below the first of a merged range of the data."""
    numbers = {column + 1 for column in _numbers.columns(sheet.table, sheet.context)}
    for hit in merged_cells.check(sheet.table, sheet.context):
        match = _SPAN.fullmatch(hit.value or "")
        if match and hit.column and int(match[4]) >= sheet.table.header_row:
            yield from _range(sheet, (int(match[2]), int(match[4])), hit.column, match[1] != match[3], numbers)


def _range(
    sheet: Sheet, rows: tuple[int, int], column: int, sideways: bool, numbers: set[int]
) -> Iterator[Edit | Leave]:
    first, last = rows
    cells = sheet.row(first) or []
    value = cells[column - 1] if column <= len(cells) else ""
    if not value.strip():
        return
    if first < sheet.table.first_data_row:
        yield Leave(first, column, value, _HEADER)
    elif sideways or column in numbers or _numbers.NUMBER.fullmatch(_numbers.plain(value)):
        yield Leave(first, column, value, _SIDEWAYS if sideways else _NUMBERS)
    else:
        end = min(last, sheet.table.first_data_row + len(sheet.table.rows) - 1)
        for row in range(first + 1, end + 1):
            if not (sheet.row(row) or [])[column - 1].strip():
                yield Edit(row, column, value)
