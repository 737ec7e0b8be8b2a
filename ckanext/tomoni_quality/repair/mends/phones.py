"""電話番号: width, dashes and blanks around. Separators are never guessed, remarks never dropped."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.codes import phone
from ckanext.tomoni_core.codes.problem import plain
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example, by_kind
from ckanext.tomoni_quality.repair.model import Edit
from ckanext.tomoni_quality.repair.sheet import Sheet

SLUG = "phones"
ORDER = 38
TITLE = Text("電話番号を半角にする", "Telephone numbers to half-width")
WHAT = Text(
    "電話番号の列の全角の数字とハイフンを半角にします。区切りのない番号、0 の落ちた番号、（代表）や内線は直しません。",
    "Full-width digits and dashes become half-width. Numbers without separators, without their zero, with remarks or "
    "extensions are left.",
)
MENDS = [
    Example(
        "名称,電話番号\n甲,０８７－８３９－２０１１\n乙,087‐839‐2011\n",
        ((2, 2, "０８７－８３９－２０１１", "087-839-2011"), (3, 2, "087‐839‐2011", "087-839-2011")),
    )
]
LEAVES = [
    Example("名称,電話番号\n甲,0878392011\n乙,87-839-2011\n丙,087-839-2011（代表）\n丁,０８７　８３９　２０１１\n"),
    Example("名称,番号\n甲,０８７－８３９－２０１１\n"),
]


def mend(sheet: Sheet) -> Iterable[Edit]:
    """Each number that is a number once its width is mended."""
    return by_kind(sheet, ("phone",), _half_width)


def _half_width(value: str) -> str | None:
    text = plain(value)
    return text if phone.normalise(text) == text else None
