"""法人番号: thirteen digits with a check digit (国税庁)."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.codes import corporate_number
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._codes import problems

SLUG = "corporate-number"
SEVERITY = "error"
TITLE = Text("法人番号が正しくありません", "The corporate number is not right")
WHY = Text(
    "法人番号は検査数字を含む 13 桁です。Excel が「4.00E+12」のような指数にすると、元の番号は失われます。",
    "A corporate number is thirteen digits with a check digit; written as 4.00E+12 by Excel, it is lost.",
)
FIX = Text(
    "列の表示形式を「文字列」にし、国税庁法人番号公表サイトの番号を入力し直してください。",
    "Set the column to “Text” and enter the number from the National Tax Agency's site again.",
)
GOOD = [Example("名称,法人番号\n高松市,1000020372013\n札幌市,9000020011002\n")]
BAD = [
    Example("名称,法人番号\n高松市,4.00E+12\n", at=((2, 2),)),
    Example("名称,法人番号\n高松市,2000020372013\n", at=((2, 2),)),
]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every number that is no corporate number."""
    return problems(table, context, ("corporate_number",), corporate_number.problem)
