"""RDF: written and read back, by the endpoint and by the parser."""

from __future__ import annotations

import json
import uuid

import pytest
from bs4 import BeautifulSoup
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.dcat.processors import RDFParser, RDFSerializer
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF

from ckanext.tomoni_schema import defaults
from ckanext.tomoni_schema.dcat.terms import ADMS, DCAT, DQV, FOAF
from tests.unit.schema.dcat.shapes import broken

pytestmark = pytest.mark.usefixtures("non_clean_db", "with_request_context")

FIELDS = {
    "title": "公衆トイレ一覧",
    "title_en": "List of public toilets",
    "notes": "市内の公衆トイレです。",
    "notes_en": "Public toilets of the city.",
    "theme": "司法・安全・環境",
    "tomoni_standard": "public_toilet",
    "compliant_standard": "独自の標準",
    "frequency_of_update": "毎年",
    "spatial": "北海道札幌市",
    "temporal": "2025-04-01/2026-03-31",
    "language": "ja",
    "landingPage": "https://www.city.example.lg.jp/toilet.html",
    "author": "環境局",
    "publisher": "見本市",
    "contactPoint": "業務課",
    "contactPoint_email": "toilet@city.example.lg.jp",
    "contactPoint_tel": "011-000-0000",
    "contactPoint_formUrl": "https://www.city.example.lg.jp/form",
    "history_information": "2020年に調査した台帳から作成",
    "related_documents": "https://www.city.example.lg.jp/doc.pdf",
    "version": "2.0",
}
RESOURCE = {
    "name": "公衆トイレ一覧（CSV）",
    "url": "https://www.city.example.lg.jp/toilet.csv",
    "access_url": "https://www.city.example.lg.jp/toilet.html",
    "format": "CSV",
    "license_id": "PDL1.0",
    "language": "ja",
    "status": "配信中",
    "terms_and_conditions": "https://www.city.example.lg.jp/terms",
    "last_modified_date": "2026-04-01",
}


def _dataset(**changes: object) -> dict:
    return factories.Dataset(
        **{**FIELDS, "license_id": "CC-BY-4.0", "resources": [dict(RESOURCE)], **changes},
        owner_org=factories.Organization()["id"],
    )


def _read(rdf: str) -> dict:
    parser = RDFParser(dataset_type="dataset")
    parser.parse(rdf, _format="turtle")
    return next(parser.datasets())


def test_our_profile_is_the_default() -> None:
    """Unless the operator names another, or turns ours off."""
    assert tk.config["ckanext.dcat.rdf.profiles"].split()[0] == "tomoni_dcat_goj"
    theirs = {"ckanext.dcat.rdf.profiles": "euro_dcat_ap_2", "licenses_group_url": "x"}
    defaults.apply(theirs)
    assert theirs["ckanext.dcat.rdf.profiles"] == "euro_dcat_ap_2"
    off = {
        "ckanext.dcat.rdf.profiles": "euro_dcat_ap_3",
        "tomoni.schema.dcat_profile": False,
        "licenses_group_url": "x",
    }
    defaults.apply(off)
    assert off["ckanext.dcat.rdf.profiles"] == "euro_dcat_ap_3"
    pages = {"ckan.plugins": "dcat structured_data", "licenses_group_url": "x"}
    defaults.apply(pages)
    assert pages["ckanext.dcat.structured_data.profiles"] == ["tomoni_schemaorg"]


def test_there_and_back() -> None:
    """Every field comes back as it went."""
    read = _read(RDFSerializer().serialize_dataset(_dataset(), _format="turtle"))
    assert {key: read.get(key) for key in FIELDS} == FIELDS
    assert {key: read["resources"][0].get(key) for key in RESOURCE} == RESOURCE
    assert not {extra["key"] for extra in read["extras"]} & set(FIELDS)


def test_properties_that_other_catalogues_read() -> None:
    """DCAT-AP's own terms are used, so that who knows nothing of DCAT-GoJ still understands."""
    turtle = RDFSerializer().serialize_dataset(_dataset(), _format="turtle")
    for part in (
        '"List of public toilets"@en',
        "authority/frequency/ANNUAL",
        "authority/language/JPN",
        "dcat:landingPage <https://www.city.example.lg.jp/toilet.html>",
        "/standards/public_toilet>",
        'skos:prefLabel "司法・安全・環境"',
        "vcard:hasValue <tel:+81110000000>",
        "public_data_license_v1.0",
    ):
        assert part in turtle, part


