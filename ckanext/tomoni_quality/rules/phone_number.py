"""電話番号 as DS-445 has it: half-width digits with hyphens, remarks and extensions elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.codes import phone
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._codes import problems

SLUG = "phone-number"
SEVERITY = "warning"
TITLE = Text("電話番号の書き方が標準と違います", "The telephone number is not written as the standard has it")
WHY = Text(
    "全角の数字や注記のある電話番号は、スマートフォンからそのまま発信できません。",
    "A number in full-width digits or with a remark cannot be dialled from a phone.",
)
FIX = Text(
    "半角数字と半角ハイフンで「087-839-2011」のように書き、内線は「内線番号」の列に分けてください。",
    "Write it in half-width digits and hyphens (087-839-2011), and put the extension into 内線番号.",
)
GOOD = [Example("名称,電話番号\n市役所,087-839-2011\n交番,110\n図書館,\n")]
BAD = [
    Example("名称,電話番号\n市役所,０８７－８３９－２０１１\n", at=((2, 2),), suggestions=("087-839-2011",)),
    Example("名称,電話番号\n市役所,市民課\n", at=((2, 2),)),
]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every number that is not as the standard has it."""
    return problems(table, context, ("phone",), phone.problem)
