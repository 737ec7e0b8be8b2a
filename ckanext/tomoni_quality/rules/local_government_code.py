"""全国地方公共団体コード: six digits with a check digit (総務省)."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._codes import problems

SLUG = "local-government-code"
SEVERITY = "error"
TITLE = Text("全国地方公共団体コードが正しくありません", "The local government code is not right")
WHY = Text(
    "コードは検査数字を含む 6 桁の文字列です。5 桁や先頭の 0 が落ちたコードでは、ほかの自治体のデータとつなげません。",
    "The code is six digits of text, the last a check digit; with five digits or without its leading zero it cannot be "
    "joined with the data of other municipalities.",
)
FIX = Text(
    "「候補」のコードに直してください。Excel では列の表示形式を「文字列」にしてから入力すると 0 が落ちません。",
    "Use the suggested code. In Excel set the column to “Text” before typing, so that zeros stay.",
)
GOOD = [Example("全国地方公共団体コード,名称\n372013,市役所\n011002,区民センター\n")]
BAD = [
    Example("全国地方公共団体コード,名称\n37201,市役所\n", at=((2, 1),), suggestions=("372013",)),
    Example("市区町村コード,名称\n11002,市役所\n", at=((2, 1),), suggestions=("011002",)),
    Example("全国地方公共団体コード,名称\n372014,市役所\n", at=((2, 1),), suggestions=("372013",)),
]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every code that is no code of six digits."""
    return problems(table, context, ("code", "located_code"), local_government.problem)
