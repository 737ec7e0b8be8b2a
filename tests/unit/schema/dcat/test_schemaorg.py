"""schema.org's description, read as a graph as a search engine does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF

from ckanext.tomoni_schema.dcat import fields, schemaorg
from tests.unit.schema.dcat import samples
from tests.unit.schema.dcat.test_shapes import HOSTILE

S = Namespace("http://schema.org/")
CASE = json.loads((samples.HERE / "write" / "full.json").read_text(encoding="utf-8"))
AGENT = samples.agent(CASE["agent"])
URI = str(samples.ref_of(CASE["dataset"]))


def _described(**changes: Any) -> dict[str, Any]:
    return schemaorg.document({**CASE["dataset"], **changes}, URI, samples.SITE, "見本カタログ", AGENT)


def _graph(described: dict[str, Any]) -> Graph:
    graph = Graph()
    schemaorg.add_to(graph, described)
    return graph


def test_what_search_engines_ask_for() -> None:
    """Each property that Google's and schema.org's guides name."""
    graph, ref = _graph(_described()), URIRef(URI)
    assert graph.value(ref, RDF.type) == S.Dataset
    assert {str(name) for name in graph.objects(ref, S.alternateName)} == {"List of public toilets", "市が管理するもの"}
    for name in ("name", "description", "url", "license", "keywords", "creator", "publisher", "temporalCoverage",
                 "spatialCoverage", "distribution", "variableMeasured", "inLanguage", "includedInDataCatalog",
                 "dateModified", "datePublished", "isBasedOn", "identifier", "version", "about"):  # fmt: skip
        assert graph.value(ref, S[name], any=True) is not None, name
    assert str(graph.value(ref, S.temporalCoverage)) == "2025-04-01/2026-03-31"
    assert graph.value(ref, S.isAccessibleForFree) == Literal(True)
    assert {str(language) for language in graph.objects(ref, S.inLanguage)} == {"ja", "en"}


def test_the_place_has_its_code() -> None:
    """And the prefecture that it is in."""
    place = _described()["spatialCoverage"]
    assert place["name"] == "北海道函館市"
    assert place["identifier"] == {
        "@type": "PropertyValue",
        "propertyID": "全国地方公共団体コード",
        "value": "012025",
    }
    assert place["containedInPlace"]["name"] == "北海道"


@pytest.mark.parametrize(
    ("geometry", "expected"),
    [
        ({"type": "Point", "coordinates": [140.7, 41.8]},
         {"@type": "GeoCoordinates", "latitude": 41.8, "longitude": 140.7}),
        ({"type": "Polygon", "coordinates": [[[140, 41], [141, 41], [141, 42], [140, 41]]]},
         {"@type": "GeoShape", "box": "41.0 140.0 42.0 141.0"}),
        ({"type": "Polygon", "coordinates": []}, None),
        ({"type": "Nonsense"}, None),
        (["x"], None),
    ],
)  # fmt: skip
def test_the_area_around_a_geometry(geometry: Any, expected: dict[str, Any] | None) -> None:
    """South, west, north, east."""
    extras = [{"key": "spatial_geom", "value": json.dumps(geometry)}]
    assert _described(extras=extras)["spatialCoverage"].get("geo") == expected


def test_columns_of_the_standard_are_what_is_measured() -> None:
    """With their meaning, English name and unit, each once though the file follows it too."""
    columns = _described()["variableMeasured"]
    names = [column["name"] for column in columns]
    assert len(set(names)) == len(names) > 30
    latitude = next(column for column in columns if column["name"] == "緯度")
    assert (latitude["unitText"], latitude["unitCode"]) == ("度", "DD")
    assert latitude["propertyID"] == "public_toilet:latitude"
    assert latitude["description"]
    people = _described(tomoni_standard="population", resources=[])["variableMeasured"]
    assert next(column for column in people if column["name"] == "総人口")["unitText"] == "人"


def test_files() -> None:
    """Where to get them, in what form and on what terms."""
    (file,) = _described()["distribution"]
    assert (file["@type"], file["contentUrl"]) == ("DataDownload", "https://www.city.example.lg.jp/toilet.csv")
    assert (file["encodingFormat"], file["contentSize"]) == ("text/csv", "1234")
    assert file["license"].endswith("public_data_license_v1.0")


@pytest.mark.parametrize(
    ("changes", "name", "expected"),
    [
        ({"temporal": "2025/"}, "temporalCoverage", "2025/.."),
        ({"temporal": "昭和のころ"}, "temporalCoverage", "昭和のころ"),
        ({"private": True}, "isAccessibleForFree", False),
        ({"language": ""}, "inLanguage", ["ja"]),
        ({"license_id": "要問い合わせ"}, "license", "要問い合わせ"),
        ({"notes": ""}, "description", fields.generated_description("公衆トイレ一覧")),
        ({"publisher": "別の団体"}, "publisher", {"@type": "Organization", "name": "別の団体"}),
    ],
)
def test_special_cases(changes: dict[str, Any], name: str, expected: Any) -> None:
    """Open ends, words, and what is not there."""
    assert _described(**changes)[name] == expected


def test_thin_dataset_without_an_organization() -> None:
    """A title is enough."""
    thin = {"id": "x", "name": "x", "title": "題名"}
    described = schemaorg.document(thin, "https://x/dataset/x", samples.SITE, "カタログ")
    assert described["name"] == "題名"
    assert "creator" not in described
    assert "distribution" not in described


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_values(value: str) -> None:
    """No address but http and https, and always a graph; a description of megabytes is cut."""
    resource = {**dict.fromkeys(fields.RESOURCE, value), "id": "r", "package_id": "p", "size": value}
    described = _described(**dict.fromkeys(fields.DATASET, value), resources=[resource])
    assert len(described["description"]) <= schemaorg.DESCRIPTION_LIMIT
    for thing in (described, *described["distribution"], described.get("creator", {})):
        for name in ("url", "contentUrl", "isBasedOn"):
            assert str(thing.get(name, "https://")).startswith(("https://", "http://")), name
    assert (URIRef(URI), RDF.type, S.Dataset) in _graph(described)
