"""Columns of the standard under another name."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _standards
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "standard-columns-renamed"
SEVERITY = "warning"
TITLE = Text("標準の項目名と書き方が違います", "Columns are not named as in the standard")
WHY = Text(
    "項目名が一文字でも違うと、標準のとおりに作られたプログラムはその列を見つけられません。",
    "A program made for the standard does not find a column whose name differs by one letter.",
)
FIX = Text("「候補」の項目名に直してください。", "Use the suggested name.")
_FULL = _standards.header()
GOOD = [Example(_standards.table(_FULL))]
BAD = [
    Example(
        _standards.table(_FULL).replace("男性トイレ総数", "男性ﾄｲﾚ総数", 1),
        at=((1, _FULL.index("男性トイレ総数") + 1),),
        suggestions=("男性トイレ総数",),
    )
]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each column recognised under another spelling, and the standard's. A line break has a rule of its own."""
    if context.recognition is None:
        return
    for number, name in context.recognition.renamed.items():
        right = context.recognition.columns[number].name
        if "".join(part.strip() for part in name.splitlines()) != right:
            yield Hit(table.header_row, number + 1, name, right)
