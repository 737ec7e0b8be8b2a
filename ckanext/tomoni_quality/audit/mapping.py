"""Municipalities as points on a plain map: their offices, and around them, small, those of all their neighbours. Pure.

No tiles are asked for and no boundaries are needed: the offices of all municipalities draw the country by themselves.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.codes.local_government_places import place

__all__ = ["Drawing", "Spot", "draw"]

_KINDS = frozenset({"designated_city", "city", "special_ward", "town", "village"})
#: With more prefectures than this the whole country is drawn.
_MOST_PREFECTURES = 8
_WIDTH = 720.0
_MARGIN = 16.0
#: Remote islands of a prefecture would make all else small: what is so many degrees off the middle is left out.
_FAR = 2.5


@dataclass(frozen=True)
class Spot:
    """A municipality on the map, in the units of the drawing."""

    code: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """The map: its size, a path of the neighbours' points, the spots, and the codes for which there was no room."""

    width: int
    height: int
    neighbours: str
    spots: tuple[Spot, ...]
    left_out: tuple[str, ...]


def draw(codes: Iterable[str]) -> Drawing | None:
    """Place municipalities by their codes; None where the place of none of them is known."""
    known = {code: where for code in dict.fromkeys(codes) if (where := place(code))}
    if not known:
        return None
    prefectures = {code[:2] for code in known}
    national = len(prefectures) > _MOST_PREFECTURES
    around = {
        body.code: where
        for body in local_government.bodies()
        if body.kind in _KINDS and (national or body.code[:2] in prefectures) and (where := place(body.code))
    }
    near = around if national else _without_islands(around | known)
    south, north = (edge(latitude for latitude, _ in near.values()) for edge in (min, max))
    west, east = (edge(longitude for _, longitude in near.values()) for edge in (min, max))
    narrowing = math.cos(math.radians((south + north) / 2))
    span = max((east - west) * narrowing, (north - south) * 0.5, 0.05)
    scale = min((_WIDTH - 2 * _MARGIN) / span, (_WIDTH - 2 * _MARGIN) / max(north - south, 0.05))

    def at(where: tuple[float, float]) -> tuple[float, float]:
        x = _MARGIN + (where[1] - west) * narrowing * scale
        return round(x, 1), round(_MARGIN + (north - where[0]) * scale, 1)

    points = (at(where) for code, where in sorted(near.items()) if code not in known)
    return Drawing(
        round(2 * _MARGIN + (east - west) * narrowing * scale),
        round(2 * _MARGIN + (north - south) * scale),
        "".join(f"M{x:g} {y:g}h0" for x, y in points),
        tuple(Spot(code, *at(where)) for code, where in known.items() if code in near or national),
        tuple(code for code in known if code not in near and not national),
    )


def _without_islands(places: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    latitude, longitude = (sorted(values)[len(places) // 2] for values in zip(*places.values(), strict=True))
    return {
        code: where
        for code, where in places.items()
        if abs(where[0] - latitude) <= _FAR and abs(where[1] - longitude) <= _FAR
    } or places
