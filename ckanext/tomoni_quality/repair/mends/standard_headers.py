"""Columns of a recognised standard named as the standard names them."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.text import normalise_header
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example
from ckanext.tomoni_quality.repair.model import Edit, Leave
from ckanext.tomoni_quality.repair.sheet import Sheet
from ckanext.tomoni_quality.rules import _standards, standard_columns_renamed

SLUG = "standard-headers"
ORDER = 23
TITLE = Text("項目名を標準の書き方にする", "Column names as the standard writes them")
WHAT = Text(
    "標準データセットに沿うと分かった表の項目名を、その標準（その版）の項目名にします。標準の分からない表は直しません。",
    "In a table of a municipal standard, names become those of the standard's edition. Other tables are left.",
)
_FULL = _standards.header()
_AT = _FULL.index("男性トイレ総数") + 1
MENDS = [
    Example(
        _standards.table(_FULL).replace("男性トイレ総数", "１.男性トイレ総数（必須）", 1),
        ((1, _AT, "１.男性トイレ総数（必須）", "男性トイレ総数"),),
    )
]
LEAVES = [Example("なまえ,緯度\n市役所,34.34\n"), Example(_standards.table(_FULL))]
_TAKEN = Text("同じ名前の列がすでにあります。", "Another column has that name already.")


def mend(sheet: Sheet) -> Iterable[Edit | Leave]:
    """Each name that the rule speaks of, unless another column has the standard's name."""
    names = [normalise_header(name) for name in sheet.table.header]
    for hit in standard_columns_renamed.check(sheet.table, sheet.context):
        right = hit.suggestion or ""
        others = [name for number, name in enumerate(names, 1) if number != hit.column]
        if normalise_header(right) in others:
            yield Leave(hit.row, hit.column, hit.value or "", _TAKEN)
        else:
            yield Edit(hit.row, hit.column, right)
