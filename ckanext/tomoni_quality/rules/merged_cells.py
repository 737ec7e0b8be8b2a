"""Merged cells in a workbook. 統計表の統一ルール 2-3 and 機械可読性ルール L1-12: one record, one row."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._workbooks import workbook

SLUG = "merged-cells"
SEVERITY = "error"
TITLE = Text("結合されたセルがあります", "Cells are merged")
WHY = Text(
    "結合したセルの値は左上にしか入っていません。並べ替えや集計をすると、ほかの行は空欄として扱われます。",
    "Only the upper left cell holds the value: sorted or counted, the other rows are empty.",
)
FIX = Text(
    "セルの結合を解除し、空いたセルにも同じ値を入れてください。",
    "Unmerge the cells and write the value into each of them.",
)
GOOD = [Example(workbook({"一覧": [["地区", "名称"], ["中央", "甲"], ["中央", "乙"]]}), name="a.xlsx")]
BAD = [
    Example(
        workbook({"一覧": [["地区", "名称"], ["中央", "甲"], ["", "乙"]]}, merged=("A2:A3",)),
        name="a.xlsx",
        at=((2, 1),),
    )
]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every merged range of the sheet, at its upper left cell."""
    for note in table.notes:
        if note.slug == "merged_cells":
            yield Hit(note.row, note.column, note.value)
