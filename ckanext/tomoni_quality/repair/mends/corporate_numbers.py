"""法人番号: width, separators, T and ``.0``, where the check digit proves the number."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.codes import corporate_number
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example, by_kind
from ckanext.tomoni_quality.repair.model import Edit
from ckanext.tomoni_quality.repair.sheet import Sheet

SLUG = "corporate-numbers"
ORDER = 36
TITLE = Text("法人番号を 13 桁の数字にする", "Corporate numbers to thirteen digits")
WHAT = Text(
    "全角、区切り、先頭の T を取ります。検査数字が合うときだけです。12 桁の番号と「4.00E+12」は直しません。",
    "Full width, separators and a leading T go, only where the check digit fits. Twelve digits and 4.00E+12 are left.",
)
MENDS = [
    Example(
        "名称,法人番号\n甲,T1000020372013\n乙,１０００ー０２０ー３７２０１３\n丙,9000-0200-11002\n",
        ((2, 2, "T1000020372013", "1000020372013"), (4, 2, "9000-0200-11002", "9000020011002")),
    )
]
LEAVES = [
    Example("名称,法人番号\n甲,4.00E+12\n乙,2000020372013\n丙,000020372013\n"),
    Example("名称,電話\n甲,T1000020372013\n"),
]


def mend(sheet: Sheet) -> Iterable[Edit]:
    """Each number that is proven."""
    return by_kind(sheet, ("corporate_number",), corporate_number.normalise)
