"""Two columns of one name. 機械可読性ルール L2-03: unique column names."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import normalise_header
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "header-duplicate"
SEVERITY = "error"
TITLE = Text("同じ項目名の列があります", "Two columns have the same name")
WHY = Text("どちらの列のことか、人にもプログラムにも分かりません。", "Nobody can tell which of the two is meant.")
FIX = Text("項目名を書き分けてください（例：電話番号、FAX番号）。", "Give each column a name of its own.")
GOOD = [Example("名称,電話番号,FAX番号\n市役所,087-839-2011,087-839-2012\n")]
BAD = [Example("名称,電話番号,電話番号\n市役所,087-839-2011,087-839-2012\n", at=((1, 3),))]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """The second and every later column of a name."""
    seen: set[str] = set()
    for number, name in enumerate(table.header, 1):
        key = normalise_header(name)
        if key and key in seen:
            yield Hit(table.header_row, number, name)
        seen.add(key)
