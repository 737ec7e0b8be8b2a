"""A name that says nothing. 機械可読性ルール L1-05: what a column holds can be guessed from its name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import clean
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "header-meaningless"
SEVERITY = "warning"
TITLE = Text("意味の分からない項目名です", "The name of a column says nothing")
WHY = Text(
    "「列1」「F3」「Unnamed: 2」のような名前からは、何のデータか分かりません。",
    "Nobody can tell what 列1, F3 or Unnamed: 2 hold.",
)
FIX = Text("中身が分かる項目名にしてください。", "Give the column a name that tells what it holds.")
GOOD = [Example("名称,2024年,X,Y\n甲,12,1,2\n"), Example("F値,A区分,項目数\n1,2,3\n")]
BAD = [
    Example("名称,列2,Unnamed: 3\n甲,12,1\n", at=((1, 2), (1, 3))),
    Example("名称,-,#REF!\n甲,12,1\n", at=((1, 2), (1, 3))),
]
_NOTHING = re.compile(
    r"(?:列|カラム|項目|フィールド|column|col|field|f|var|v|unnamed:?|不明)\s*[_-]?\s*[0-9]{1,4}"
    r"|[-*?・…‥.。]+|#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!)|null|nan|none",
    re.IGNORECASE,
)


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each such name."""
    for number, name in enumerate(table.header, 1):
        if not context.is_of_standard(number - 1) and _NOTHING.fullmatch(clean(name)):
            yield Hit(table.header_row, number, name)
