"""What data.json feeds do with DCAT-US, and what becomes of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckanext.tomoni_core.errors import ServerError
from ckanext.tomoni_harvest.engine import normalise as n
from ckanext.tomoni_harvest.engine.errors import NotReadable
from ckanext.tomoni_harvest.sources.data_json import DataJsonKind, identified
from ckanext.tomoni_harvest.sources.dkan import DkanKind
from ckanext.tomoni_harvest.sources.shirasagi import ShirasagiKind
from tests.unit.harvest.fake_web import FakeWeb

FEED = "https://a.lg.jp/api/feed/dcat-us/1.1.json"


def record(**fields: Any) -> Any:
    """Return the record of an entry with ``fields``."""
    (raw,) = identified([{"identifier": "a1", "title": "公園", **fields}])
    return DataJsonKind().normalise(raw, FEED)


def extras(found: Any) -> dict[str, str]:
    return {extra["key"]: extra["value"] for extra in found.dataset.get("extras", [])}


def test_html_becomes_text() -> None:
    """Paragraphs, lists and links stay readable; scripts and styles leave nothing behind."""
    found = record(
        description='<DIV><P>市の<SPAN STYLE="x">公園</SPAN></P><ul><li>名称<li>所在地</ul>'
        '<a href="https://a.jp/?b=1&amp;c=2">詳細</a><script>alert(1)</script><a href="javascript:x">y</a></DIV>'
    )
    assert found.dataset["notes"] == "市の公園\n\n- 名称\n- 所在地\n詳細 (https://a.jp/?b=1&c=2)y"


def test_text_that_is_no_html_stays() -> None:
    """A lesser-than sign is not a tag."""
    assert record(description="人口 < 1000 の町 & 村").dataset["notes"] == "人口 < 1000 の町 & 村"


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
        ("http://creativecommons.org/licenses/by/4.0/legalcode.ja", "CC-BY-4.0"),
        ("<p>CC BY 4.0</p>", "CC-BY-4.0"),
        ("https://www.digital.go.jp/resources/open_data/public_data_license_v1.0", "PDL1.0"),
        ("政府標準利用規約（第2.0版）", "japanese-20"),
    ],
)
def test_licences_by_address_and_name(written: str, known: str) -> None:
    """A licence of this portal's list is found, however it is stated."""
    found = record(license=written)
    assert found.dataset["license_id"] == known
    assert found.notes == []


def test_terms_of_use_are_kept_and_not_interpreted() -> None:
    """A text of terms stays as a condition of access; it is a licence only when it names the address of one."""
    terms = "<div>" + "本データの利用にあたっては次の条件に従ってください。" * 10 + "</div>"
    found = record(license=terms)
    assert "license_id" not in found.dataset
    assert extras(found)["access_conditions"].startswith("本データの利用")
    assert [slug for slug, _ in found.notes] == ["license-unmapped"]
    with_address = record(license=terms + "https://creativecommons.org/licenses/by/4.0/deed.ja")
    assert with_address.dataset["license_id"] == "CC-BY-4.0"
    both = record(license="政府標準利用規約")
    assert both.dataset["license_id"] == "政府標準利用規約"  # no version, so it is none of the two on the list


def test_a_frequency_is_no_date() -> None:
    """``modified`` may hold how often something is updated."""
    found = record(modified="R/P1Y", issued="2016-11-07T16:38:29.000Z")
    assert (found.modified, found.dataset["frequency_of_update"], found.dataset["issued"]) == ("", "毎年", "2016-11-07")
    dated = record(modified="2022-07-29T11:29:07.556Z", accrualPeriodicity="R/P1M")
    assert (dated.modified, dated.dataset["frequency_of_update"]) == ("2022-07-29T11:29:07.556000", "毎月")


def test_places_and_periods() -> None:
    """A bounding box and a geometry are shapes, a name is a name; half-open and worded periods stay."""
    box = json.loads(extras(record(spatial="139.7,35.6,139.8,35.7"))["spatial_geom"])
    assert box["coordinates"][0][2] == [139.8, 35.7]
    assert record(spatial="港区").dataset["spatial"] == "港区"
    assert "spatial_geom" not in extras(record(spatial="999,0,1,1"))
    assert "spatial_geom" in extras(record(spatial={"type": "Point", "coordinates": [139.7, 35.6]}))
    assert record(temporal="2000-01-15T00:45:00Z/2010-01-15T00:06:00Z").dataset["temporal"] == "2000-01-15/2010-01-15"
    assert record(temporal=[{"startDate": "2000-01-15", "endDate": "2010-01-15"}]).dataset["temporal"] == (
        "2000-01-15/2010-01-15"
    )
    assert record(temporal="平成12年度").dataset["temporal"] == "平成12年度"


def test_files_and_their_formats() -> None:
    """Media types give the format, the page of a file stands beside it, and a link that is none is left out."""
    found = record(
        distribution=[
            {"title": "頁", "format": "Web Page", "mediaType": "text/html", "accessURL": "https://a.jp/x"},
            {"mediaType": "text/csv; charset=utf-8", "downloadURL": "https://a.jp/x.csv", "accessURL": "https://a.jp/x",
             "license": "https://creativecommons.org/licenses/by/4.0/"},
            {"accessURL": "https://a.jp/x.geojson?v=1"}, {"accessURL": "//////not-a-url/"}, "no object",
        ]
    )  # fmt: skip
    files = found.dataset["resources"]
    assert [file.get("format") for file in files] == ["HTML", "CSV", "GEOJSON", None]
    assert (files[1]["url"], files[1]["access_url"]) == ("https://a.jp/x.csv", "https://a.jp/x")
    assert files[1]["license_id"] == "CC-BY-4.0"
    assert "license_id" not in found.dataset
    assert ("link-refused", {"url": "//////not-a-url/"}) in found.notes


