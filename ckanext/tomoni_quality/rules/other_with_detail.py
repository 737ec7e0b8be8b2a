"""「その他」 and what it is in one cell. 機械可読性ルール L2-05: the choice and its details stand apart."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve, matching

SLUG = "other-with-detail"
SEVERITY = "warning"
TITLE = Text("「その他」の内容が同じセルに書かれています", "“Other” and its details stand in one cell")
WHY = Text(
    "「その他（和式）」は「その他」とは別の値として数えられます。",
    "その他（和式） is counted as another value than その他.",
)
FIX = Text(
    "この列は「その他」だけにし、内容は「その他の内容」などの列に書いてください。",
    "Keep その他 here and write the details into a column of their own.",
)
GOOD = [Example("名称,区分,その他の内容\n甲,その他,和式\n乙,洋式,\n"), Example("名称,区分\n甲,その他の施設\n")]
BAD = [
    Example(
        "名称,区分\n甲,その他（和式）\n乙,その他：電話\n丙,洋式\n", at=((2, 2), (3, 2)), suggestions=("その他",) * 2
    )
]
_OTHER = re.compile(r"\s*(?:そ\s?の\s?他|そのほか)\s*(?:[（(〔\[「].+|[:：].+)", re.DOTALL)
_SIEVE = Sieve(letters="(（〔[「:：".__contains__, pattern="そ.?の.?他|そのほか")


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each その他 that goes on."""
    for column in range(len(table.header)):
        for cell in matching(table, context, column, lambda value: bool(_OTHER.fullmatch(value)), _SIEVE):
            yield Hit(cell.row, cell.column, cell.value.strip(), "その他")
