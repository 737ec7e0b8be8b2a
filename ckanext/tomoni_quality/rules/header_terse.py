"""Names of columns that are a letter or a code. 機械可読性ルール L1-05: a name tells what the column holds.

Whether ``A`` or ``Q12`` tells it a person must judge. Names everybody knows (``id``, ``No``, ``X``, ``Y``) are fine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import clean
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "header-terse"
SEVERITY = "info"
TITLE = Text("項目名が、文字や記号番号だけです", "The name of a column is a letter or a code")
WHY = Text(
    "「A」「Q12」だけでは、別の資料を見ないと何の列か分かりません。",
    "From A or Q12 alone nobody knows, without another document, what the column holds.",
)
FIX = Text(
    "中身が分かる項目名にしてください。略号を残すときは、項目の説明をデータセットに加えてください。",
    "Name what the column holds; if the code is to stay add a table that explains the columns to the dataset.",
)
GOOD = [Example("ID,No,X,Y,名称\n1,2,3,4,甲\n"), Example("名称,F値\n甲,2\n")]
BAD = [Example("名称,a,Q12\n甲,12,1\n", at=((1, 2), (1, 3)))]
_CODE = re.compile(r"[A-Za-zａ-ｚ]{1,2}[-_]?[0-9]{0,9}|[0-9]{1,3}|[ア-ンあ-ん]|[①-⑳]")
_KNOWN = frozenset({"id", "no", "x", "y", "z", "pk", "m", "t"})


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each such name."""
    for number, name in enumerate(table.header, 1):
        plain = clean(name)
        if not context.is_of_standard(number - 1) and _CODE.fullmatch(plain) and plain.casefold() not in _KNOWN:
            yield Hit(table.header_row, number, name)
