"""Coordinates to decimal degrees in half-width digits. 34.20.34 is left: it may be degrees or a slip of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.codes.problem import plain
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example
from ckanext.tomoni_quality.repair.model import Edit
from ckanext.tomoni_quality.repair.sheet import Sheet
from ckanext.tomoni_quality.rules import coordinates_format

SLUG = "coordinates"
ORDER = 40
TITLE = Text("緯度・経度を十進の度にする", "Coordinates to decimal degrees")
WHAT = Text(
    "「34度20分34.0秒」「北緯34.34」「３４．３４」を十進の度にします。「34.20.34」や、日本の外の値は直しません。",
    "34度20分34.0秒, 北緯34.34 and ３４．３４ become decimal degrees. 34.20.34 and places outside Japan are left.",
)
MENDS = [
    Example(
        "名称,緯度,経度\n庁舎,34度20分34.0秒,東経134.046574度\n別館,３４．３４２７８９,134.046574\n",
        (
            (2, 2, "34度20分34.0秒", "34.342778"),
            (2, 3, "東経134.046574度", "134.046574"),
            (3, 2, "３４．３４２７８９", "34.342789"),
        ),
    )
]
LEAVES = [Example("名称,緯度,経度\n甲,34.20.34,134.04.10\n乙,0,0\n丙,中央,東\n"), Example("名称,角度\n甲,34度20分\n")]
_DOTTED = re.compile(r"\d+\.\d+\.[\d.]+")


def mend(sheet: Sheet) -> Iterable[Edit]:
    """Each coordinate that the rule can read."""
    for hit in coordinates_format.check(sheet.table, sheet.context):
        if hit.suggestion and not _DOTTED.search(plain(hit.value or "")):
            yield Edit(hit.row, hit.column, hit.suggestion)
