"""郵便番号: seven digits, without a hyphen as DS-443 recommends."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.codes import postal_code
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._codes import problems

SLUG = "postal-code"
SEVERITY = "warning"
TITLE = Text("郵便番号の書き方が標準と違います", "The postal code is not written as the standard has it")
WHY = Text(
    "郵便番号は 7 桁の半角数字です。先頭の 0 が落ちると、別の地域の番号になります。",
    "A postal code is seven half-width digits; without its leading zero it is another area's.",
)
FIX = Text(
    "7 桁の半角数字（ハイフンなし）で書いてください。列の表示形式は「文字列」にします。",
    "Write seven half-width digits without a hyphen, in a column set to “Text”.",
)
GOOD = [Example("名称,郵便番号\n市役所,7608571\n")]
BAD = [
    Example("名称,郵便番号\n市役所,760-8571\n", at=((2, 2),), suggestions=("7608571",)),
    Example("名称,郵便番号\n市役所,600001\n", at=((2, 2),), suggestions=("0600001",)),
]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every code that is not seven digits; a hyphen in its place is told as information only."""
    return problems(table, context, ("postal_code",), postal_code.problem)