def test_not_public_is_private() -> None:
    """What is for staff only is not published."""
    assert record(accessLevel="non-public").private
    assert not record(accessLevel="restricted public").private


def test_identifiers_missing_doubled_and_strange() -> None:
    """What stands for a missing identifier is what no other entry shares, whatever the order of the entries."""
    entries = [
        {"title": "公園", "publisher": {"name": "港区"}, "landingPage": "https://a.jp/parks"},
        {"title": "学校", "publisher": {"name": "港区"}, "landingPage": "https://a.jp/all"},
        {"title": "図書館", "publisher": {"name": "港区"}, "landingPage": "https://a.jp/all"},
        {"title": "統計", "distribution": [{"accessURL": "https://a.jp/1.csv"}]},
        {"title": "統計", "distribution": [{"accessURL": "https://a.jp/2.csv"}]},
        {"identifier": {"@id": "https://a.jp/id/3"}, "title": "x"},
        {"identifier": {"schemaAgency": "気象庁", "notation": "N-1"}, "title": "x"},
        {"identifier": "i" * 500, "title": "x"},
    ]
    ids = [each["id"] for each in identified(entries)]
    assert ids[:7] == [
        "https://a.jp/parks", "学校 / 港区", "図書館 / 港区", "統計 /  / https://a.jp/1.csv",
        "統計 /  / https://a.jp/2.csv", "https://a.jp/id/3", "気象庁:N-1",
    ]  # fmt: skip
    assert len(ids[7]) == 200
    assert sorted(ids) == sorted(each["id"] for each in identified(entries[::-1]))
    slugs = [[slug for slug, _ in DataJsonKind().normalise(each, FEED).notes] for each in identified(entries)]
    assert [("identifier-missing" in each) for each in slugs] == [True] * 5 + [False] * 3


@pytest.mark.parametrize("broken", ["text", None, 3, [], {}, {"title": ""}])
def test_entries_that_are_none_are_refused(broken: Any) -> None:
    """Each is one finding of its own."""
    (raw,) = identified([broken])
    assert raw["id"] == "#1"
    with pytest.raises(ValueError, match="the entry"):
        DataJsonKind().normalise(raw, FEED)


@pytest.mark.parametrize("hostile", [[], {}, [[]], {"a": 1}, 3, True, "x" * 200_000, None, [None], [{"name": []}]])
@pytest.mark.parametrize(
    "field",
    ["title", "description", "keyword", "license", "publisher", "contactPoint", "modified", "issued", "spatial",
     "temporal", "distribution", "theme", "language", "landingPage", "references", "conformsTo", "accrualPeriodicity"],
)  # fmt: skip
def test_any_field_may_hold_anything(field: str, hostile: Any) -> None:
    """No shape of a value stops a record with an identifier."""
    found = record(**{field: hostile})
    assert found.remote_id == "a1"
    assert json.loads(found.as_json())["dataset"]["title"]


def test_recognised_from_a_front_page() -> None:
    """The feed of ArcGIS Hub is found from any page of its site; it is sure, a data.json elsewhere is not."""
    hub = FakeWeb({"/api/feed/dcat-us/1.1.json": {"dataset": [{}, {}]}})
    found = DataJsonKind().recognise("https://a.lg.jp/pages/top", hub)
    assert found
    assert (found.url, found.datasets, found.sure) == (FEED, 2, True)
    plain = DataJsonKind().recognise("https://a.lg.jp/", FakeWeb({"/data.json": {"dataset": []}}))
    assert plain
    assert (plain.url, plain.sure) == ("https://a.lg.jp/data.json", False)
    assert DataJsonKind().recognise("https://a.lg.jp/", FakeWeb({"/data.json": {"results": []}})) is None
    assert DataJsonKind().recognise("https://a.lg.jp/", FakeWeb({})) is None


@pytest.mark.parametrize("kind", [DataJsonKind, ShirasagiKind, DkanKind])
def test_a_filter_that_cannot_hold_stops_the_run(kind: Any) -> None:
    """What was to be a part must not come in whole."""
    with pytest.raises(NotReadable, match="organization:minato"):
        list(kind().pages("https://a.lg.jp/", FakeWeb({}), rows=500, filters="organization:minato"))


def test_a_stated_format_stands() -> None:
    """Only what is no format gives way to the media type: a PDF behind a page stays one."""
    assert n.format_of("PDF", "text/html") == "PDF"
    assert n.format_of("Web Page", "text/html") == "HTML"
    assert n.format_of("ＣＳＶ", "text/html", "https://a.jp/x.html") == "CSV"
    assert n.format_of("", "application/x-unknown", "https://a.jp/x.xlsx#a") == "XLSX"
    assert n.format_of("独自形式") == "独自形式"


def test_a_busy_server_is_not_asked_for_more() -> None:
    """A 503 says nothing about where the feed is, so no other place is taken for it."""
    busy = FakeWeb(
        {"/api/feed/dcat-us/1.1.json": ServerError("busy", "混雑", "busy"), "/data.json": {"dataset": []}}
    )  # fmt: skip
    with pytest.raises(ServerError):
        list(DataJsonKind().pages("https://a.lg.jp/", busy, rows=500))
    assert len(busy.asked) == 1
