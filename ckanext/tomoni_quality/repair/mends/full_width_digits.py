"""Full-width numbers in columns of numbers. ３階 in a column of words is left."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example
from ckanext.tomoni_quality.repair.model import Edit
from ckanext.tomoni_quality.repair.sheet import Sheet
from ckanext.tomoni_quality.rules import full_width_digits

SLUG = "full-width-digits"
ORDER = 30
TITLE = Text("全角の数値を半角にする", "Full-width numbers to half-width")
WHAT = Text(
    "数値の列の全角数字を半角にします。文章や名前の中の全角数字は直しません。",
    "Full-width digits in columns of numbers become half-width. Digits within words and names are left.",
)
MENDS = [Example("名称,定員\n甲,120\n乙,６０\n丙,３．５\n丁,40\n", ((3, 2, "６０", "60"), (4, 2, "３．５", "3.5")))]
LEAVES = [Example("名称,メモ\n甲,１階\n乙,２階\n"), Example("名称,管理番号\n甲,１２\n乙,３\n丙,4\n")]


def mend(sheet: Sheet) -> Iterable[Edit]:
    """Each number that the rule speaks of."""
    for hit in full_width_digits.check(sheet.table, sheet.context):
        yield Edit(hit.row, hit.column, hit.suggestion or "")
