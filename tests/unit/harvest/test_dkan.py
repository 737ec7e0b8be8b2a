"""DKAN's three ways of listing, and what is its own in them."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.tomoni_core.errors import NotFound, ServerError
from ckanext.tomoni_harvest.sources.base import Page
from ckanext.tomoni_harvest.sources.dkan import DATA_JSON, LIST, METASTORE, DkanKind
from tests.unit.harvest.fake_web import FakeWeb

HOME = "https://a.lg.jp/"
ENTRY = {"identifier": "u-1", "title": "公園", "publisher": {"name": "港区"}, "distribution": []}


def shown(number: int, **fields: Any) -> dict[str, Any]:
    """Return a dataset as the list of DKAN 1 shows it."""
    return {
        "id": f"u-{number}", "name": f"dataset-{number}", "title": f"公園 {number}", "notes": "<p>市の公園</p>\n",
        "url": f"{HOME}dataset/{number}", "state": "Active", "private": True, "license_title": "CC BY 4.0",
        "metadata_modified": "水, 2018/03/07 - 15:31", "groups": [{"title": "港区", "name": "group/minato"}],
        "tags": [{"name": "緑"}], "extras": [{"key": "k", "value": "&quot;v&quot;"}],
        "resources": [{"id": "f1", "name": "表", "url": f"{HOME}1.xlsx", "format": "xlsx", "mimetype": "xlsx",
                       "last_modified": "Date changed  水, 2018-03-07 - 15:31", "created": "2018年3月1日"}],
        **fields,
    }  # fmt: skip


def pages(known: dict[str, Any], rows: int = 2) -> tuple[list[Page], FakeWeb]:
    web = FakeWeb(known)
    return list(DkanKind().pages(HOME, web, rows=rows)), web


def ids(found: list[Page]) -> list[str]:
    return [record["id"] for page in found for record in page.records]


def listed(params: dict[str, str], *, total: int = 5) -> dict[str, Any]:
    start, limit = int(params["offset"]), int(params["limit"])
    return {"success": True, "result": [[shown(number) for number in range(1, total + 1)][start : start + limit]]}


def test_the_list_is_read_to_its_end() -> None:
    """Pages of lists in lists are read until one is empty."""
    found, web = pages({LIST: listed})
    assert ids(found) == [f"u-{number}" for number in range(1, 6)]
    assert web.asked.count(LIST) == 4


def test_a_list_that_hears_no_offset_ends() -> None:
    """A site that always gives the same is read twice and not for ever."""
    found, web = pages({LIST: lambda _q: {"success": True, "result": [[shown(1)], [shown(2)]]}})
    assert ids(found) == ["u-1", "u-2"]
    assert web.asked.count(LIST) == 2


def test_a_page_that_fails_is_told() -> None:
    """What may be on it is not taken for gone."""
    found, _web = pages({LIST: lambda q: listed(q) if q["offset"] == "0" else ServerError("busy", "混雑", "busy")})
    assert [bool(page.problem) for page in found] == [False, True]


@pytest.mark.parametrize("known", [{METASTORE: [ENTRY]}, {DATA_JSON: {"dataset": [ENTRY]}}])
def test_the_metastore_and_data_json_are_dcat_us(known: dict[str, Any]) -> None:
    """DKAN 2 lists objects of DCAT-US; so does the document that both versions have."""
    (found,), _web = pages(known)
    record = DkanKind().normalise(found.records[0], HOME)
    assert (record.remote_id, record.title) == ("u-1", "公園")
    assert record.organization
    assert record.organization.title == "港区"


def test_another_portal_is_not_taken_for_it() -> None:
    """CKAN has the same action; its list holds no lists."""
    flat = {LIST: {"success": True, "result": [shown(1)]}}
    assert DkanKind().recognise(HOME, FakeWeb(flat)) is None
    with pytest.raises(NotFound):
        pages(flat)


def test_recognised_by_either_version() -> None:
    """The portal's own address is told, and it can be harvested from."""
    one = DkanKind().recognise(f"{HOME}dataset", FakeWeb({LIST: listed}))
    assert one
    assert (one.url, one.datasets) == (HOME.rstrip("/"), None)
    two = DkanKind().recognise(HOME, FakeWeb({METASTORE: [ENTRY, ENTRY]}))
    assert two
    assert (two.url, two.datasets) == (HOME.rstrip("/"), 2)


def test_what_the_list_says() -> None:
    """HTML, a licence's name, the group as publisher, entities, dates for readers, and a private that is none."""
    record = DkanKind().normalise(shown(1), HOME)
    dataset = record.dataset
    assert (record.name, dataset["notes"], dataset["license_id"]) == ("dataset-1", "市の公園", "CC-BY-4.0")
    assert record.organization
    assert (record.organization.name, record.organization.title) == ("港区", "港区")
    assert (record.modified, record.private) == ("2018-03-07T15:31:00", False)
    assert dataset["source_url"] == f"{HOME}dataset/1"
    assert "url" not in dataset
    assert dataset["extras"] == [{"key": "k", "value": '"v"'}]
    (file,) = dataset["resources"]
    assert (file["format"], file["last_modified_date"], file["issued"]) == ("XLSX", "2018-03-07", "2018-03-01")
    assert "mimetype" not in file
    assert DkanKind().normalise(shown(1, state="Draft"), HOME).private
    assert DkanKind().normalise(shown(1, name="公園"), HOME).name != "公園"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2019-09-30 22:00:00", "2019-09-30T22:00:00"),
        ("jeu, 19/12/2019 - 03:00", "2019-12-19T03:00:00"),
        ("Wed, 03/27/2018 - 15:31", "2018-03-27T15:31:00"),
        ("2018年3月7日", "2018-03-07T00:00:00"),
        ("Wed, 03/07/2018 - 15:31", ""),
        ("03/03/2018", "2018-03-03T00:00:00"),
        ("2018-13-45", ""),
        ("いつか", ""),
        (None, ""),
    ],
)
def test_dates_for_readers(written: Any, moment: str) -> None:
    """Where day and month could be either way round nothing is said."""
    assert DkanKind().normalise(shown(1, metadata_modified=written), HOME).modified == moment


@pytest.mark.parametrize("hostile", [None, [], {}, [[]], "x", 3, [{"title": []}], "x" * 300_000])
@pytest.mark.parametrize("field", ["notes", "tags", "groups", "extras", "resources", "url", "state", "license_title"])
def test_any_field_may_hold_anything(field: str, hostile: Any) -> None:
    """No shape of a value stops a record."""
    assert DkanKind().normalise(shown(1, **{field: hostile}), HOME).title == "公園 1"
