"""A place far from all the others of its file: in Japan, and yet most likely not in this municipality.

No list of boundaries is asked, so that it needs none: the other places say where the municipality is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import polars as pl

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._places import in_japan

SLUG = "coordinates-far"
SEVERITY = "warning"
TITLE = Text("ほかの場所から遠く離れています", "The place is far from all the others")
WHY = Text(
    "数字の打ちまちがいで、地図の上で別の県や海の上に表示されているかもしれません。",
    "A digit may be wrong, and the place be shown in another prefecture or in the sea.",
)
FIX = Text(
    "住所と位置を地図で確かめてください。離れた島や市外の施設であれば、そのままでかまいません。",
    "Compare address and position on a map. An island or a place outside the municipality may stay.",
)
_NEAR = "".join(f"施設{n},34.3{n:02d}787,134.0{n:02d}574\n" for n in range(12))
GOOD = [
    Example(f"名称,緯度,経度\n{_NEAR}"),
    Example("名称,緯度,経度\n" + "".join(f"都市{n},{33 + n}.5,{130 + n}.5\n" for n in range(12))),
    Example("名称,緯度,経度\n甲,34.342787,134.046574\n乙,43.062,141.354\n"),
]
BAD = [Example(f"名称,緯度,経度\n{_NEAR}誤り,35.342787,134.046574\n", at=((14, 2),))]
#: With fewer places nobody can say where most of them are.
_LEAST = 10
#: Kilometres that a municipality may well measure, and how many times the distance of three in four places is far.
_KILOMETRES = 30.0
_TIMES = 8.0
_SHARE = 0.05
_A_DEGREE = 111.2


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each place, when they are few, that is farther from the middle than the others by many times."""
    latitudes, longitudes = context.columns("latitude")[:1], context.columns("longitude")[:1]
    if not latitudes or not longitudes:
        return
    grid = context.grid(table)
    places = in_japan(grid, latitudes[0], longitudes[0])
    if places.height < _LEAST:
        return
    distances = _distances(places)
    usual = distances.quantile(0.75) or 0.0
    far = (distances > max(_KILOMETRES, _TIMES * usual)).arg_true()
    for index in far if len(far) <= max(1, _SHARE * places.height) else ():
        place, latitude, longitude = places.row(index)
        away = round(distances[index])
        text = Text(f"ほかの場所の中心から約 {away} km 離れています。", f"About {away} km from where the others are.")
        columns = latitudes[0] + 1, longitudes[0] + 1
        yield Hit(grid.first + place, columns[0], f"{latitude}, {longitude}", text=text, also=(columns[1],))


def _distances(places: pl.DataFrame) -> pl.Series:
    """Kilometres of each place from the middle of all, on a plane: good enough for far and near."""
    latitude, longitude = places["latitude"], places["longitude"]
    middle = float(latitude.median() or 0.0)  # pyright: ignore[reportArgumentType]
    north = (latitude - middle) * _A_DEGREE
    east = (longitude - longitude.median()) * (_A_DEGREE * math.cos(math.radians(middle)))
    return (north * north + east * east).sqrt()
