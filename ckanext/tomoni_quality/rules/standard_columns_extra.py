"""Columns the recognised standard does not have."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _standards
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "standard-columns-extra"
SEVERITY = "info"
TITLE = Text("標準にない項目があります", "The file has columns the standard does not have")
WHY = Text(
    "独自の項目を加えることは差し支えありません。標準の項目の書きまちがいでないかだけ確かめてください。",
    "Columns of your own are fine; only make sure that they are no misspelt columns of the standard.",
)
FIX = Text(
    "標準の項目にあたるときは標準の項目名に直し、独自の項目は末尾に置いてください。",
    "Rename what is in the standard under another name, and put columns of your own at the end.",
)
_FULL = _standards.header()
_PARTIAL = _standards.header("bicycle_parking", "2026")
GOOD = [
    Example(_standards.table(_FULL)),
    Example("名称,住所\n市役所,中央町1\n"),
    Example(_standards.table([*_PARTIAL, "公営駐輪場_料金"])),
]
BAD = [Example(_standards.table([*_FULL, "清掃回数"]), at=((1, len(_FULL) + 1),))]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each named column that is none of the standard's; nothing where not all of its columns are known."""
    if context.recognition is None or not context.recognition.standard.whole:
        return
    for number, name in context.recognition.extra.items():
        yield Hit(table.header_row, number + 1, name)
