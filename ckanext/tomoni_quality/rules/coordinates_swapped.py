"""Latitude in the column of longitude and the other way round: seen in all 345 places of a published park list."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._places import doubtful_places

SLUG = "coordinates-swapped"
SEVERITY = "error"
TITLE = Text("緯度と経度が入れ替わっています", "Latitude and longitude are swapped")
WHY = Text(
    "日本の緯度はおよそ 20〜46、経度は 122〜154 です。入れ替わると地図の上で日本の外に表示されます。",
    "In Japan latitudes are about 20 to 46 and longitudes 122 to 154; swapped, the places are elsewhere on a map.",
)
FIX = Text(
    "「緯度」と「経度」の列の値を入れ替えてください（全行が入れ替わっていれば、項目名を入れ替えても直ります）。",
    "Swap the values of the two columns (if every row is swapped, swap the two column names).",
)
GOOD = [Example("名称,緯度,経度\n市役所,34.342787,134.046574\n")]
BAD = [
    Example(
        "名称,緯度,経度\n公園,139.78604,36.28414\n広場,139.784017,36.285612\n空地,,\n",
        at=((2, 2), (3, 2)),
        suggestions=("36.28414", "36.285612"),
    )
]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each row whose pair is in Japan only the other way round, at the latitude."""
    for place in doubtful_places(table, context):
        if not place.in_japan and place.in_japan_when_swapped:
            latitude, longitude = place.texts
            first, second = place.columns
            yield Hit(place.row, first, f"{latitude}, {longitude}", longitude, also=(second,))
