"""The real Tokyo catalogue through RDF and back: no field of ours is lost, and DCAT-AP's rules hold."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from rdflib import Graph, URIRef

from ckanext.tomoni_harvest.sources.ckan import CkanKind
from ckanext.tomoni_schema.dcat import fields, reading, schemaorg, values, writing_catalog
from ckanext.tomoni_schema.dcat.terms import SCHEMA
from tests.shared import require_shared
from tests.unit.schema.dcat import samples
from tests.unit.schema.dcat.shapes import broken

CATALOGUE = "data/portals/tokyo/tokyo_catalog_2022-08-23.jsonl.gz"
EVERY = 100


@pytest.fixture(scope="module")
def datasets() -> list[dict[str, Any]]:
    """every hundredth dataset, as the harvest stores it."""
    with gzip.open(require_shared(CATALOGUE), "rt", encoding="utf-8") as lines:
        raw = [json.loads(line) for number, line in enumerate(lines) if number % EVERY == 0]
    return [_stored(item) for item in raw]


def _stored(raw: dict[str, Any]) -> dict[str, Any]:
    record = CkanKind().normalise(raw, "https://catalog.data.metro.tokyo.lg.jp")
    ids = [{"id": item["id"], "package_id": raw["id"]} for item in raw["resources"]]
    resources = [{**ours, **theirs} for ours, theirs in zip(record.dataset["resources"], ids, strict=True)]
    stamps = {name: raw[name] for name in ("id", "metadata_created", "metadata_modified")}
    return {**record.dataset, **stamps, "name": record.name, "resources": resources}


def test_no_field_is_lost(datasets: list[dict[str, Any]]) -> None:
    """Written as Turtle, parsed, and read: every field of every dataset and file, and the tags."""
    lost = []
    for dataset in datasets:
        ref = samples.ref_of(dataset)
        back = Graph().parse(data=samples.graph_of(dataset).serialize(format="turtle"), format="turtle")
        lost += _lost(dataset, reading.read_dataset(back, ref, samples.SITE), fields.DATASET)
        files = reading.read_files(back, ref, samples.SITE)
        for resource in dataset["resources"]:
            lost += _lost(resource, files[URIRef(samples.SITE.resource_uri(resource))], fields.RESOURCE)
        assert reading.tags(back, ref) == sorted(tag["name"] for tag in dataset.get("tags", []))
    assert len(datasets) > 40
    assert lost == []


def _lost(written: dict[str, Any], read: dict[str, str], names: tuple[str, ...]) -> list[tuple[str, str, str]]:
    pairs = ((name, values.text(written.get(name)), read.get(name, "")) for name in names)
    return [(name, before, after) for name, before, after in pairs if before and before != after]


def test_the_catalogue_keeps_dcat_ap(datasets: list[dict[str, Any]]) -> None:
    """In one graph, with its records."""
    whole = samples.catalog_of(datasets[:20], license="CC-BY-4.0", publisher_code="130001")
    assert broken(whole) == []
    assert writing_catalog.DCAT.record in set(whole.predicates())


def test_schemaorg_of_every_dataset(datasets: list[dict[str, Any]]) -> None:
    """Each becomes a graph with its name and its files."""
    for dataset in datasets:
        ref = samples.ref_of(dataset)
        described = schemaorg.document(dataset, str(ref), samples.SITE, "東京都の見本")
        graph = Graph()
        schemaorg.add_to(graph, described)
        assert str(graph.value(ref, SCHEMA.name)) == dataset["title"]
        assert len(set(graph.objects(ref, SCHEMA.distribution))) == min(len(dataset["resources"]), 200)


def test_minato_with_its_municipality() -> None:
    """The package that is kept whole: its organization's code is the area of the data."""
    raw = json.loads(require_shared("data/portals/tokyo/minato_package.json").read_text(encoding="utf-8"))
    dataset = _stored(raw.get("result", raw))
    graph = samples.graph_of(
        dataset, samples.agent({"uri": "https://x/organization/1", "name": "港区", "code": "131032"})
    )
    assert reading.read_dataset(graph, samples.ref_of(dataset), samples.SITE)["spatial"] == "東京都港区"
