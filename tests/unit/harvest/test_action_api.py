"""CKAN's action API as portals speak it: capped, without search, deaf to filters, listing what they do not show."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.tomoni_core.errors import BadRequest, NotFound, ServerError
from ckanext.tomoni_harvest.sources import action_api
from ckanext.tomoni_harvest.sources.base import Page
from ckanext.tomoni_harvest.sources.dataeye import DataeyeKind
from tests.unit.harvest.fake_web import FakeWeb

API = "https://a.lg.jp/api/3/action"
RECORDS = [
    {"id": str(number), "name": f"d-{number}", "organization": {"name": "minato" if number % 2 else "chuo"}}
    for number in range(1, 8)
]


def portal(*, cap: int = 1000, hears: bool = False, fails: str = "") -> Any:
    """Return how ``package_search`` answers: at most ``cap`` records, with or without hearing a filter."""

    def answer(params: dict[str, str]) -> Any:
        if params["start"] == fails:
            return ServerError("busy", "混雑", "busy")
        wanted = params.get("fq", "").removeprefix("organization:") if hears else ""
        held = [each for each in RECORDS if not wanted or each["organization"]["name"] == wanted]
        start, rows = int(params["start"]), min(int(params["rows"]), cap)
        return {"success": True, "result": {"count": len(held), "results": held[start : start + rows]}}

    return {"/api/3/action/package_search": answer}


def listing(known: dict[str, Any], filters: str = "", rows: int = 500) -> list[Page]:
    return list(action_api.listing(FakeWeb(known), API, rows, filters))


def ids(pages: list[Page]) -> str:
    return "".join(record["id"] for page in pages for record in page.records)


@pytest.mark.parametrize("cap", [1, 3, 1000])
def test_capped_rows_leave_nothing_out(cap: int) -> None:
    """A portal that gives fewer records than it was asked for is asked from where it stopped."""
    pages = listing(portal(cap=cap))
    assert ids(pages) == "1234567"
    assert {page.total for page in pages} == {7}


@pytest.mark.parametrize("hears", [True, False])
def test_a_plain_filter_holds_whether_it_is_heard_or_not(hears: bool) -> None:
    """Records of others are left out, and their number is not expected."""
    pages = listing(portal(cap=3, hears=hears), "organization:minato")
    assert ids(pages) == "1357"
    assert {page.total for page in pages} == ({4} if hears else {None})


@pytest.mark.parametrize(
    ("filters", "within"),
    [
        ("organization:(minato OR chuo)", "1234567"),
        ('organization:"chuo"', "246"),
        ("id:3", "3"),
        ("name:d-5", "5"),
        ("organization:min*", "1234567"),
        ("organization:minato AND id:3", "1234567"),
        ("metadata_modified:[2020-01-01T00:00:00Z TO *]", "1234567"),
    ],
)
def test_what_a_plain_filter_is(filters: str, within: str) -> None:
    """One field with whole values; what only Solr could judge is left to the portal."""
    assert ids(listing(portal(), filters)) == within


def test_a_failed_page_is_passed_over() -> None:
    """The pages after it come all the same."""
    pages = listing(portal(cap=2, fails="2"))
    assert [bool(page.problem) for page in pages] == [False, True, False, False]
    assert ids(pages) == "12567"


@pytest.mark.parametrize("missing", [NotFound("x", "ない", "none"), BadRequest("x", "不正", "bad")])
def test_without_search_each_is_asked_for(missing: Exception) -> None:
    """What is listed and not shown, as a deleted dataset, is told by its name; DKAN's list of one is that one."""
    known = {
        "/api/3/action/package_search": missing,
        "/api/3/action/package_list": {"success": True, "result": ["d-1", "d-2", "d-3"]},
        "/api/3/action/package_show": lambda q: {
            "d-1": {"success": True, "result": RECORDS[0]},
            "d-2": NotFound("x", "ない", "none"),
            "d-3": {"success": True, "result": [RECORDS[2]]},
        }[q["id"]],
    }
    (page,) = listing(known)
    assert ids([page]) == "13"
    assert (list(page.listed), page.total) == (["d-2"], 3)


def dataset(**fields: Any) -> dict[str, Any]:
    """Return a dataset as dataeye shows it."""
    return {
        "id": 240, "title": "人口", "organization": {"id": 25, "title": "さいたま市"},
        "extras": [
            {"key": "landingPage", "value": "https://a.lg.jp/jinko"}, {"key": "frequency_of_update", "value": "年1回"},
        ],
        "resources": [{"id": 6471, "title": "人口 UTF-8", "format": "csv", "url": "/resource_download/6471",
                       "resource_license_id": "pdl", "last_modified": "2025-07-08T00:00:00"}],
        **fields,
    }  # fmt: skip


def test_dataeye() -> None:
    """Numbers as ids, a page under /datasets, titles of files, licences on files, and organizations by their title."""
    record = DataeyeKind().normalise(dataset(), "https://a.lg.jp/pages/top")
    assert (record.remote_id, record.dataset["source_url"]) == ("240", "https://a.lg.jp/datasets/240")
    assert record.organization
    assert (record.organization.name, record.organization.title) == ("さいたま市", "さいたま市")
    assert record.name.startswith("dataset-")
    assert (record.dataset["landingPage"], record.dataset["frequency_of_update"]) == ("https://a.lg.jp/jinko", "年1回")
    assert record.dataset["license_id"] == "PDL1.0"
    (file,) = record.dataset["resources"]
    assert (file["name"], file["url"]) == ("人口 UTF-8", "https://a.lg.jp/resource_download/6471")
    assert DataeyeKind().normalise(dataset(name="jinko"), "https://a.lg.jp/").name == "jinko"
    assert DataeyeKind().normalise(dataset(), "https://b.lg.jp/").name != record.name


@pytest.mark.parametrize(
    "url", ["https://a.lg.jp/", "https://a.lg.jp/ckan_api/package_search?q=x", "https://a.lg.jp/datasets/240"]
)
def test_dataeye_from_any_address(url: str) -> None:
    """The API is found, and a filter by organization holds although the portal does not hear it."""
    held = [dataset(id=number, organization={"id": number % 2, "title": "x"}) for number in range(1, 5)]
    known = {
        "/ckan_api/package_list": {"success": True, "result": [1, 2, 3, 4]},
        "/ckan_api/package_search": lambda q: {
            "success": True, "result": {"count": 4, "results": held[int(q["start"]) :][: int(q["rows"])]},
        },
    }  # fmt: skip
    found = DataeyeKind().recognise(url, FakeWeb(known))
    assert found
    assert (found.url, found.datasets) == ("https://a.lg.jp/ckan_api", 4)
    pages = list(DataeyeKind().pages(url, FakeWeb(known), rows=3, filters="organization:1"))
    assert [record["id"] for page in pages for record in page.records] == [1, 3]
    assert DataeyeKind().recognise(url, FakeWeb({"/ckan_api/package_search": "<html>"})) is None
