"""Latitude without longitude, or the other way round."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._places import doubtful_places

SLUG = "coordinates-incomplete"
SEVERITY = "error"
TITLE = Text("緯度か経度の片方がありません", "Only one of latitude and longitude is given")
WHY = Text("片方だけでは場所が決まりません。", "One of the two does not make a place.")
FIX = Text("もう片方も入力するか、両方を空欄にしてください。", "Enter the other one too, or leave both empty.")
GOOD = [Example("名称,緯度,経度\n市役所,34.342787,134.046574\n不明,,\n")]
BAD = [Example("名称,緯度,経度\n市役所,34.342787,\n図書館,,134.046574\n", at=((2, 3), (3, 2)))]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each row with one of the two, at the empty cell."""
    for place in doubtful_places(table, context):
        latitude, longitude = place.texts
        if bool(latitude) != bool(longitude):
            yield Hit(place.row, place.columns[1] if latitude else place.columns[0], latitude or longitude)
