"""Units, separators, notes or marks in a column of numbers. 機械可読性ルール L2-01: numbers are numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _numbers, marks_in_numbers
from ckanext.tomoni_quality.rules._base import Context, Example, matching

SLUG = "number-with-text"
SEVERITY = "error"
TITLE = Text("数値の列に、単位や記号、文字が混ざっています", "A column of numbers holds units, marks or words")
WHY = Text(
    "「約500人」「1,200円」「▲3」は文字として扱われ、合計や並べ替えに入りません。",
    "約500人, 1,200円 and ▲3 are text: they are not summed and not sorted.",
)
FIX = Text(
    "数字だけにし、単位は項目名（例：定員（人））に、注記は備考に書いてください。負の数は「-3」と書きます。",
    "Keep the digits only; the unit goes into the column name, notes into 備考, and a negative number is -3.",
)
GOOD = [
    Example("名称,階\n甲,3階\n乙,2階\n丙,1階\n"),
    Example("名称,定員\n甲,120\n乙,60\n丙,30\n丁,\n"),
    Example("名称,人数\n甲,-3\n乙,2.5\n丙,30\n"),
]
BAD = [
    Example("名称,定員\n甲,120\n乙,60人\n丙,30\n丁,40\n", at=((3, 2),), suggestions=("60",)),
    Example(
        '名称,金額\n甲,120\n乙,60\n丙,30\n丁,"1,200"\n戊,▲3\n己,約40\n',
        at=((5, 2), (6, 2), (7, 2)),
        suggestions=("1200", "-3", None),
    ),
    Example(
        '名称,定員,人口\n甲,12人,"1,200"\n乙,8人,"13,000"\n丙,約20人,900\n',
        at=((2, 2), (3, 2), (4, 2), (2, 3), (3, 3)),
        suggestions=("12", "8", None, "1200", "13000"),
    ),
    Example("名称,延長\n甲,5km\n乙,300m\n丙,2km\n", at=((2, 2), (3, 2), (4, 2)), suggestions=(None, None, None)),
]
UNIT = re.compile(rf"[¥\\]?\s*([-+▲△]?\s*[\d,]+(?:\.\d+)?)\s*({_numbers.UNITS})?")


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each cell of a numeric column that is no number and no mark, with the number where only one reading is there.

    In a column of several units (``5km`` beside ``300m``) no number is suggested.
    """
    for column in _numbers.columns(table, context):
        marks_are_told = not context.is_of_standard(column)
        cells = [
            cell
            for cell in matching(table, context, column, _is_no_number, _numbers.DOUBTFUL)
            if not (marks_are_told and marks_in_numbers.is_mark(cell.value))
        ]
        values = {cell.value: _numbers.plain(cell.value) for cell in cells}
        alike = len({unit for value in values.values() if (unit := _unit(value))}) <= 1
        for cell in cells:
            yield Hit(cell.row, cell.column, cell.value.strip(), suggestion(values[cell.value]) if alike else None)


def _is_no_number(value: str) -> bool:
    return not _numbers.NUMBER.fullmatch(_numbers.plain(value))


def _unit(value: str) -> str:
    match = UNIT.fullmatch(value)
    return (match[2] or "") if match else ""


def suggestion(value: str) -> str | None:
    """``1,200円`` → ``1200``, ``▲3`` → ``-3``; None when words are more than a unit."""
    match = UNIT.fullmatch(value)
    if not match:
        return None
    number = re.sub(r"[,\s]", "", match[1]).replace("▲", "-").replace("△", "-")
    return number if _numbers.NUMBER.fullmatch(number) else None
