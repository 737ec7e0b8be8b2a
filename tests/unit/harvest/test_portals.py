"""The registry of Japanese portals: what it holds, how it is searched, and how it is made."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_harvest.engine import portals
from scripts.dev import portals as making


def test_every_row_is_sound() -> None:
    """Addresses are of the web, codes are those of bodies, and nothing stands there twice."""
    seen = set()
    for portal in portals.every():
        for url in (portal.url, portal.endpoint, *portal.also):
            assert urlsplit(url).scheme in ("http", "https")
            assert urlsplit(url).hostname
            assert not urlsplit(url).hostname.replace(".", "").isdigit()  # type: ignore[union-attr]
        if portal.code:
            body = local_government.find(portal.code)
            assert body
            assert (body.code, body.prefecture) == (portal.code, portal.prefecture)
        assert portal.status in ("listed", "stopped", "moved")
        assert portal.platform in portals.PLATFORMS
        assert portal.interval == ("2" if "bodik.jp" in portal.endpoint else "")
        assert 2 <= len(portal.name) <= 150
        seen.add((portal.endpoint, portal.filters))
    assert len(seen) == len(portals.every())
    assert len(seen) > 150


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://catalog.data.metro.tokyo.lg.jp/dataset/t131032d0000000001", "130001"),
        ("http://portal.data.metro.tokyo.lg.jp/", "130001"),
        ("https://odcs.bodik.jp/280003/", "280003"),
        ("https://opendata.city.kazuno.akita.jp", "052094"),
        ("https://www1.city.tamba.lg.jp/", "282235"),
        ("http://opendata.city.higashihiroshima.lg.jp", "342122"),
        ("https://tsuyama.dataeye.jp", "332038"),
        ("https://opendata.town.aichi-higashiura.lg.jp/", "234427"),
    ],
)
def test_a_portal_is_found_by_its_addresses(url: str, code: str) -> None:
    """Front pages, catalogues and pages below them; the code is that of the body it is of."""
    found = portals.at(url)
    assert found
    assert found.code == code


def test_a_part_of_bodik_is_no_other_part() -> None:
    """The catalogue itself is not taken for one of the municipalities in it."""
    whole, part = portals.at("https://data.bodik.jp/"), portals.at("https://odcs.bodik.jp/400009/")
    assert whole
    assert part
    assert (whole.filters, part.filters, part.endpoint) == ("", "organization:400009", whole.endpoint)
    assert portals.at("https://odcs.bodik.jp/999999/") is None
    assert portals.at("not an address") is None


def test_search_by_words_prefecture_and_platform() -> None:
    """Every word counts, in any width and case; filters narrow."""
    assert {portal.code for portal in portals.matching("高松")} == set()
    assert {portal.code for portal in portals.matching("港区")} == {"131032"}
    assert portals.matching("ＴＥＮＤＯ") == portals.matching("062103")
    assert {portal.prefecture for portal in portals.matching(prefecture="岡山県")} == {"岡山県"}
    assert all(not portal.prefecture for portal in portals.matching(prefecture=portals.ELSEWHERE))
    both = portals.matching("city", "岡山県", "dataeye")
    assert both
    assert all("City" in portal.name or "city" in portal.url for portal in both)
    assert portals.matching("no such portal anywhere") == []


def test_prefectures_are_in_the_order_of_their_codes() -> None:
    """As every Japanese list has them."""
    names = portals.prefectures()
    assert names[0] == "北海道"
    assert names[-1] == "沖縄県"


REGISTRY = [
    {"iso_region": "JP-27", "name": "Kazuno Open Data portal", "link": "https://opendata.city.kazuno.akita.jp",
     "software": "ckan", "endpoints": "ckan=https://opendata.city.kazuno.akita.jp/api/3/action/package_list"},
    {"iso_region": "JP-27", "name": "Sakai City Open Data", "link": "https://odcs.bodik.jp/271403", "software": "ckan",
     "endpoints": "ckan:package-search=https://data.bodik.jp/api/3/action/package_search?q=organization:271403"},
    {"iso_region": "JP-33", "name": "Soja City Catalog", "link": "https://soja.dataeye.jp/", "software": "dataeye",
     "endpoints": "ckan:package-search=https://soja.dataeye.jp/ckan_api/package_search"},
    {"iso_region": "JP-27", "name": "Fuchu City Data", "link": "https://fuchu.example.jp", "software": "ckan",
     "endpoints": "sitemap=https://fuchu.example.jp/sitemap.xml"},
    {"iso_region": "JP-35", "name": "Yamaguchi portal", "link": "https://yamaguchi-opendata.jp", "software": "ckan",
     "endpoints": "ckan=https://yamaguchi-opendata.jp/api/3"},
    {"iso_region": "Federal", "name": "Demo", "link": "https://maffude-demo01.hub.arcgis.com/", "software": "arcgishub",
     "endpoints": ""},
]  # fmt: skip
COLLECTOR = [
    ("鹿角市オープンデータ", "http://opendata.city.kazuno.akita.jp/api/3/action/", True),
    ("山口県オープンデータカタログサイト", "https://yamaguchi-opendata.jp/ckan/api/3/action/", True),
    ("香川県オープンデータ", "https://opendata.pref.kagawa.lg.jp/api/", False),
]


@pytest.fixture
def made(tmp_path: Path) -> dict[str, dict[str, str]]:
    """A small registry made of two small lists, by address."""
    registry, collector, target = tmp_path / "a.csv", tmp_path / "b.json", tmp_path / "portals.csv"
    with registry.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, ["iso_region", "name", "link", "software", "status", "endpoints"])
        writer.writeheader()
        writer.writerows({"status": "active", **row} for row in REGISTRY)
    items = [{"title": t, "dataset_url": u, "ckanapi_url": u, "enable": on} for t, u, on in COLLECTOR]
    collector.write_text(json.dumps(items), encoding="utf-8")
    making.main(registry, collector, target)
    with target.open(encoding="utf-8", newline="") as lines:
        return {row["url"]: row for row in csv.DictReader(lines)}


def test_making_merges_two_lists(made) -> None:
    """One row a portal, with the Japanese name; a demonstration is left out."""
    assert len(made) == 6
    kazuno = made["https://opendata.city.kazuno.akita.jp"]
    assert (kazuno["name"], kazuno["code"], kazuno["prefecture"]) == ("鹿角市オープンデータ", "052094", "秋田県")
    assert kazuno["sources"] == "dataportals-registry;search.ckan.jp"


def test_making_gives_a_code_only_where_it_is_certain(made) -> None:
    """By digits, by host, by name with prefecture; 府中市 is of no city in 大阪府, and has none."""
    assert made["https://odcs.bodik.jp/271403"]["code"] == "271403"
    assert made["https://soja.dataeye.jp/"]["code"] == "332089"
    assert (made["https://fuchu.example.jp"]["code"], made["https://fuchu.example.jp"]["prefecture"]) == ("", "大阪府")


def test_making_names_a_kind_only_where_the_lists_agree(made) -> None:
    """No API in the list, or another one in the other list: the portal has to be looked at."""
    assert made["https://fuchu.example.jp"]["kind"] == ""
    assert made["https://yamaguchi-opendata.jp"]["kind"] == ""
    assert made["https://odcs.bodik.jp/271403"]["filters"] == "organization:271403"
    kagawa = made["https://opendata.pref.kagawa.lg.jp"]
    assert (kagawa["platform"], kagawa["status"], kagawa["code"]) == ("shirasagi", "stopped", "370002")
