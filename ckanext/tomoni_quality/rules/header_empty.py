"""A column with values and without a name. 機械可読性ルール L1-05: every column has a name."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "header-empty"
SEVERITY = "error"
TITLE = Text("項目名のない列に値があります", "A column without a name holds values")
WHY = Text("項目名がない列は、何のデータか分かりません。", "Nobody can tell what a column without a name holds.")
FIX = Text("その列の 1 行目に項目名を書いてください。", "Write a name for the column into the header row.")
GOOD = [Example("名称,住所,備考\n市役所,中央町1,本庁\n"), Example("名称,住所,\n市役所,中央町1,\n")]
BAD = [Example("名称,,住所\n市役所,本庁,中央町1\n図書館,分館,東町2\n", at=((1, 2),))]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each unnamed column that is not empty, with its first value."""
    for number, name in enumerate(table.header):
        if not name.strip():
            filled = context.grid(table).filled(number).arg_true()
            if len(filled):
                yield Hit(table.header_row, number + 1, context.grid(table).stripped(number)[filled[0]])
