"""DCAT in its three notations, as ArcGIS Hub and others write it, and paged."""

from __future__ import annotations

from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from rdflib import Graph

from ckanext.tomoni_harvest.sources import rdf
from ckanext.tomoni_harvest.sources.dcat import DcatKind
from tests.harvest_tools import findings, harvest, make_source, site

pytestmark = pytest.mark.usefixtures("non_clean_db")

TURTLE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://a.lg.jp/catalog> a dcat:Catalog ; dct:title "カタログ" ; dcat:dataset <https://a.lg.jp/d/MARK> .
<https://a.lg.jp/d/MARK> a dcat:Dataset ;
  dct:title "公衆トイレ一覧"@ja , "Public toilets"@en ; dct:description "<p>市の<b>トイレ</b>です</p>"@ja ;
  dct:publisher [ a foaf:Agent ; foaf:name "東京都港区" ] ;
  dct:license <https://creativecommons.org/licenses/by/4.0/> ;
  dct:modified "2024-05-01T09:00:00+09:00"^^xsd:dateTime ; dct:issued "2020-04-01"^^xsd:date ;
  dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/ANNUAL> ;
  dcat:keyword "トイレ" , "衛生" ; dcat:landingPage <https://a.lg.jp/toilet.html> ;
  dcat:contactPoint [ a vcard:Organization ; vcard:fn "環境課" ; vcard:hasEmail <mailto:kankyo@a.lg.jp> ] ;
  dct:relation <https://a.lg.jp/d/other> ;
  dcat:distribution <https://a.lg.jp/f/1> , [ a dcat:Distribution ; dct:title "地図" ;
    dcat:accessURL <https://a.lg.jp/t.geojson> ; dcat:mediaType "application/geo+json" ] .
<https://a.lg.jp/f/1> a dcat:Distribution ; dct:title "表" ; dcat:downloadURL <https://a.lg.jp/t.csv> ;
  dcat:mediaType <http://www.iana.org/assignments/media-types/text/csv> .
<https://a.lg.jp/d/other> a dcat:Dataset .
"""

HUB = {
    "@context": {
        "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "ftype": "http://publications.europa.eu/resource/authority/file-type/",
        "lang": "http://publications.europa.eu/resource/authority/language/",
    },
    "@id": "https://hub.example.com", "@type": "dcat:Catalog", "dct:title": "市の地図",
    "dcat:dataset": [
        {
            "@type": "dcat:Dataset", "@id": "https://hub.example.com/datasets/f4bc_0", "dct:title": "公園",
            "dct:description": "市の公園", "dct:publisher": "港区", "dcat:theme": "geospatial",
            "dct:accessRights": "public", "dct:identifier": "https://hub.example.com/datasets/f4bc_0",
            "dct:language": {"@id": "lang:JPN"}, "dcat:keyword": ["公園", "緑"],
            "dct:issued": "2021-04-19T13:30:24.055-04:00", "dct:provenance": "現地調査",
            "dcat:contactPoint": {
                "@id": "https://hub.example.com/users/a?f=json", "@type": "Contact", "vcard:fn": "みどり課",
                "vcard:hasEmail": None,
            },
            "dcat:distribution": [
                {
                    "@type": "dcat:Distribution", "dcat:accessUrl": "https://hub.example.com/d/f4bc_0.csv",
                    "dct:format": {"@id": "ftype:CSV"}, "dct:title": "CSV",
                }
            ],
        }
    ],
}  # fmt: skip
"""The shape of ArcGIS Hub's DCAT-AP 2.0.1 feed, as the README of koop-output-dcat-ap-201 shows it."""


def notation(kind: str, mark: str) -> bytes:
    """Return the catalogue in another notation, its triples in another order."""
    text = TURTLE.replace("MARK", mark)
    return (
        text.encode() if kind == "turtle" else Graph().parse(data=text, format="turtle").serialize(format=kind).encode()
    )


