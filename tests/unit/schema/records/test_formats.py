"""What goes out: valid, complete, in parts, and the same names for ever."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pyarrow.parquet as pq
import pytest

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_schema.records import formats, ngsi, parquet, shape
from ckanext.tomoni_schema.records.query import Found
from scripts.dev.published_names import PUBLISHED, names

SLUGS = sorted({item.slug for item in registry().all()})


def row(number: int, slug: str = "public_toilet", /, **data: Any) -> dict[str, Any]:
    found = Found(
        number, f"{number:04}", "372013", "37", 34.3, 134.0, {"name": f"公園{number}", **data}, "2026", "p", "r"
    )
    return shape.record(found, slug)


def test_names_that_were_published_stay() -> None:
    """A dashboard written today reads the same names in ten years: names may be added here, none may go or change."""
    for slug, fields in json.loads(PUBLISHED.read_text(encoding="utf-8")).items():
        now = {field.name: field.type for field in shape.columns(slug)}
        assert {name: now.get(name) for name in fields} == fields, slug


def test_every_name_is_published() -> None:
    """What is added is written down, so that it stays too."""
    written = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    assert written == names(), "run: python -m scripts.dev.published_names"


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1000])
def test_json(count: int) -> None:
    """Valid at every length, what is known only at the end comes at the end."""
    end: dict[str, Any] = {"next": None}

    def rows() -> Any:
        yield from (row(number) for number in range(count))
        end["next"] = "abc"

    body = json.loads("".join(formats.as_json(rows(), {"standard": "public_toilet"}, end)))
    assert (body["standard"], len(body["records"]), body["next"]) == ("public_toilet", count, "abc")
    body = json.loads("".join(formats.as_geojson(rows(), {"standard": "public_toilet"}, end)))
    assert (body["type"], len(body["features"])) == ("FeatureCollection", count)


def test_every_column_is_always_there() -> None:
    """A blank is null, not a name that is missing."""
    assert list(row(1)) == [field.name for field in shape.columns("public_toilet")]
    assert row(1)["address"] is None


def test_geojson_is_rfc_7946() -> None:
    """Longitude first; no place is a null geometry; ids on the features."""
    lost = {**row(2), "latitude": None, "longitude": None}
    body = json.loads("".join(formats.as_geojson([row(1), lost], {})))
    for feature in body["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
    assert body["features"][0]["geometry"]["coordinates"] == [134.0, 34.3]
    assert body["features"][1]["geometry"] is None
    assert "crs" not in body


@pytest.mark.parametrize("evil", ["=1+1", "＝1+1", "+81-87", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])
def test_csv_runs_nothing(evil: str) -> None:
    """A text that would be a formula gets an apostrophe; a negative number is none."""
    names = ["name", "toilet_male"]
    data = b"".join(formats.as_csv([{"name": evil, "toilet_male": -3}], names))
    assert data.startswith(b"\xef\xbb\xbf")
    (line,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert line == {"name": f"'{evil}", "toilet_male": "-3"}


def test_csv_in_parts() -> None:
    """Quotes and newlines come back as they went; no row is lost between the parts."""
    records = [{"name": f'「a,"{number}"\n」'} for number in range(1203)]
    data = b"".join(formats.as_csv(records, ["name"], ["名称"]))
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert lines[0] == ["名称"]
    assert [line[0] for line in lines[1:]] == [record["name"] for record in records]


def test_parquet() -> None:
    """Every column typed and titled, over more than one row group."""
    fields = shape.columns("event")
    count = parquet.GROUP + 1
    out = io.BytesIO()
    rows = (
        row(number, "event", start_date="2026-04-01", start_time="24:00", capacity=number) for number in range(count)
    )
    assert parquet.write(rows, fields, out) == count
    read = pq.ParquetFile(io.BytesIO(out.getvalue()))
    assert (read.metadata.num_rows, read.metadata.num_row_groups) == (count, 2)
    assert read.schema_arrow.field("start_date").type == "date32[day]"
    assert read.schema_arrow.field("start_time").metadata[b"title_ja"] == "開始時間".encode()
    first = read.read_row_group(0).slice(0, 1).to_pylist()[0]
    assert (str(first["start_date"]), first["start_time"], first["capacity"]) == ("2026-04-01", "24:00", 0.0)
    assert parquet.write([], fields, io.BytesIO()) == 0


@pytest.mark.parametrize("slug", SLUGS)
def test_ngsi_ld_entities(slug: str) -> None:
    """Ids are URNs of the type, attributes are properties, and every one is the model's or explained by our context."""
    values = {field.name: "1" if field.type == "string" else 1 for field in shape.record_fields(slug)}
    (entity,) = json.loads(
        "".join(ngsi.as_ngsi([row(1, slug, **values)], slug, "https://example.org/c", "https://example.org/{dataset}"))
    )
    assert entity["id"] == f"urn:ngsi-ld:{ngsi.entity_type(slug)}:r:0001"
    assert entity["@context"] == [ngsi.MODELS_CONTEXT, "https://example.org/c", ngsi.CORE_CONTEXT]
    terms = ngsi.context(slug, "https://example.org/s")["@context"]
    shared = {"location", "address", "category", "areaServed", "source", *ngsi.MODEL_NAMES.values()}
    for name, attribute in entity.items():
        if name not in ("id", "type", "@context"):
            assert attribute["type"] == ("GeoProperty" if name == "location" else "Property")
            assert name in shared or name in terms, name
    assert not {"id", "type", "location", "@context"} & set(terms)


def test_ngsi_ld_types() -> None:
    """What Smart Data Models has: an access point, an event, a point of interest; no type of theirs for the rest."""
    assert [ngsi.entity_type(slug) for slug in ("public_wireless_lan", "event", "public_toilet", "population")] == [
        "AccessPoint", "Event", "PointOfInterest", "MunicipalRecord",
    ]  # fmt: skip
    lan = ngsi.entity(row(1, "public_wireless_lan", ssid="CITY_WiFi"), "public_wireless_lan", [], "s")
    assert lan["ssid"] == {"type": "Property", "value": ["CITY_WiFi"]}
    toilet = ngsi.entity(row(1, address="中央町1"), "public_toilet", [], "s")
    assert toilet["category"]["value"] == ["public_toilet"]
    assert toilet["address"]["value"] == {
        "addressCountry": "JP", "addressRegion": "香川県", "addressLocality": "高松市", "streetAddress": "中央町1",
    }  # fmt: skip
    assert "toilet_male" not in toilet
    assert "".join(ngsi.as_ngsi([], "aed", "c", "a")) == "[]\n"
