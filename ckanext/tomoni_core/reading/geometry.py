"""What is wrong with a geometry of GeoJSON by its form (RFC 7946); numbers are texts, as they were written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ckanext.tomoni_core.reading.model import Note

__all__ = ["point", "problems"]

#: How lists are nested in ``coordinates``, by type.
_DEPTHS = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
}  # fmt: skip
_LONGITUDES, _LATITUDES = (122.0, 154.0), (20.0, 46.0)
_MOST = 1_000_000


def point(shape: dict[str, Any]) -> tuple[str, str] | None:
    """Longitude and latitude of a point, as written; None for any other geometry."""
    place = shape.get("coordinates")
    if shape.get("type") != "Point" or not isinstance(place, list) or len(place) < 2:
        return None
    return (place[0], place[1]) if all(isinstance(each, str) for each in place[:2]) else None


def problems(shape: dict[str, Any] | None, row: int) -> Iterator[Note]:
    """What is wrong with the geometry of the feature that counts as ``row``."""
    if shape is None:
        yield Note("geometry_missing", f"{row - 1}件目に位置がありません。", f"Feature {row - 1} has no geometry.", row)
        return
    kind = shape.get("type")
    if kind == "GeometryCollection":
        members = shape.get("geometries")
        for member in members if isinstance(members, list) else ():
            if isinstance(member, dict) and member.get("type") in _DEPTHS:
                yield from problems(member, row)
        return
    if kind not in _DEPTHS:
        ja, en = f"{row - 1}件目の図形の種類が{kind}です。", f"The geometry of feature {row - 1} is a {kind}."
        yield Note("geometry_broken", ja, en, row, value=str(kind)[:50])
        return
    yield from _of_known(shape.get("coordinates"), str(kind), row)


def _of_known(coordinates: Any, kind: str, row: int) -> Iterator[Note]:
    try:
        places = list(_places(coordinates, _DEPTHS[kind], [_MOST]))
        open_ring = kind in ("Polygon", "MultiPolygon") and any(_is_open(ring) for ring in _rings(coordinates, kind))
    except (TypeError, ValueError, IndexError):
        ja, en = (
            f"{row - 1}件目の座標が{kind}の形ではありません。",
            f"Feature {row - 1} has no coordinates of a {kind}.",
        )
        yield Note("geometry_broken", ja, en, row, value=kind)
        return
    if open_ring:
        ja, en = f"{row - 1}件目の面が閉じていません。", f"A ring of feature {row - 1} is not closed."
        yield Note("geometry_broken", ja, en, row, value=kind)
    if kind == "Point" or not places:
        return  # a point's place is in its own columns, where the rules look at it
    if not any(_inside(place, _LONGITUDES, _LATITUDES) for place in places):
        swapped = all(_inside(place, _LATITUDES, _LONGITUDES) for place in places)
        slug = "geometry_swapped" if swapped else "geometry_outside"
        ja = "の座標は緯度・経度の順です。GeoJSONは経度・緯度の順です。" if swapped else "の図形は日本の外にあります。"
        en = "has latitude first: GeoJSON has longitude first." if swapped else "lies outside Japan."
        first = f"{places[0][0]}, {places[0][1]}"
        yield Note(slug, f"{row - 1}件目{ja}", f"Feature {row - 1} {en}", row, value=first)


def _places(value: Any, depth: int, left: list[int]) -> Iterator[tuple[float, float]]:
    if depth:
        for each in _list(value):
            yield from _places(each, depth - 1, left)
        return
    left[0] -= 1
    if left[0] < 0:
        raise ValueError("too many positions")
    yield float(_list(value)[0]), float(value[1])


def _rings(coordinates: Any, kind: str) -> Iterator[list[Any]]:
    for polygon in [coordinates] if kind == "Polygon" else _list(coordinates):
        yield from map(_list, _list(polygon))


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


def _is_open(ring: list[Any]) -> bool:
    return len(ring) < 4 or ring[0] != ring[-1]


def _inside(place: tuple[float, float], first: tuple[float, float], second: tuple[float, float]) -> bool:
    return first[0] <= place[0] <= first[1] and second[0] <= place[1] <= second[1]