@pytest.mark.parametrize(
    ("kind", "path", "content_type"),
    [
        ("turtle", "/catalog.ttl", "text/turtle; charset=utf-8"),
        ("turtle", "/data/all", "text/plain"),
        ("xml", "/catalog.rdf", "application/octet-stream"),
        ("pretty-xml", "/dcat", "application/rdf+xml"),
        ("json-ld", "/feed", "application/json"),
    ],
)
def test_one_catalogue_in_every_notation(app, kind: str, path: str, content_type: str) -> None:
    """Whatever the notation, its address and its stated type, the same dataset comes in."""
    mark = model.types.make_uuid()
    with site() as served:
        served.files[path] = (200, notation(kind, mark), {"Content-Type": content_type})
        source = make_source(f"{served.url}{path}", source_type="tomoni_dcat")
        first = harvest(source["id"])
        served.files[path] = (200, notation("xml", mark), {"Content-Type": "application/rdf+xml"})
        again = harvest(source["id"])
    assert (first.outcome, first.counts["added"]) == ("done", 1)
    assert again.counts["unchanged"] == 1
    query = {"fq": f'harvest_source_id:"{source["id"]}"'}
    (held,) = tk.get_action("package_search")({}, query)["results"]
    assert held["title"] == "公衆トイレ一覧"
    assert held["title_en"] == "Public toilets"
    assert held["notes"] == "市のトイレです"
    assert held["license_id"] == "CC-BY-4.0"
    assert held["frequency_of_update"] == "毎年"
    assert held["issued"] == "2020-04-01"
    assert held["metadata_modified"].startswith("2024-05-01T00:00:00")
    assert held["organization"]["title"] == "東京都港区"
    assert held["organization"]["name"].startswith("131032")
    assert held["contactPoint_email"] == "kankyo@a.lg.jp"
    assert held["source_url"] == "https://a.lg.jp/toilet.html"
    assert sorted(tag["name"] for tag in held["tags"]) == ["トイレ", "衛生"]
    files = {file["name"]: file for file in held["resources"]}
    assert (files["表"]["url"], files["表"]["format"]) == ("https://a.lg.jp/t.csv", "CSV")
    assert (files["地図"]["url"], files["地図"]["format"]) == ("https://a.lg.jp/t.geojson", "GeoJSON")


def test_dcat_ap_feed_of_arcgis_hub(app) -> None:
    """The feed comes in although its addresses are misspelt properties, and a second run changes nothing."""
    with site() as served:
        served.files["/api/feed/dcat-ap/2.0.1.json"] = HUB
        source = make_source(served.url, source_type="tomoni_dcat")
        first, again = harvest(source["id"]), harvest(source["id"])
    assert (first.counts["added"], again.counts["unchanged"]) == (1, 1)
    (held,) = tk.get_action("package_search")({}, {"fq": f'harvest_source_id:"{source["id"]}"'})["results"]
    assert (held["title"], held["organization"]["title"], held["contactPoint"]) == ("公園", "港区", "みどり課")
    assert [(file["url"], file["format"]) for file in held["resources"]] == [
        ("https://hub.example.com/d/f4bc_0.csv", "CSV")
    ]


