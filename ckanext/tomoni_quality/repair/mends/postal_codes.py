"""郵便番号: seven half-width digits without 〒 and hyphen (DS-443). Six digits are left: nothing proves the zero."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.codes import postal_code
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example, by_kind
from ckanext.tomoni_quality.repair.model import Edit
from ckanext.tomoni_quality.repair.sheet import Sheet

SLUG = "postal-codes"
ORDER = 37
TITLE = Text("郵便番号を 7 桁の数字にする", "Postal codes to seven digits")
WHAT = Text(
    "「〒760-8571」を「7608571」にします。6 桁の番号は直しません。",
    "〒760-8571 becomes 7608571 (DS-443). Codes of six digits are left.",
)
MENDS = [
    Example(
        "名称,郵便番号\n甲,〒760-8571\n乙,７６０－８５７１\n",
        ((2, 2, "〒760-8571", "7608571"), (3, 2, "７６０－８５７１", "7608571")),
    )
]
LEAVES = [Example("名称,郵便番号\n甲,600001\n乙,0000000\n丙,高松市\n丁,7608571\n"), Example("名称,番号\n甲,760-8571\n")]


def mend(sheet: Sheet) -> Iterable[Edit]:
    """Each code that has its seven digits."""
    return by_kind(sheet, ("postal_code",), postal_code.normalise)
