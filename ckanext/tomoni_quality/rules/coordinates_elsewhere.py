"""A place that is nearer to the offices of many other municipalities than to the publisher's own.

Boundaries are not at hand, offices are: how near they stand to each other says how large municipalities are there. A
place on the edge of a wide one has a few strange offices nearer; one with thirty of them nearer is hardly within.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import polars as pl

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.codes.local_government_places import municipal, place
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._places import in_japan

SLUG = "coordinates-elsewhere"
SEVERITY = "info"
TITLE = Text(
    "市区町村の外を指しているかもしれません（要確認）", "The place may be outside the municipality (to be judged)"
)
WHY = Text(
    "組織の役所・役場より、ほかの市区町村の役所・役場 30 か所以上に近い位置です。"
    "数字の打ちまちがいや、ほかの団体のデータが混じっているかもしれません。",
    "It is nearer to the offices of thirty other municipalities than to the publisher's own: a digit may be wrong, or "
    "the row be another body's.",
)
FIX = Text(
    "住所と位置を地図で確かめてください。市外の施設や離れた島であれば、そのままでかまいません。",
    "Compare address and position on a map. A place outside the municipality, or an island, may stay.",
)
_TAKAMATSU = "372013"
GOOD = [
    Example("名称,緯度,経度\n市役所,34.342787,134.046574\n島,34.4800,134.0500\n", organization_code=_TAKAMATSU),
    Example("名称,緯度,経度\n市役所,35.689487,139.691706\n"),
    Example("名称,緯度,経度\n県の施設,34.2,133.6\n", organization_code="370002"),
]
BAD = [
    Example("名称,緯度,経度\n市役所,34.342787,134.046574\n誤り,35.342787,134.046574\n", at=((3, 2),),
            organization_code=_TAKAMATSU),
]  # fmt: skip
#: So many strange offices nearer than the own one.
_NEARER = 30
_A_DEGREE = 111.2
#: Their offices stand in another municipality: 三島村 and 十島村 in 鹿児島市, 竹富町 in 石垣市.
_OFFICE_ELSEWHERE = frozenset({"463035", "463043", "473812"})
#: Places are judged by squares of a hundredth of a degree, a kilometre; of so many squares at once.
_SQUARE = 0.01
_AT_ONCE = 2_000


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each place in Japan, where the organization is a municipality."""
    own = _own(context.organization_code)
    latitudes, longitudes = context.columns("latitude")[:1], context.columns("longitude")[:1]
    if own is None or not latitudes or not longitudes:
        return
    grid = context.grid(table)
    places = in_japan(grid, latitudes[0], longitudes[0]).with_columns(
        (pl.col("latitude") / _SQUARE).round().alias("north"), (pl.col("longitude") / _SQUARE).round().alias("east")
    )
    columns = latitudes[0] + 1, longitudes[0] + 1
    found = places.join(_elsewhere(places, own), on=["north", "east"]).sort("place")
    for at, latitude, longitude, away in found.select("place", "latitude", "longitude", "own").iter_rows():
        text = Text(f"役所・役場から約 {away:.0f} km 離れています。", f"About {away:.0f} km from the office.")
        yield Hit(grid.first + at, columns[0], f"{latitude}, {longitude}", text=text, also=(columns[1],))


def _own(code: str | None) -> pl.DataFrame | None:
    """The offices of the municipality: those of its wards too."""
    body = local_government.find(code) if code else None
    city = local_government.municipality_of(body) if body else None
    if city is None or city.code in _OFFICE_ELSEWHERE or city.code not in municipal():
        return None
    wards = (ward.code for ward in local_government.bodies() if ward.kind == "ward" and ward.name.startswith(city.name))
    found = [municipal()[city.code], *filter(None, map(place, wards))]
    return pl.DataFrame(found, schema=["office_north", "office_east"], orient="row")


def _elsewhere(places: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """The squares that are elsewhere, with the kilometres to the nearest of the ``own`` offices."""
    offices = pl.DataFrame([*municipal().values()], schema=own.schema, orient="row")
    squares = places.select("north", "east").unique().sort("north", "east")
    found = []
    for some in squares.iter_slices(_AT_ONCE):
        here = some.join(own, how="cross").group_by("north", "east").agg(_AWAY.min().alias("own"))
        there = here.join(offices, how="cross").filter(pl.col("own") > _AWAY)
        found.append(there.group_by("north", "east", "own").len().filter(pl.col("len") >= _NEARER))
    return pl.concat(found) if found else squares.with_columns(pl.lit(0.0).alias("own")).clear()


def _away() -> pl.Expr:
    """Kilometres from a square to an office, on a plane: good enough for nearer and farther."""
    north = (pl.col("north") * _SQUARE - pl.col("office_north")) * _A_DEGREE
    east = (pl.col("east") * _SQUARE - pl.col("office_east")) * _A_DEGREE
    east *= (pl.col("north") * _SQUARE * math.pi / 180).cos()
    return (north * north + east * east).sqrt()


_AWAY = _away()
