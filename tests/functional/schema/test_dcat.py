"""RDF: written and read back, by the endpoint and by the parser."""

from __future__ import annotations

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.dcat.processors import RDFParser, RDFSerializer

from ckanext.tomoni_schema import defaults

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
    assert tk.config["ckanext.dcat.rdf.profiles"] == "tomoni_dcat_goj"
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
        'skos:prefLabel "司法・安全・環境"@ja',
        'vcard:hasTelephone "011-000-0000"',
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


def test_endpoints(app) -> None:
    """The dataset's RDF and the catalogue answer."""
    dataset = _dataset()
    assert "List of public toilets" in app.get(f"/dataset/{dataset['name']}.ttl").body
    assert app.get("/catalog.ttl").status_code == 200