def test_what_this_portal_publishes_comes_in_again(app) -> None:
    """A dataset that this portal shows as DCAT is read with the same words."""
    mark = model.types.make_uuid()[:8]
    owner = make_source("https://unused.example.lg.jp/" + mark)["owner_org"]
    tk.get_action("package_create")(
        {"ignore_auth": True, "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]},
        {
            "name": f"origin-{mark}", "title": f"元のデータ {mark}", "notes": "説明", "owner_org": owner,
            "license_id": "PDL1.0", "frequency_of_update": "毎年", "temporal": "2024-04-01/2025-03-31",
            "resources": [{"url": "https://a.lg.jp/o.csv", "name": "表", "format": "CSV"}],
        },
    )  # fmt: skip
    body = app.get(f"/dataset/origin-{mark}.ttl").body
    with site() as served:
        served.files["/catalog.ttl"] = (200, body, {"Content-Type": "text/turtle"})
        source = make_source(served.url, source_type="tomoni_dcat")
        assert harvest(source["id"]).counts["added"] == 1
    (held,) = tk.get_action("package_search")({}, {"fq": f'harvest_source_id:"{source["id"]}"'})["results"]
    assert held["title"] == f"元のデータ {mark}"
    assert (held["license_id"], held["frequency_of_update"]) == ("PDL1.0", "毎年")
    assert held["temporal"] == "2024-04-01/2025-03-31"
    assert held["resources"][0]["url"] == "https://a.lg.jp/o.csv"


def paged(served: Any, style: str, *, broken: bool = False) -> None:
    """Serve three pages of one dataset each, in one of the ways Hydra has been written."""
    ways = {
        "paged": "<?{n}> a hydra:PagedCollection ; hydra:nextPage <{next}> .",
        "view": "<?{n}> a hydra:PartialCollectionView ; hydra:next <{next}> .",
        "bare": "<?{n}> hydra:next <{next}> .",
    }
    head = TURTLE.split("<https")[0] + "@prefix hydra: <http://www.w3.org/ns/hydra/core#> .\n"
    for number in (1, 2, 3):
        body = head + f'<{served.url}/d/{number}> a dcat:Dataset ; dct:title "表 {number}" .\n'
        if number < 3:
            body += ways[style].format(n=number, next=f"{served.url}/page{number + 1}")
        served.files[f"/page{number}"] = (200, body, {"Content-Type": "text/turtle"})
    if broken:
        served.files["/page3"] = (404, "", {})


@pytest.mark.parametrize("style", ["paged", "view", "bare"])
def test_pages_are_followed(app, style: str) -> None:
    """Hydra's old and new words, with and without a type."""
    with site() as served:
        paged(served, style)
        source = make_source(f"{served.url}/page1", source_type="tomoni_dcat")
        result = harvest(source["id"])
    assert (result.outcome, result.counts["added"]) == ("done", 3)


def test_a_page_that_fails_withdraws_nothing(app) -> None:
    """The pages before it come in; what may be on it is not taken for gone."""
    with site() as served:
        paged(served, "view")
        source = make_source(f"{served.url}/page1", source_type="tomoni_dcat")
        harvest(source["id"])
        paged(served, "view", broken=True)
        result = harvest(source["id"])
    assert result.outcome == "incomplete"
    assert {"page-failed", "listing-incomplete"} <= findings(result.job_id).keys()
    assert "withdrawn" not in result.counts


def test_pages_that_go_round_end(app) -> None:
    """A page that names itself, or an earlier one, as the next is the last."""
    with site() as served:
        paged(served, "view")
        served.files["/page3"] = served.files["/page1"]
        source = make_source(f"{served.url}/page1", source_type="tomoni_dcat")
        result = harvest(source["id"])
    assert result.counts["added"] == 2
    assert len(served.requests) == 3


def test_recognised_at_its_address_and_from_a_front_page(app) -> None:
    """A catalogue is found by itself, and at ckanext-dcat's address from a portal's front page."""
    from tests.harvest_tools import patient_web

    mark = model.types.make_uuid()
    with site() as served:
        served.files["/"] = (200, "<!DOCTYPE html><html><body>市</body></html>", {"Content-Type": "text/html"})
        served.files["/catalog.ttl"] = (200, notation("turtle", mark), {"Content-Type": "text/turtle"})
        found = DcatKind().recognise(f"{served.url}/", patient_web())
        assert found
        assert (found.url, found.datasets, found.sure) == (f"{served.url}/catalog.ttl", 1, False)
        again = DcatKind().recognise(found.url, patient_web())
        assert again
        assert again.sure
        del served.files["/catalog.ttl"]
        assert DcatKind().recognise(f"{served.url}/", patient_web()) is None


def test_japanese_encodings_of_xml(app) -> None:
    """RDF/XML in Shift_JIS is read, though expat itself does not know it."""
    xml = notation("xml", "1").decode().replace('encoding="utf-8"', 'encoding="Shift_JIS"')
    parser = rdf.read(xml.encode("cp932"), "application/rdf+xml")
    assert any("公衆トイレ一覧" in str(value) for value in parser.g.objects())
