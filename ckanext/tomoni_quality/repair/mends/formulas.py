"""Formulas to the values that Excel stored beside them. One without a stored value, or in error, needs a person."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example
from ckanext.tomoni_quality.repair.model import Edit, Leave
from ckanext.tomoni_quality.repair.sheet import Sheet
from ckanext.tomoni_quality.rules._workbooks import workbook

SLUG = "formulas"
ORDER = 2
TITLE = Text("数式を値にする", "Formulas to values")
WHAT = Text(
    "Excel が保存している計算結果を値にします。計算結果のない数式とエラー値は直しません。",
    "The result that Excel stored becomes the value. Formulas without one, and errors, are left.",
)
MENDS: list[Example] = []
LEAVES = [
    Example(workbook({"一覧": [["年", "人数"], ["2024", 12]]}), name="a.xlsx"),
    Example(
        workbook({"一覧": [["年", "人数", "計"], ["2024", 12, "=B2*2"], ["2025", 3, "=B3"]]}), name="a.xlsx", left=2
    ),
]
_REASONS = {
    "formula_without_value": Text("計算結果が保存されていません。", "No result is stored."),
    "error_cell": Text("エラー値です。", "This is an error value."),
}


def mend(sheet: Sheet) -> Iterable[Edit | Leave]:
    """Each formula of the table with the value it has; those without one are left."""
    notes = [note for note in sheet.table.notes if note.row and note.column and sheet.row(note.row) is not None]
    wanting = {(n.row, n.column) for n in notes if n.slug in _REASONS}
    for note in notes:
        row, column = note.row or 0, note.column or 0
        cells = sheet.row(row) or []
        if note.slug in _REASONS:
            yield Leave(row, column, note.value or "", _REASONS[note.slug])
        elif note.slug == "formula" and (row, column) not in wanting and column <= len(cells):
            yield Edit(row, column, cells[column - 1], note.value)
