"""Full-width digits in a column of numbers. 統計表の統一ルール 1-3: numbers are numbers."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _numbers
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "full-width-digits"
SEVERITY = "error"
TITLE = Text("数値が全角で書かれています", "Numbers are written in full-width digits")
WHY = Text(
    "全角の数字は文字として扱われ、合計や並べ替えに入りません。", "Full-width digits are text: not summed, not sorted."
)
FIX = Text("半角の数字に直してください。", "Write half-width digits.")
GOOD = [Example("名称,定員\n甲,120\n乙,60\n丙,30\n"), Example("名称,メモ\n甲,１階\n乙,２階\n")]
BAD = [Example("名称,定員\n甲,120\n乙,６０\n丙,30\n丁,40\n", at=((3, 2),), suggestions=("60",))]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each number of a numeric column that is a number only in half-width."""
    for column in _numbers.columns(table, context):
        for cell in context.grid(table).find(column, _is_wide, _numbers.DOUBTFUL, stripped=True):
            yield Hit(cell.row, cell.column, cell.value, _numbers.plain(cell.value))


def _is_wide(value: str) -> bool:
    narrow = _numbers.plain(value)
    return narrow != value and _numbers.NUMBER.fullmatch(narrow) is not None
