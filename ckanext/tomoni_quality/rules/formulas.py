"""Formulas in a workbook. 統計表の統一ルール 2-6 and 機械可読性ルール L2-06: values, not formulas."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._workbooks import workbook

SLUG = "formulas"
SEVERITY = "warning"
TITLE = Text("数式のセルがあります", "Cells hold formulas instead of values")
WHY = Text(
    "数式は、参照先のファイルやシートがないと値が消えたり変わったりし、多くのプログラムでは読めません。",
    "A formula loses or changes its value without the file it points to, and many programs cannot read it.",
)
FIX = Text(
    "列をコピーし、「形式を選択して貼り付け」の「値」で同じ場所に貼り付けて、数式を値にしてください。",
    "Copy the column and paste it in place with “Paste special: values”.",
)
GOOD = [Example(workbook({"一覧": [["年", "人数"], ["2024", 12]]}), name="a.xlsx")]
BAD = [
    Example(
        workbook({"一覧": [["年", "人数", "合計"], ["2024", 12, "=B2*2"], ["2025", 13, "=B3*2"]]}),
        name="a.xlsx",
        at=((2, 3), (3, 3)),
    )
]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every formula of the sheet, wherever it stands."""
    for note in table.notes:
        if note.slug == "formula":
            yield Hit(note.row, note.column, note.value)