def test_thin_dataset() -> None:
    """A harvested dataset with nothing but a title is written and read."""
    dataset = factories.Dataset(owner_org=factories.Organization()["id"], notes="")
    assert _read(RDFSerializer().serialize_dataset(dataset, _format="turtle"))["title"] == dataset["title"]


@pytest.mark.parametrize("form", ["turtle", "xml", "json-ld"])
def test_hostile_values_do_not_break_the_catalogue(form: str) -> None:
    """Text where an address belongs, markup, quotes: written as text, in every format."""
    bad = 'javascript:"><script> {x} \\ 別紙のとおり'
    changes = dict.fromkeys(("theme", "landingPage", "contactPoint_email", "contactPoint_formUrl", "language"), bad)
    resource = {**RESOURCE, "access_url": bad, "url": bad, "license_id": bad, "terms_and_conditions": bad}
    dataset = _dataset(**changes, related_documents=bad, spatial=bad, source_url=bad, resources=[resource])
    assert RDFSerializer().serialize_dataset(dataset, _format=form)


GEOMETRY = '{"type": "Point", "coordinates": [141.0, 43.0]}'


def _catalog(app, query: str = "") -> Graph:
    return Graph().parse(data=app.get(f"/catalog.ttl{query}").body, format="turtle")


@pytest.fixture
def whole_catalogue() -> list[dict]:
    """Datasets with everything, with nothing, and with what hurts."""
    bad = 'javascript:"><script> {x} \\ \u202e'
    extras = [
        {"key": "uri", "value": f"a bad address <{uuid.uuid4()}>"},
        {"key": "spatial_geom", "value": GEOMETRY},
        {"key": "dcat_type", "value": "表"},
        {"key": "applicable_legislation", "value": "条例"},
        {"key": "temporal_resolution", "value": "年"},
        {"key": "alternate_identifier", "value": "A-1"},
    ]
    resource = {**RESOURCE, "access_services": '["not a service"]', "hash": "x", "size": 5, "uri": "b c"}
    stumbling = {**RESOURCE, "access_services": "[1]"}
    organization = factories.Organization(title="函館市（見本）", local_government_code="012025")
    made = [
        _dataset(extras=extras, resources=[resource]),
        _dataset(resources=[stumbling], notes="", spatial="", publisher=""),
        _dataset(
            **dict.fromkeys(("landingPage", "issued", "temporal", "url", "source_url", "frequency_of_update"), bad)
        ),
        factories.Dataset(owner_org=organization["id"], notes="", spatial=""),
    ]
    return [tk.get_action("package_show")({"ignore_auth": True}, {"id": item["id"]}) for item in made]


