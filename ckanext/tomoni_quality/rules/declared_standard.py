"""The resource is declared to follow a standard that its columns are not."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _standards
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "declared-standard"
SEVERITY = "error"
TITLE = Text("登録された標準データセットと項目が一致しません", "The columns are not those of the declared standard")
WHY = Text(
    "標準データセットとして登録されていますが、項目名がその標準のものと認識できません。",
    "The resource is declared to follow a standard, and its columns are not recognised as that standard's.",
)
FIX = Text(
    "ひな形の項目名に合わせるか、データセットの「標準データセット」の登録を直してください。",
    "Use the column names of the template, or correct the declared standard.",
)
GOOD = [
    Example(_standards.table(_standards.header()), declared_standard="public_toilet"),
    Example("名称,住所\n市役所,中央町1\n"),
    Example("名称,住所\n授乳室,中央町1\n", declared_standard="baby_station"),
]
BAD = [
    Example("献立,数量\n牛乳,206\n", declared_standard="public_toilet", at=((1, None),)),
    Example(_standards.table(_standards.header()), declared_standard="aed", at=((1, None),)),
]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """One hit for the file when none of its tables can be of the declared standard, as far as its columns are known."""
    declared = (context.declared_standard or "").partition("@")[0]
    if not declared or not context.is_first(table) or declared in context.recognised_standards:
        return
    if not any(registry().may_follow(each.header, declared) for each in context.reading.tables):
        yield Hit(table.header_row, None, declared)
