"""JSON and GeoJSON are tables where they hold one list of records, and say so where they do not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckanext.tomoni_core.errors import Damaged, NoTable, TooBig
from ckanext.tomoni_core.reading import Limits, Reading, read

PLACE = {"type": "Point", "coordinates": [134.046574, 34.342787]}


def of(document: Any, name: str = "a.json") -> Reading:
    return read(json.dumps(document, ensure_ascii=False).encode(), name=name)


def features(*shapes: Any) -> dict[str, Any]:
    each = [
        {"type": "Feature", "properties": {"名称": f"施設{n}"}, "geometry": shape} for n, shape in enumerate(shapes)
    ]
    return {"type": "FeatureCollection", "features": each}


def slugs(reading: Reading) -> list[str]:
    return [note.slug for note in reading.tables[0].notes]


@pytest.mark.parametrize(
    ("document", "header", "rows"),
    [
        ([{"名称": "甲", "数": 1}, {"名称": "乙", "数": None}], ["名称", "数"], [["甲", "1"], ["乙", ""]]),
        ([{"名称": "甲"}, {"数": True}], ["名称", "数"], [["甲", ""], ["", "true"]]),
        ({"result": {"total": 1, "records": [{"名称": "甲"}]}}, ["名称"], [["甲"]]),
        ([["名称", "数"], ["甲", 1]], ["名称", "数"], [["甲", "1"]]),
        ([{"名称": "甲", "住所": {"市": "高松市"}}], ["名称", "住所"], [["甲", '{"市": "高松市"}']]),
    ],
)
def test_lists_of_records_are_tables(document: Any, header: list[str], rows: list[list[str]]) -> None:
    reading = of(document)
    assert reading.kind == "json"
    assert reading.tables[0].header == header
    assert list(reading.tables[0].rows) == rows


def test_values_stay_as_they_are_written() -> None:
    data = b'[{"code": "010006", "n": 12345678901234567890123, "x": 1.50, "y": 1e3, "z": NaN}]'
    assert list(read(data).tables[0].rows) == [["010006", "12345678901234567890123", "1.50", "1e3", "NaN"]]


def test_what_differs_is_noted() -> None:
    reading = of([{"名称": "甲", "数": 1}, {"名称": "乙"}, {"名称": "丙", "数": [1, 2]}])
    assert [(note.slug, note.row, note.column) for note in reading.tables[0].notes] == [
        ("keys_differ", 3, 2),
        ("nested_value", 4, 2),
    ]
    assert reading.notes[0].value == "$"


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        {"a": 1},
        [1, 2],
        {"a": [{"b": 1}], "c": [{"d": 1}]},
        {"type": "FeatureCollection", "features": []},
    ],
)
def test_other_documents_are_no_tables(document: Any) -> None:
    with pytest.raises(NoTable) as caught:
        of(document)
    assert caught.value.ja


@pytest.mark.parametrize("text", ['[{"a": 1},]', '{"a": [', "[" * 100_000, '[{"a": 1}] x'])
def test_broken_documents_are_told(text: str) -> None:
    with pytest.raises(Damaged) as caught:
        read(text.encode(), name="a.json")
    assert caught.value.slug == "damaged_json"


def test_bounds_hold() -> None:
    with pytest.raises(TooBig):
        read(b'[{"a": "' + b"x" * 2_000_000 + b'"}]', limits=Limits(max_json=1_000_000))
    with pytest.raises(TooBig):
        of([{f"k{n}": 1} for n in range(3_000)])


def test_a_document_called_csv_is_told() -> None:
    assert [note.slug for note in of([{"a": 1}], "a.csv").notes] == ["records_of_json", "format_mismatch"]
    assert [note.slug for note in of([{"a": 1}], "a.geojson").notes] == ["records_of_json", "format_mismatch"]


def test_points_become_columns() -> None:
    reading = of(features(PLACE, None), "a.geojson")
    assert reading.kind == "geojson"
    assert reading.tables[0].header == ["緯度", "経度", "名称"]
    assert list(reading.tables[0].rows) == [["34.342787", "134.046574", "施設0"], ["", "", "施設1"]]
    assert [(note.slug, note.row) for note in reading.tables[0].notes] == [
        ("keys_differ", 3),
        ("geometry_missing", 3),
    ]


def test_coordinates_among_the_properties_stay_alone() -> None:
    document = {"type": "Feature", "properties": {"lat": 1, "lon": 2}, "geometry": PLACE}
    assert of(document, "a.geojson").tables[0].header == ["lat", "lon"]


RING = [[134.0, 34.0], [134.1, 34.0], [134.1, 34.1], [134.0, 34.0]]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ({"type": "Polygon", "coordinates": [RING]}, []),
        ({"type": "MultiPolygon", "coordinates": [[RING]]}, []),
        ({"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [RING]}]}, []),
        ({"type": "Polygon", "coordinates": [RING[:3]]}, ["geometry_broken"]),
        ({"type": "Polygon", "coordinates": RING}, ["geometry_broken"]),
        ({"type": "LineString", "coordinates": [[34.0, 134.0], [34.1, 134.1]]}, ["geometry_swapped"]),
        ({"type": "LineString", "coordinates": [[2.3, 48.8], [2.4, 48.9]]}, ["geometry_outside"]),
        ({"type": "LineString", "coordinates": "x"}, ["geometry_broken"]),
        ({"type": "Circle", "coordinates": [1, 2]}, ["geometry_broken"]),
        ({"type": "LineString", "coordinates": [["a", "b"]]}, ["geometry_broken"]),
    ],
)
def test_geometries_are_looked_at(shape: Any, expected: list[str]) -> None:
    assert slugs(of(features(shape), "a.geojson")) == expected


def test_another_reference_system_is_told() -> None:
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2446"}}
    assert [note.slug for note in of({**features(PLACE), "crs": named}).notes] == ["foreign_crs"]
    named["properties"] = {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}
    assert of({**features(PLACE), "crs": named}).notes == []
