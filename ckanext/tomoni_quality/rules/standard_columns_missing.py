"""Columns of the recognised standard that the file does not have."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Severity, Text
from ckanext.tomoni_quality.rules import _standards
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "standard-columns-missing"
SEVERITY = "info"
TITLE = Text("標準の項目が足りません", "Columns of the standard are missing")
WHY = Text(
    "自治体標準オープンデータセットの項目がそろっていると、ほかの自治体のデータと並べて使えます。値がない項目も、列は残します。",
    "With all columns of the standard the data can be used side by side with other municipalities'; "
    "a column stays even when it has no values.",
)
FIX = Text(
    "標準のひな形（標準データセットのページからダウンロードできます）の項目名で、列を加えてください。",
    "Add the columns under the names of the template (see the page of the standard).",
)
_FULL = _standards.header()
GOOD = [Example(_standards.table(_FULL)), Example("名称,住所\n市役所,中央町1\n")]
BAD = [Example(_standards.table([name for name in _FULL if name != "設置位置"]), at=((1, None),))]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each missing column: a required one is an error, a recommended one a warning, another information."""
    for column in context.recognition.missing if context.recognition else ():
        severity: Severity = "error" if column.required else "warning" if column.recommended else "info"
        yield Hit(table.header_row, None, column.name, severity=severity)
