"""NGSI-LD entities against the JSON schemas of the types that they claim, and against the rules of NGSI-LD itself."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_core.standards.records import record_fields
from ckanext.tomoni_schema.records import ngsi, shape
from ckanext.tomoni_schema.records.query import Found

SCHEMAS = Path(__file__).parents[3] / "data" / "smart_data_models"
MODELS = ("PointOfInterest", "AccessPoint", "Event")
SLUGS = sorted({item.slug for item in registry().all()})
CLAIMING = [slug for slug in SLUGS if ngsi.entity_type(slug) in MODELS]
#: Of NGSI-LD (ETSI GS CIM 009, 4.5): what an attribute may be.
KINDS = {"Property": {"type", "value"}, "GeoProperty": {"type", "value"}}
SAMPLES = {"number": 3, "date": "2026-04-01", "time": "09:00"}
WORST = "<script>\"';()=&\\"


def schemas() -> Registry:
    """The schemas by their addresses."""
    contents = [json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.glob("*.json")]
    # They are written to no fixed draft; the references between them are what matters.
    return Registry().with_resources(
        [(content["$id"], Resource(contents=content, specification=DRAFT202012)) for content in contents]
    )


def validate(entity: dict[str, Any]) -> None:
    """Hold an entity against the schema of its type; the schemas know the values alone."""
    path = SCHEMAS / f"{entity['type']}.json"
    plain = {name: part["value"] if isinstance(part, dict) else part for name, part in entity.items()}
    plain.pop("@context")
    schema = {**json.loads(path.read_text(encoding="utf-8")), "$schema": "https://json-schema.org/draft/2020-12/schema"}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, registry=schemas(), format_checker=checker).validate(plain)


def entity(slug: str, **values: Any) -> dict[str, Any]:
    """The entity of a row that has these values."""
    found = Found(1, "0001", "372013", "37", 34.3, 134.0, values, "2026", "dataset", "resource")
    return ngsi.entity(
        shape.record(found, slug), slug, ["https://example.org/c", ngsi.CORE_CONTEXT], "https://x.example/r"
    )


def full(slug: str, text: str) -> dict[str, Any]:
    """A value for every column."""
    names = record_fields(slug)
    return {field.name: SAMPLES.get(field.type, text) for field in names if field.name not in ("latitude", "longitude")}


@pytest.mark.parametrize("slug", CLAIMING)
@pytest.mark.parametrize("text", ["公園", "https://example.org/a?b=1", WORST, "javascript:alert(1)"])
def test_entities_are_of_the_type_that_they_claim(slug: str, text: str) -> None:
    """Every column filled with a word, an address, markup; and the schema finds nothing."""
    validate(entity(slug, **full(slug, text)))


@pytest.mark.parametrize("slug", CLAIMING)
def test_a_row_with_nothing_in_it_is_still_one(slug: str) -> None:
    """What the type requires is there when the row has no name."""
    made = entity(slug)
    validate(made)
    assert made["name"]["value"] == "resource:0001"


def test_the_schemas_find_what_is_wrong() -> None:
    """Else the tests above would say nothing."""
    for name, value in (("category", "toilet"), ("address", "中央町"), ("seeAlso", 1)):
        wrong = {**entity("public_toilet", name="a"), name: {"type": "Property", "value": value}}
        with pytest.raises(jsonschema.ValidationError):
            validate(wrong)


@pytest.mark.parametrize("slug", SLUGS)
def test_entities_are_normalized_ngsi_ld(slug: str) -> None:
    """A URN, a type, attributes that say what they are, no null, the core context last."""
    made = entity(slug, **full(slug, "公園"))
    assert re.fullmatch(r"urn:ngsi-ld:[A-Za-z]+:[A-Za-z0-9._:-]+", made["id"])
    assert made["@context"][-1] == ngsi.CORE_CONTEXT
    attributes = {name: part for name, part in made.items() if name not in ("id", "type", "@context")}
    for name, part in attributes.items():
        assert set(part) == KINDS[part["type"]], name
        assert part["value"] not in (None, "", [], {}), name
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name), name
    if ngsi.entity_type(slug) == ngsi.GENERIC:
        return
    assert attributes["location"] == {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [134.0, 34.3]}}
