"""Marks for what has no number: X, -, …, ***. 機械可読性ルール L3-03: their meaning is stated.

Whether it is stated no file tells: a person must see. 統計表の統一ルール has ``***`` (not counted), ``X`` (withheld).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _numbers
from ckanext.tomoni_quality.rules._base import Context, Example, matching

SLUG = "marks-in-numbers"
SEVERITY = "info"
TITLE = Text("数値の列に、値がないことを表す記号があります", "A column of numbers holds marks for missing values")
WHY = Text(
    "「-」や「X」が「該当なし」なのか「秘匿」なのか「不明」なのか、書かれていなければ利用者には分かりません。",
    "Unless it is stated, nobody knows whether - or X means none, withheld or unknown.",
)
FIX = Text(
    "記号の意味を説明欄に書いてください。値がないだけであれば空欄にします。",
    "State what the marks mean in the description; where there simply is no value, leave the cell blank.",
)
GOOD = [Example("名称,人数\n甲,12\n乙,3\n丙,\n丁,4\n"), Example("名称,型\n甲,X\n乙,-\n")]
BAD = [Example("名称,人数\n甲,12\n乙,X\n丙,-\n丁,3\n戊,***\n己,4\n", at=((3, 2), (4, 2), (6, 2)))]
_MARK = re.compile(r"[-‐‑‒–—―−ー]{1,3}|[xX×χ]|\*{1,3}|\.{2,3}|…+|‥|N/?A|#N/A|NULL|・{1,3}|/", re.IGNORECASE)


def is_mark(value: str) -> bool:
    """Whether a value is such a mark and nothing else."""
    return bool(_MARK.fullmatch(_numbers.plain(value)))


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each mark in a column of numbers; a standard has said already what its columns may hold."""
    for column in _numbers.columns(table, context):
        for cell in (
            () if context.is_of_standard(column) else matching(table, context, column, is_mark, _numbers.DOUBTFUL)
        ):
            yield Hit(cell.row, cell.column, cell.value.strip())
