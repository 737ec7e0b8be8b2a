"""The tables of DCAT-GoJ and of the portals' field names say what is true of forms, settings and the graph."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from rdflib import Graph

from ckanext.tomoni_core import metadata
from ckanext.tomoni_schema.dcat import fields
from ckanext.tomoni_schema.dcat.terms import PREFIXES, RDFS
from tests.unit.schema.dcat import samples

ROOT = Path(__file__).resolve().parents[3]
FORM = yaml.safe_load((ROOT / "schemas" / "dataset.yaml").read_text(encoding="utf-8"))
DATASET = {field["field_name"] for field in FORM["dataset_fields"]}
RESOURCE = {field["field_name"] for field in FORM["resource_fields"]}
CARRIED_BY_CKAN = {"id", "size", "mimetype"}
CLASSES = {
    "カタログ": 18,
    "カタログレコード": 5,
    "データセット": 26,
    "データサービス": 14,
    "ディストリビューション": 17,
}


def _settings() -> set[str]:
    path = ROOT / "ckanext" / "tomoni_schema" / "config_declaration.yaml"
    groups = yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]
    return {option["key"] for group in groups for option in group["options"]}


def _whole() -> Graph:
    case = json.loads((samples.HERE / "write" / "full.json").read_text(encoding="utf-8"))
    extras = [{"key": "access_conditions", "value": "なし"}]
    resource = {**case["dataset"]["resources"][0], "url": "https://example.lg.jp/a.zip", "available": "2024/2025"}
    dataset = {**case["dataset"], "extras": extras, "resources": [resource]}
    names = ("subtitle", "keywords", "themes", "area", "issued", "frequency", "license", "terms", "conditions")
    settings = {name: "CC-BY-4.0" if name == "license" else "2026" for name in names}
    whole = samples.catalog_of([dataset], parent="https://parent.example.lg.jp/", **settings)
    return whole + samples.graph_of(dataset, samples.agent(case["agent"]), samples.quality(case["quality"]))


def test_every_item_of_dcat_goj_is_there() -> None:
    """Eighty, by class, each once."""
    items = metadata.dcat_goj()
    assert Counter(item.cls for item in items) == CLASSES
    assert len({(item.cls, item.item) for item in items}) == len(items) == 80
    assert {item.level for item in items} == {"required", "recommended", "optional"}


def test_required_items_are_carried() -> None:
    """◎ of DCAT-GoJ."""
    assert all(item.how != "not carried" and item.property for item in metadata.dcat_goj() if item.level == "required")


def test_what_is_not_carried_says_why() -> None:
    """In both languages."""
    left = [item for item in metadata.dcat_goj() if item.how == "not carried"]
    assert [(item.cls, item.item) for item in left] == [("データサービス", "公開条件")]
    assert all(item.note_ja and item.note_en for item in left)


@pytest.mark.parametrize("item", metadata.dcat_goj(), ids=lambda item: f"{item.cls}-{item.item}")
def test_each_source_exists(item: metadata.Item) -> None:
    """A field is in the form, a setting is declared (or CKAN's own), computed items have no source."""
    known = {
        "field": (RESOURCE if item.cls == "ディストリビューション" else DATASET) | CARRIED_BY_CKAN,
        "setting": _settings() | {"ckan.site_title", "ckan.site_description", "ckan.locale_default"},
        "extra": {"dcat_type", "access_conditions", "available"},
    }
    assert set(item.source) <= known.get(item.how, set())
    assert bool(item.source) is (item.how in known)


def test_each_property_is_written() -> None:
    """The properties of the table stand in the graph of a dataset that has everything."""
    written = {str(predicate) for predicate in _whole().predicates()}
    prefixes = {**PREFIXES, "rdfs": RDFS, "foaf": "http://xmlns.com/foaf/0.1/"}
    terms = {term for item in metadata.dcat_goj() for term in re.findall(r"([a-z]+):(\w+)", item.property)}
    # ckanext-dcat writes dct:type from an extra; the profile's own test has it.
    assert {f"{prefixes[prefix]}{name}" for prefix, name in terms} <= written


@pytest.mark.parametrize("portal", metadata.PORTALS)
def test_portal_fields_lead_to_fields_of_the_form(portal: str) -> None:
    """Each name once a record; a name that leads nowhere says where its value stays."""
    table = metadata.portal_fields(portal)
    known = {"dataset": DATASET, "extra": DATASET, "resource": RESOURCE | CARRIED_BY_CKAN}
    assert len({(field.record, field.name) for field in table}) == len(table)
    for field in table:
        assert field.field in known[field.record] if field.field else field.note_ja, field


def test_every_written_field_is_in_the_form() -> None:
    """What the graph carries are the fields of the form, and no field of it is forgotten."""
    assert set(fields.DATASET) == DATASET - {"name", "owner_org", "tag_string"}
    assert set(fields.RESOURCE) == RESOURCE | {"mimetype"}


def test_extras_of_portals_fill_empty_fields() -> None:
    """Tokyo's 更新頻度, BODIK's frequency; a field that has a value keeps it."""
    extras = [{"key": "更新頻度", "value": "月次"}, {"key": "spatial", "value": "港区"}, {"key": "x", "value": "y"}]
    found = metadata.filled({"spatial": "東京都港区", "extras": [*extras, {"key": "language", "value": None}]})
    assert (found["frequency_of_update"], found["spatial"], "language" in found) == ("月次", "東京都港区", False)
