"""Records written out, part by part, so that a million of them need no more memory than a thousand. No CKAN.

JSON, CSV and GeoJSON (RFC 7946); ``ngsi`` writes NGSI-LD, ``parquet`` Parquet.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from ckanext.tomoni_core.writing import harmless

__all__ = ["as_csv", "as_geojson", "as_json", "dump"]

LINES = 500
Record = dict[str, Any]


def dump(value: Any) -> str:
    """JSON in one line, Japanese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def as_json(records: Iterable[Record], about: Record, end: Record | None = None) -> Iterator[str]:
    """One object: ``about``, then ``records``, then what is known only at the end."""
    yield dump(about)[:-1] + ',"records":[\n'
    yield from _listed(map(dump, records))
    yield "\n]" + _rest(end)


def as_geojson(records: Iterable[Record], about: Record, end: Record | None = None) -> Iterator[str]:
    """A FeatureCollection; a row without a place is an unlocated feature."""
    yield dump({"type": "FeatureCollection", **about})[:-1] + ',"features":[\n'
    yield from _listed(dump(_feature(record)) for record in records)
    yield "\n]" + _rest(end)


def _rest(end: Record | None) -> str:
    # Read only now: the last page is known when its rows have gone out.
    return ("," + dump(end)[1:] if end else "}") + "\n"


def _listed(items: Iterable[str]) -> Iterator[str]:
    part: list[str] = []
    before = ""
    for item in items:
        part.append(item)
        if len(part) == LINES:
            yield before + ",\n".join(part)
            part, before = [], ",\n"
    if part:
        yield before + ",\n".join(part)


def _feature(record: Record) -> Record:
    lat, lon = record.get("latitude"), record.get("longitude")
    point = None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}
    properties = {name: value for name, value in record.items() if name not in ("_id", "latitude", "longitude")}
    return {"type": "Feature", "id": record["_id"], "geometry": point, "properties": properties}


def as_csv(records: Iterable[Record], names: list[str], titles: list[str] | None = None) -> Iterator[bytes]:
    """UTF-8 with BOM. A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(titles or names)
    yield b"\xef\xbb\xbf"
    for number, record in enumerate(records, start=1):
        writer.writerow([harmless(record[name]) for name in names])
        if number % LINES == 0:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    made = out.getvalue().encode()
    out.seek(0)
    out.truncate()
    return made