@pytest.mark.usefixtures("clean_index")
def test_the_catalogue_keeps_dcat_ap(app, whole_catalogue: list[dict]) -> None:
    """Every required property, every value of its kind, and all datasets are there with their records."""
    graph = _catalog(app)
    (catalog,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert len(set(graph.objects(catalog, DCAT.dataset))) == len(whole_catalogue)
    assert len(set(graph.objects(catalog, DCAT.record))) == len(whole_catalogue)
    assert broken(graph) == []
    codes = {str(code) for code in graph.objects(None, DCTERMS.identifier)}
    assert "012025" in codes  # a dataset without words for its area has that of its municipality


@pytest.mark.usefixtures("clean_index")
def test_a_search_in_the_address_does_not_break_the_catalogue(app, whole_catalogue: list[dict]) -> None:
    """The words of a search stand in the addresses of the pages."""
    graph = _catalog(app, '?q=*:* OR "<公衆> {トイレ}"')
    assert set(graph.subjects(RDF.type, DCAT.Dataset))
    (pages,) = graph.subjects(RDF.type, URIRef("http://www.w3.org/ns/hydra/core#PagedCollection"))
    assert "%20" in str(pages)


@pytest.mark.usefixtures("clean_index")
@pytest.mark.ckan_config("tomoni.schema.catalog.publisher_code", "011002")
@pytest.mark.ckan_config("tomoni.schema.catalog.license", "CC-BY-4.0")
@pytest.mark.ckan_config("tomoni.schema.catalog.title_en", "Sample catalogue")
def test_the_settings_describe_the_catalogue(app) -> None:
    """Whose it is, in which languages, on which terms."""
    graph = _catalog(app)
    (catalog,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert str(graph.value(graph.value(catalog, DCTERMS.publisher), FOAF.name)) == "北海道札幌市"
    assert {title.language for title in graph.objects(catalog, DCTERMS.title)} == {"ja", "en"}
    assert "licenses/by/4.0" in str(graph.value(catalog, DCTERMS.license))


def test_the_organization_publishes() -> None:
    """With its code, and what kind of authority it is."""
    organization = factories.Organization(title="函館市", title_en="Hakodate", local_government_code="012025")
    dataset = factories.Dataset(owner_org=organization["id"])
    graph = Graph().parse(data=RDFSerializer().serialize_dataset(dataset, _format="turtle"), format="turtle")
    publisher = graph.value(next(graph.subjects(RDF.type, DCAT.Dataset)), DCTERMS.publisher)
    assert {str(name) for name in graph.objects(publisher, FOAF.name)} == {"函館市", "Hakodate"}
    assert str(graph.value(publisher, DCTERMS.type)).endswith("/LocalAuthority")
    assert graph.value(publisher, ADMS.identifier)


def test_the_judgement_of_the_files_is_told() -> None:
    """品質測定結果, as the quality plugin gives it; nothing where no file was checked."""
    dataset = _dataset()
    judged = {**dataset, "tomoni_quality": "good", "tomoni_quality_score": 91}
    for described, expected in ((judged, {91}), (dataset, set())):
        graph = Graph().parse(data=RDFSerializer().serialize_dataset(described, _format="turtle"), format="turtle")
        assert {int(value) for value in graph.objects(None, DQV.value)} == expected


def test_a_geometry_is_no_name_of_a_place() -> None:
    """Another catalogue's geometry stays an extra, and goes out again."""
    turtle = RDFSerializer().serialize_dataset(_dataset(extras=[{"key": "spatial_geom", "value": GEOMETRY}]), "turtle")
    read = _read(turtle)
    assert read["spatial"] == FIELDS["spatial"]
    assert json.loads(next(e["value"] for e in read["extras"] if e["key"] == "spatial_geom"))["type"] == "Point"


def test_the_tables_api_is_a_data_service() -> None:
    """DCAT-GoJ's データサービス, for a table that was loaded."""
    dataset = _dataset()
    dataset["resources"][0]["datastore_active"] = True
    graph = Graph().parse(data=RDFSerializer().serialize_dataset(dataset, _format="turtle"), format="turtle")
    (service,) = graph.subjects(RDF.type, DCAT.DataService)
    assert f"resource_id={dataset['resources'][0]['id']}" in str(graph.value(service, DCAT.endpointURL))
    assert graph.value(service, DCTERMS.publisher)


def test_schemaorg_in_the_page_cannot_break_out(app) -> None:
    """A title that ends the script is text in it, and there is one description only."""
    title = "</script><script>alert(1)</script>表"
    dataset = _dataset(title=title)
    page = BeautifulSoup(app.get(f"/dataset/{dataset['name']}").body, "html.parser")
    (script,) = page.find_all("script", type="application/ld+json")
    described = json.loads(script.string)
    assert (described["@type"], described["name"]) == ("Dataset", title)
    assert len(described["variableMeasured"]) > 30
    assert not [other for other in page.find_all("script") if "alert(1)" in (other.string or "")[:20]]


def test_schemaorg_as_a_profile(app) -> None:
    """The same as linked data."""
    dataset = _dataset()
    body = app.get(f"/dataset/{dataset['name']}.ttl?profiles=tomoni_schemaorg").body
    graph = Graph().parse(data=body, format="turtle")
    ref = next(graph.subjects(RDF.type, URIRef("http://schema.org/Dataset")))
    assert str(graph.value(ref, URIRef("http://schema.org/name"))) == FIELDS["title"]
    assert tk.config["ckanext.dcat.rdf.profiles"].split()[0] == "tomoni_dcat_goj"


def test_endpoints(app) -> None:
    """The dataset's RDF and the catalogue answer."""
    dataset = _dataset()
    assert "List of public toilets" in app.get(f"/dataset/{dataset['name']}.ttl").body
    assert app.get("/catalog.ttl").status_code == 200
