"""Remarks of the template left in the published file, seen in files of 高松市: 「←データの項目名を入力」."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve

SLUG = "template-remarks"
SEVERITY = "warning"
TITLE = Text("ひな形の記入説明が残っています", "Remarks of the template were left in the file")
WHY = Text(
    "「←2行目以降にデータを入力」のような説明は、データとして読まれてしまいます。",
    "A remark such as “← enter the data here” is read as data.",
)
FIX = Text("記入説明の列や行を削除してください。", "Delete the columns or rows of the remarks.")
GOOD = [Example("名称,方角\n市役所,西←東\n")]
BAD = [
    Example("名称,←データの項目名を入力\n市役所,←2行目以降にデータを入力\n", at=((1, 2), (2, 2))),
]
REMARK = re.compile(r"^\s*(?:[←⇐↑]|[(（](?:記入|入力)例[)）])")
_SIEVE = Sieve(letters="←⇐↑(（".__contains__, pattern=r"[←⇐↑]|[(（](?:記入|入力)例[)）]")


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every cell, header included, that begins with an arrow to the left or says it is an example to fill in."""
    for number, name in enumerate(table.header, 1):
        if REMARK.match(name):
            yield Hit(table.header_row, number, name)
    for cell in context.grid(table).find_all(lambda value: REMARK.match(value) is not None, _SIEVE):
        yield Hit(cell.row, cell.column, cell.value)
