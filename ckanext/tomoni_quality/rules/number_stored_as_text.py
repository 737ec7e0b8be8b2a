"""Numbers that Excel holds as text. 機械可読性ルール L2-01: numbers are numbers."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _numbers
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._workbooks import workbook

SLUG = "number-stored-as-text"
SEVERITY = "warning"
TITLE = Text("数値が文字列として入力されています", "Numbers are stored as text")
WHY = Text(
    "Excel では、文字列の数字は合計に入らず、数値とは別に並びます。",
    "In Excel, digits that are text are not summed, and sorted apart from numbers.",
)
FIX = Text(
    "セルの左上の緑の三角から「数値に変換する」を選んでください（コードの列は文字列のままで正しい形です）。",
    "Choose “Convert to Number” at the green corner of the cell (columns of codes are right as text).",
)
GOOD = [
    Example(workbook({"一覧": [["コード", "人数"], ["001", 1], ["002", 2], ["003", 3]]}), name="a.xlsx"),
    Example(workbook({"一覧": [["番号", "名称"], ["12", "甲"], [13, "乙"], [14, "丙"]]}), name="a.xlsx"),
]
BAD = [
    Example(
        workbook({"一覧": [["名称", "人数"], ["甲", 1], ["乙", "2"], ["丙", 3], ["丁", 4]]}), name="a.xlsx",
        at=((3, 2),),
    )
]  # fmt: skip


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each text in a column of numbers whose other cells are numbers."""
    columns = {column + 1 for column in _numbers.columns(table, context)}
    for note in table.notes:
        if note.slug == "number_stored_as_text" and note.column in columns:
            yield Hit(note.row, note.column, note.value)
