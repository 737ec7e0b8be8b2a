"""Values struck out. 機械可読性ルール L1-11: a difference is written, not drawn."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._workbooks import workbook

SLUG = "struck-through"
SEVERITY = "error"
TITLE = Text("取り消し線で消した値があります", "Values are struck out")
WHY = Text(
    "取り消し線はプログラムには見えません。消したはずの値がそのまま使われます。",
    "Programs do not see the line: the value is used as if it were there.",
)
FIX = Text("要らない値や行は削除してください。", "Delete the values or rows that are no longer valid.")
_ROWS = {"一覧": [["名称", "人数"], ["甲", 1], ["乙", 2], ["丙", 3]]}
GOOD = [Example(workbook(_ROWS), name="a.xlsx")]
BAD = [Example(workbook(_ROWS, struck=("A3", "B3")), name="a.xlsx", at=((3, 1), (3, 2)))]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each filled cell with a line through it, unless its whole column has one."""
    for note in table.notes:
        if note.slug == "marked_by_format" and "strike" in (note.value or "").split():
            value = table.rows[(note.row or 0) - table.first_data_row][(note.column or 0) - 1]
            yield Hit(note.row, note.column, value)
