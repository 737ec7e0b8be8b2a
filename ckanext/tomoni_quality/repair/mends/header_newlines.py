"""Line breaks inside a column name. Those inside a value are left: they may separate several values."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example
from ckanext.tomoni_quality.repair.model import Edit
from ckanext.tomoni_quality.repair.sheet import Sheet
from ckanext.tomoni_quality.rules import header_newline

SLUG = "header-newlines"
ORDER = 22
TITLE = Text("項目名の改行を取る", "Remove line breaks from column names")
WHAT = Text(
    "項目名の途中の改行を取ります（英字の間は空白にします）。値の中の改行は直しません。",
    "Line breaks within a column name go (between Latin words they become a space). Those within values are left.",
)
MENDS = [
    Example('"利用\n区分",名称\n甲,市役所\n', ((1, 1, "利用\n区分", "利用区分"),)),
    Example('"opening\nhours",名称\n甲,市役所\n', ((1, 1, "opening\nhours", "opening hours"),)),
]
LEAVES = [Example('名称,住所\n市役所,"中央町1\n本庁舎"\n')]


def mend(sheet: Sheet) -> Iterable[Edit]:
    """Each name that the rule speaks of."""
    for hit in header_newline.check(sheet.table, sheet.context):
        parts = [part.strip() for part in (hit.value or "").splitlines() if part.strip()]
        name = parts[0] if parts else ""
        for part in parts[1:]:
            name += (" " if name[-1:].isascii() and part[:1].isascii() else "") + part
        yield Edit(hit.row, hit.column, name)
