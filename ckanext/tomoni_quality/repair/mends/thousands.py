"""Separators of thousands in columns of numbers: 1,200 to 1200. Units and signs (60人, ▲3, 約40) are left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example, edits
from ckanext.tomoni_quality.repair.model import Edit
from ckanext.tomoni_quality.repair.sheet import Sheet
from ckanext.tomoni_quality.rules import _numbers

SLUG = "thousands"
ORDER = 31
TITLE = Text("桁区切りのカンマを取る", "Remove separators of thousands")
WHAT = Text(
    "数値の列の「1,200」を「1200」にします。「60人」「▲3」「約40」は直しません。",
    "In columns of numbers 1,200 becomes 1200. 60人, ▲3 and 約40 are left.",
)
MENDS = [
    Example(
        '名称,金額\n甲,120\n乙,60\n丙,30\n丁,"1,200"\n戊,"－１，２００"\n',
        ((5, 2, "1,200", "1200"), (6, 2, "－１，２００", "-1200")),
    )
]
LEAVES = [
    Example('名称,金額\n甲,120\n乙,60\n丙,30\n丁,60人\n戊,▲3\n己,"1,20"\n庚,"12,34"\n'),
    Example('名称,階\n甲,"1,200"\n乙,地下\n'),
]
_SEPARATED = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")


def mend(sheet: Sheet) -> Iterable[Edit]:
    """Each such number of a column of numbers."""
    yield from _edits(sheet)


def _edits(sheet: Sheet) -> Iterator[Edit]:
    for column in _numbers.columns(sheet.table, sheet.context):
        yield from edits(sheet, column, _plain)


def _plain(value: str) -> str | None:
    text = re.sub(r"^\u2212", "-", _numbers.plain(value))
    return text.replace(",", "") if _SEPARATED.fullmatch(text) else None
