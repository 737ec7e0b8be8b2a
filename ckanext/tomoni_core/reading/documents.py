"""JSON and GeoJSON to a table: a list of records that all have much the same keys, wherever in the document it is.

Values stay as they are written (``010``, ``1.50``, big numbers); what is itself a list or an object stays JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ckanext.tomoni_core.errors import Damaged, NoTable
from ckanext.tomoni_core.reading import headers
from ckanext.tomoni_core.reading.delimited import check_extent, too_big
from ckanext.tomoni_core.reading.encoding import decode
from ckanext.tomoni_core.reading.geometry import point, problems
from ckanext.tomoni_core.reading.model import Limits, Note, Notes, Reading, Table

__all__ = ["read_document"]

#: How deep in a document a list of records is looked for: ``{"result": {"records": […]}}``.
_DEPTH = 3
_LATITUDE, _LONGITUDE, _GEOMETRY = "緯度", "経度", "geometry"
_COORDINATES = {"緯度", "経度", "latitude", "longitude", "lat", "lon", "lng"}


def read_document(data: bytes, limits: Limits) -> Reading:
    """Read JSON or GeoJSON. Raises ``NoTable`` where no list of records, or more than one, is in it; ``Damaged``."""
    if len(data) > limits.max_json:
        raise too_big("too_many_bytes", limits.max_json)
    decoded = decode(data)
    try:
        document = json.loads(decoded.text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise _damaged(error) from error
    features = _features(document)
    if features is not None:
        table = _of_features(features, limits)
        return Reading(decoded.encoding, "geojson", [table], [*decoded.notes, *_foreign_crs(document)])
    path, records = _records(document)
    table = _table(records, limits)
    ja = f"{path}の{len(records)}件を表として読みました。1件目を2行目として数えます。"
    en = f"Read the {len(records)} records of {path} as a table; the first counts as row 2."
    return Reading(decoded.encoding, "json", [table], [*decoded.notes, Note("records_of_json", ja, en, value=path)])


def _damaged(error: BaseException) -> Damaged:
    deep = isinstance(error, RecursionError)
    return Damaged(
        "damaged_json",
        "JSONの入れ子が深すぎて読めません。" if deep else "JSONとして読めません({reason})。",
        "The JSON is nested too deeply." if deep else "It is no JSON ({reason}).",
        "書き出し直してください。手で直した場合は、かっことカンマの対応を確かめてください。",
        "Export it again; where it was edited by hand, look at brackets and commas.",
        reason=str(error)[:100],
    )


def _no_table(why_ja: str, why_en: str) -> NoTable:
    return NoTable(
        "no_table",
        "このJSONは表ではありません({why_ja})。",
        "This JSON is no table ({why_en}).",
        '表として公開するデータであれば、同じ項目を持つ記録の一覧([{"名称": …}, …])にするか、CSVで公開してください。',
        "If it is meant as a table, make it one list of records with the same keys, or publish CSV.",
        why_ja=why_ja,
        why_en=why_en,
    )


def _records(document: Any) -> tuple[str, list[Any]]:
    found = list(_lists(document, "$", 0))
    if not found:
        raise _no_table("記録の一覧がありません", "there is no list of records")
    if len(found) > 1:
        names = "、".join(path for path, _ in found[:5])
        raise _no_table(f"記録の一覧が複数あります：{names}", f"there are several lists: {names}")
    return found[0]


def _lists(value: Any, path: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    """Each list of objects, or of lists of plain values with names first, and where it is."""
    if isinstance(value, list):
        if value and (all(isinstance(each, dict) for each in value) or _has_names(value)):
            yield path, value
    elif isinstance(value, dict) and depth < _DEPTH:
        for key, each in value.items():
            yield from _lists(each, f"{path}.{key}", depth + 1)


def _has_names(value: list[Any]) -> bool:
    rows = all(isinstance(each, list) and each and not any(isinstance(v, dict | list) for v in each) for each in value)
    return rows and len(value) > 1 and all(isinstance(name, str) for name in value[0])


def _table(records: list[Any], limits: Limits) -> Table:
    if isinstance(records[0], list):
        check_extent(len(records), max(map(len, records)), limits)
        found = headers.table("", [[_show(value) for value in row] for row in records], limits)
        if found:
            return found
        raise _no_table("一覧が空です", "the list is empty")
    return _of_objects(records, limits)


def _of_objects(records: list[dict[str, Any]], limits: Limits) -> Table:
    names = list(dict.fromkeys(key for record in records for key in record))
    check_extent(len(records), len(names), limits)
    notes = Notes(limit=limits.max_notes)
    for row, record in enumerate(records, 2):
        lacking = [name for name in names if name not in record]
        if lacking:
            ja = f"{row - 1}件目に項目「{lacking[0]}」など{len(lacking)}個がありません。"
            en = f"Record {row - 1} lacks {len(lacking)} keys, such as “{lacking[0]}”."
            notes.add(Note("keys_differ", ja, en, row, names.index(lacking[0]) + 1, lacking[0]))
        for column, name in enumerate(names, 1):
            if isinstance(record.get(name), dict | list):
                ja, en = f"{row - 1}件目の「{name}」は入れ子です。", f"“{name}” of record {row - 1} is nested."
                notes.add(Note("nested_value", ja, en, row, column, _show(record[name])[:50]))
    rows = [[_show(record.get(name)) for name in names] for record in records]
    return Table("", 1, names, rows, 2, list(notes), dict(notes.counts))


def _show(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def _features(document: Any) -> list[Any] | None:
    if not isinstance(document, dict):
        return None
    if document.get("type") == "Feature":
        return [document]
    features = document.get("features")
    is_collection = document.get("type") == "FeatureCollection" and isinstance(features, list) and bool(features)
    return features if is_collection else None


def _of_features(features: list[Any], limits: Limits) -> Table:
    """A row a feature: its properties, the place of a point, and the kind of any other geometry."""
    whole = [feature if isinstance(feature, dict) else {} for feature in features]
    shapes = [shape if isinstance(shape := feature.get("geometry"), dict) else None for feature in whole]
    own = [properties if isinstance(properties := feature.get("properties"), dict) else {} for feature in whole]
    told = any(str(key).casefold() in _COORDINATES for properties in own for key in properties)
    records = [{**_place(shape, told=told), **properties} for shape, properties in zip(shapes, own, strict=True)]
    if not any(records):
        raise _no_table("属性がありません", "the features have no properties")
    table = _of_objects(records, limits)
    notes = Notes(table.notes, limit=limits.max_notes)
    for row, shape in enumerate(shapes, 2):
        for note in problems(shape, row):
            notes.add(note)
    table.notes, table.note_counts = list(notes), dict(notes.counts)
    return table


def _place(shape: dict[str, Any] | None, *, told: bool) -> dict[str, Any]:
    if shape is None or told:
        return {}
    where = point(shape)
    return {_LATITUDE: where[1], _LONGITUDE: where[0]} if where else {_GEOMETRY: str(shape.get("type") or "")}


def _foreign_crs(document: dict[str, Any]) -> Iterator[Note]:
    """RFC 7946 knows one reference system; an older file may name another."""
    crs = document.get("crs")
    name = str((crs.get("properties") or {}).get("name") or "") if isinstance(crs, dict) else ""
    if name and not any(known in name for known in ("CRS84", "4326", "6668", "4612")):
        ja = f"座標系が{name}です。GeoJSONは緯度・経度(WGS84)で公開してください。"
        yield Note("foreign_crs", ja, f"The reference system is {name}: GeoJSON is in WGS 84.", value=name)
