"""What a record is stored as: its place, its key, its fingerprint. No CKAN, no database."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ckanext.tomoni_core.codes import coordinates, local_government
from ckanext.tomoni_core.codes.local_government import Body

__all__ = ["CLAIMS", "PLACE", "Row", "publisher", "rows", "where"]

PLACE = ("latitude", "longitude")
#: The columns that say whose a row is, the place itself first.
CLAIMS = ("location_code", "local_government_code", "municipality_code")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HASH_KEY = re.compile(r"x-[0-9a-f]{32}")


@dataclass(frozen=True)
class Row:
    """A record ready to be stored."""

    key: str
    hash: uuid.UUID
    municipality_code: str | None
    prefecture_code: str | None
    lat: float | None
    lon: float | None
    data: dict[str, Any]


def publisher(code: str, title: str) -> Body | None:
    """The body an organization stands for, by its code, or else by its title where exactly one body has that name."""
    body = local_government.find(code) if code else local_government.find_by_name(title)
    return local_government.municipality_of(body) if body else None


@lru_cache(maxsize=4096)
def _body(code: str) -> Body | None:
    body = local_government.find(code)
    return local_government.municipality_of(body) if body else None


def where(owner: Body | None, data: dict[str, Any]) -> tuple[str | None, str | None]:
    """Codes of the municipality and of the prefecture a row belongs to.

    A municipality's file is about that municipality whatever its cells say, so that nobody's file adds rows to another
    town; a prefecture's may name municipalities of its own; only where the publisher is no body are the cells believed.
    """
    body = owner
    if owner is None or owner.kind == "prefecture":
        claims = (_body(str(data[name])) for name in CLAIMS if data.get(name))
        body = next((claim for claim in claims if claim and _within(claim, owner)), owner)
    return (body.code, body.code[:2]) if body else (None, None)


def _within(claim: Body, owner: Body | None) -> bool:
    return owner is None or (claim.prefecture == owner.prefecture and claim.kind != "prefecture")


def rows(records: Iterable[dict[str, Any]], owner: Body | None) -> Iterator[Row]:
    """Each record with its key: its own ID where it is plain and the first of its name, else made of its content."""
    seen: set[str] = set()
    for record in records:
        lat, lon = _point(record)
        data = {name: value for name, value in record.items() if name not in PLACE}
        code, prefecture = where(owner, data)
        digest = _digest([data, lat, lon])
        key = str(data.get("id") or "")
        if not _PLAIN_KEY.fullmatch(key) or _HASH_KEY.fullmatch(key) or key in seen:
            key = _unseen(digest, seen)
        seen.add(key)
        yield Row(key, digest, code, prefecture, lat, lon, data)


def _unseen(digest: uuid.UUID, seen: set[str]) -> str:
    """A key of the content; the second and third row of the same content get keys of their own, the same every time."""
    number, key = 1, f"x-{digest.hex}"
    while key in seen:
        number += 1
        key = f"x-{_digest([digest.hex, number]).hex}"
    return key


def _digest(value: Any) -> uuid.UUID:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return uuid.UUID(bytes=hashlib.sha256(text.encode()).digest()[:16])


def _point(record: dict[str, Any]) -> tuple[float, float] | tuple[None, None]:
    """Latitude and longitude when both lie in Japan, else neither: half a place, or a swapped one, is none."""
    lat, lon = (_degrees(record.get(name)) for name in PLACE)
    if lat is None or lon is None:
        return None, None
    (south, north), (west, east) = coordinates.LATITUDES, coordinates.LONGITUDES
    return (lat, lon) if south <= lat <= north and west <= lon <= east else (None, None)


def _degrees(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None
