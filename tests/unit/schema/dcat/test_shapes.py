"""The catalogue keeps DCAT-AP 3's rules, whatever people wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef

from ckanext.tomoni_schema.dcat import fields, mending, reading, values
from ckanext.tomoni_schema.dcat.terms import ADMS, DCAT, DCT, FOAF, RDF, SPDX
from tests.unit.schema.dcat import samples
from tests.unit.schema.dcat.shapes import broken

CASES = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((samples.HERE / "write").glob("*.json"))]
HOSTILE = [
    'javascript:"><script>alert(1)</script>',
    "javascript:alert(1)",
    'https://example.org/a b<c>"d{e}|f\\g^h`i',
    "https://example.org/\u202egnp.exe",
    "https://[::1",
    "http://",
    " \u3000\t ",
    "\x00\x08\ufffe\u200b",
    "\u202eRTL \u200fmarks",
    "@prefix dcat: <x> . ] ; '''",
    "2026-02-30",
    "9999-99-99/0000-00-00",
    "🚽",
    "説" * 200_000,
]


def _hostile(value: str, number: int) -> dict[str, Any]:
    ids = {"id": f"{number:08d}-0000-4000-8000-000000000000", "name": f"hostile-{number}"}
    resource = {**dict.fromkeys(fields.RESOURCE, value), "id": f"r{number}", "package_id": ids["id"], "size": value}
    stamps = {"metadata_created": "2024-01-01T00:00:00", "metadata_modified": "2024-01-01T00:00:00"}
    extras = [{"key": key, "value": value} for key in ("access_conditions", "spatial_geom", "更新頻度")]
    return {**dict.fromkeys(fields.DATASET, value), **ids, **stamps, "extras": extras, "resources": [resource]}


def test_the_shapes_can_fail() -> None:
    """A catalogue without a publisher breaks a rule; or the other tests would prove nothing."""
    graph = Graph()
    graph.add((samples.CATALOG, RDF.type, DCAT.Catalog))
    assert {found[2] for found in broken(graph)} >= {str(DCT.publisher), str(DCT.title), str(DCT.description)}


def test_samples_and_hostile_datasets_keep_the_rules() -> None:
    """Every required property is there and every value of its kind, in one catalogue of them all."""
    datasets = [case["dataset"] for case in CASES] + [_hostile(value, n) for n, value in enumerate(HOSTILE)]
    whole = samples.catalog_of(datasets)
    assert broken(whole) == []
    for form in ("turtle", "xml", "json-ld", "n3"):
        again = Graph().parse(data=whole.serialize(format=form), format=form)
        assert len(set(again.subjects(RDF.type, DCAT.Dataset))) == len(datasets), form


def test_no_script_becomes_an_address() -> None:
    """What a consumer may make a link of is http, https, mailto, tel or the name of a thing."""
    whole = samples.catalog_of([_hostile(value, n) for n, value in enumerate(HOSTILE)])
    schemes = {str(node).split(":", 1)[0] for triple in whole for node in triple if isinstance(node, URIRef)}
    assert schemes <= {"http", "https", "mailto", "tel"}


def test_ten_megabytes_are_cut() -> None:
    """A page of the catalogue holds a hundred datasets."""
    graph = samples.graph_of({**_hostile("x", 1), "notes": "あ" * 10_000_000})
    assert max(len(str(node)) for node in graph.objects()) <= values.TEXT_LIMIT + 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(fields.DATASET), st.text(max_size=40)))
def test_any_text_comes_back(texts: dict[str, str]) -> None:
    """As it was, less what XML forbids and blanks around it."""
    dataset = {**texts, "id": "x", "name": "x", "resources": []}
    data = samples.graph_of(dataset).serialize(format="xml")
    read = reading.read_dataset(Graph().parse(data=data, format="xml"), samples.ref_of(dataset), samples.SITE)
    filled = {name: _as_xml_reads(values.text(text)) for name, text in texts.items() if values.text(text)}
    assert {name: _as_xml_reads(read.get(name, "")) for name in filled} == filled


def _as_xml_reads(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    ("predicate", "held", "kept"),
    [
        (DCT.type, Literal("words"), BNode),
        (DCT.identifier, URIRef("https://example.org/id"), Literal),
        (DCAT.mediaType, Literal("text/csv"), BNode),
        (DCT.issued, Literal("someday"), None),
        (DCT.issued, Literal("令和6年4月1日"), Literal),
        (DCAT.byteSize, Literal("big"), None),
        (DCAT.spatialResolutionInMeters, Literal("10"), None),
        (FOAF.page, URIRef("javascript:alert(1)"), Literal),
        (ADMS.sample, URIRef("a b"), BNode),
        (DCT.license, Literal(""), None),
    ],
)
def test_mending(predicate: URIRef, held: URIRef | Literal, kept: type | None) -> None:
    """Each value becomes one of the kind that belongs there, or goes."""
    graph = Graph()
    graph.add((samples.CATALOG, predicate, held))
    mending.mend(graph)
    left = graph.value(samples.CATALOG, predicate)
    assert left is None if kept is None else isinstance(left, kept)


@pytest.mark.parametrize(("value", "kept"), [("d" * 64, True), ("d" * 32, True), ("0xff", False), ("abc", False)])
def test_checksums_get_their_algorithm(value: str, kept: bool) -> None:
    """Or leave."""
    graph, node = Graph(), BNode()
    graph.add((samples.CATALOG, SPDX.checksum, node))
    graph.add((node, SPDX.checksumValue, Literal(value)))
    mending.mend(graph)
    assert ((samples.CATALOG, SPDX.checksum, node) in graph) is kept
    assert (graph.value(node, SPDX.algorithm) is not None) is kept


def test_a_catalogue_says_whose_it_is() -> None:
    """DCAT-GoJ's items of a catalogue, from the settings."""
    said = {
        "title_en": "Sample", "subtitle": "副題", "description": "説明", "description_en": "About",
        "keywords": "a、b", "themes": "行財政", "parent": "https://parent.example.lg.jp/", "publisher_code": "011002",
        "publisher_number": "9000020011002", "issued": "2026-04-01", "frequency": "毎日", "license": "CC-BY-4.0",
        "terms": "https://opendata.example.lg.jp/terms", "conditions": "なし",
    }  # fmt: skip
    graph = samples.catalog_of([], **said)
    publisher = graph.value(samples.CATALOG, DCT.publisher)
    assert str(graph.value(publisher, FOAF.name)) == "北海道札幌市"
    spatial = graph.value(samples.CATALOG, DCT.spatial)
    assert str(graph.value(spatial, DCT.identifier)) == "011002"
    names = ("isPartOf", "license", "rights", "issued", "modified", "alternative", "accrualPeriodicity", "language",
             "accessRights", "identifier")  # fmt: skip
    for predicate in (*(DCT[name] for name in names), DCAT.theme, FOAF.homepage):
        assert graph.value(samples.CATALOG, predicate) is not None, predicate
    # Of another portal's catalogue nothing is said here, not even that it is one.
    assert [found[2] for found in broken(graph)] == [str(DCT.isPartOf)]


def test_records_tell_when_a_dataset_was_entered() -> None:
    """Each dataset has one."""
    graph = samples.catalog_of([case["dataset"] for case in CASES])
    records = list(graph.objects(samples.CATALOG, DCAT.record))
    assert len(records) == len(CASES)
    assert {graph.value(record, FOAF.primaryTopic) for record in records} == {
        samples.ref_of(case["dataset"]) for case in CASES
    }
