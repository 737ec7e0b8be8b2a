"""SHIRASAGI's dialect, in bulk, one by one, and by its pages."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.tomoni_core.errors import NotFound, NotJson, ServerError
from ckanext.tomoni_harvest.sources.base import Page
from ckanext.tomoni_harvest.sources.shirasagi import ShirasagiKind
from tests.unit.harvest.fake_web import FakeWeb

HOME = "https://a.lg.jp/"
UUID = "8174b01a-1371-4fd3-8946-88f96dba395{}"


def shown(number: int, **fields: Any) -> dict[str, Any]:
    """Return a dataset as the API shows it."""
    return {
        "id": number, "uuid": UUID.format(number), "name": f"避難所【{number}】", "text": "市内の避難所",
        "state": "public", "url": f"{HOME}dataset/{number}.html", "updated": "2024-05-01T09:00:00.000+09:00",
        "resources": [{"uuid": f"f{number}", "name": "表", "url": f"{HOME}fs/{number}.csv", "format": "CSV"}],
        **fields,
    }  # fmt: skip


def page(number: int) -> str:
    """Return a dataset's page."""
    return f"""<!doctype html><html><head><title>x</title><script>var a = "<h1 class='name'>";</script></head><body>
    <header><h1 class="name">避難所【{number}】</h1></header>
    <nav class="categories"><a class="category" href="/c">防災</a><a class="area" href="/a">港区</a>
      <a class="tag" href="/t">避難</a></nav>
    <div class="text"><p>市内の<br>避難所</p></div>
    <div class="resources"><div class="resource"><div class="info"><div class="name">表 (CSV 1.5KB)</div>
      <div class="text">一覧表</div><div class="icons"><span class="license"><img alt="CC BY" src="/x.png"/></span>
      <a class="download" href="/dataset/{number}/resource/1/t.csv" data-url="{HOME}fs/{number}.csv">DL</a>
    </div></div></div></div>
    <dl class="author"><dt>API</dt><dd><span class="api-uuid">{UUID.format(number)}</span></dd>
      <dt>データ作成者</dt><dd>防災課</dd><dt>更新日時</dt><dd>2024年5月1日 9時00分</dd></dl></body></html>"""


def search(*numbers: int) -> str:
    """Return a page of the dataset search."""
    heads = "".join(f'<article><h2><a href="/dataset/{number}.html">x</a></h2></article>' for number in numbers)
    return (
        f'<div class="opendata-search-datasets pages">{heads}</div>'
        '<div class="opendata-apps pages"><h2><a href="/app/1.html">アプリ</a></h2></div>'
        '<div class="opendata-search-datasets"><h2><a href="https://evil.example.com/dataset/9.html">x</a></h2></div>'
    )


def ids(pages: list[Page]) -> list[str]:
    return [record["id"][-1] for each in pages for record in each.records]


def listing(known: dict[str, Any], url: str = HOME) -> tuple[list[Page], list[str]]:
    web = FakeWeb(known)
    return list(ShirasagiKind().pages(url, web, rows=2)), web.asked


def bulk(params: dict[str, str]) -> dict[str, Any]:
    found = [shown(number) for number in (1, 2, 3)]
    start, rows = int(params["start"]), int(params["rows"])
    return {"success": True, "result": {"count": 3, "results": found[start : start + rows]}}


@pytest.mark.parametrize("url", [HOME, f"{HOME}api/package_list", f"{HOME}api", f"{HOME}dataset/bunya/"])
def test_in_bulk_whatever_address_is_given(url: str) -> None:
    """The search of the API is asked in pages, from any address of the site."""
    pages, asked = listing({"/api/package_search": bulk}, url)
    assert ids(pages) == ["1", "2", "3"]
    assert [each.total for each in pages] == [3, 3]
    assert asked.count("/api/package_search") == 2


def test_one_by_one_where_there_is_no_search() -> None:
    """Titles are asked for one by one; one that cannot be read keeps everything from being taken for gone."""
    answers = {"避難所【1】": shown(1), "避難所【3】": shown(3)}
    known = {
        "/api/package_list": {"success": True, "result": ["避難所【1】", "避難所【2】", "避難所【3】"]},
        "/api/package_show": lambda q: (
            {"success": True, "result": answers[q["id"]]} if q["id"] in answers else NotFound("x", "ない", "none")
        ),
    }
    pages, _asked = listing(known)
    assert ids(pages) == ["1", "3"]
    assert "避難所【2】" in pages[-1].problem


def test_by_pages_where_there_is_no_api() -> None:
    """Every page of the search and of the datasets is read; links to other hosts and other things are not followed."""
    known: dict[str, Any] = {f"/dataset/{number}.html": page(number) for number in (1, 2, 3)}
    known |= {
        "/dataset/search/index.p1.html": search(1, 2),
        "/dataset/search/index.p2.html": search(2, 3),
        "/dataset/search/index.p3.html": search(),
    }
    pages, asked = listing(known)
    assert ids(pages) == ["1", "2", "3"]
    assert not any(each.problem for each in pages)
    assert "/app/1.html" not in asked
    assert not any("evil" in each for each in asked)
    by_address, _asked = listing(known, f"{HOME}dataset/search/")
    assert ids(by_address) == ["1", "2", "3"]


def test_api_and_pages_give_the_same_dataset() -> None:
    """A site may open or close its API: identity, title, files and licence stay."""
    (raw,) = listing({"/dataset/search/index.p1.html": search(1), "/dataset/1.html": page(1)})[0][0].records
    by_page = ShirasagiKind().normalise(raw, HOME)
    file = {"name": "表", "text": "一覧表", "url": f"{HOME}fs/1.csv", "format": "csv", "license": {"uid": "cc-by"}}
    record = shown(
        1, categories=[{"name": "防災"}], areas=[{"name": "港区"}], tags=["避難"], author="防災課",
        text="市内の\n避難所", resources=[file],
    )  # fmt: skip
    known = {"/api/package_search": lambda _q: {"success": True, "result": {"count": 1, "results": [record]}}}
    by_api = ShirasagiKind().normalise(listing(known)[0][0].records[0], HOME)
    assert by_page.remote_id == by_api.remote_id
    assert by_page.name == by_api.name
    assert by_page.dataset == by_api.dataset


def test_a_page_that_fails_and_an_end_that_is_missing() -> None:
    """A broken page of the search is a failed page; the search ends with the first page that is not there."""
    known = {"/dataset/search/index.p1.html": search(1), "/dataset/1.html": page(1)}
    pages, asked = listing(known)
    assert (ids(pages), asked[-1]) == (["1"], "/dataset/search/index.p2.html")
    known["/dataset/search/index.p2.html"] = ServerError("busy", "混雑", "busy")
    pages, _asked = listing({**known, "/dataset/search/index.p3.html": search(1)})
    assert [bool(each.problem) for each in pages] == [False, True]
    pages, _asked = listing({**known, "/dataset/search/index.p2.html": search(2)})
    assert "/dataset/2.html" in pages[-1].problem


def test_a_firewall_in_front_of_the_api_is_no_reason_to_read_pages() -> None:
    """Pages say less: what a firewall answers with status 200 must not make every dataset poorer."""
    known = {"/api/package_search": "<html>blocked</html>", "/dataset/search/index.p1.html": search(1)}
    with pytest.raises(NotJson):
        listing(known)


def test_another_api_is_not_taken_for_it() -> None:
    """CKAN's datasets have no uuid of this kind."""
    known = {"/api/package_search": {"success": True, "result": {"count": 1, "results": [{"id": "x", "name": "y"}]}}}
    with pytest.raises(NotFound):
        listing(known)
    assert ShirasagiKind().recognise(HOME, FakeWeb(known)) is None


def test_recognised_by_its_api_or_its_pages() -> None:
    """What is found can be harvested from at the address that is told."""
    by_api = ShirasagiKind().recognise(HOME, FakeWeb({"/opendata/api/package_search": bulk}))
    assert by_api
    assert (by_api.url, by_api.datasets, by_api.sure) == (f"{HOME}opendata/api", 3, True)
    by_pages = ShirasagiKind().recognise(HOME, FakeWeb({"/dataset/search/index.p1.html": search(1)}))
    assert by_pages
    assert (by_pages.url, by_pages.datasets) == (f"{HOME}dataset/search", None)
    assert ShirasagiKind().recognise(HOME, FakeWeb({"/dataset/search/index.p1.html": "<h1>別のサイト</h1>"})) is None


def test_what_is_not_public_and_what_is_missing() -> None:
    """A closed dataset is private; a licence without a known id goes by its name; nothing at all is still a record."""
    assert ShirasagiKind().normalise({**shown(1), "state": "closed"}, HOME).private
    record = shown(2, resources=[{"url": "/fs/2.csv", "license": {"uid": "x9", "name": "CC BY 4.0"}}])
    assert ShirasagiKind().normalise(record, HOME).dataset["license_id"] == "CC-BY-4.0"
    assert ShirasagiKind().normalise({"id": "3"}, HOME).notes == [("title-missing", {"used": "3"})]


@pytest.mark.parametrize("hostile", [None, [], {}, [[]], "x", 3, [{"name": []}], "x" * 300_000])
@pytest.mark.parametrize("field", ["text", "tags", "categories", "areas", "resources", "updated", "url", "author"])
def test_any_field_may_hold_anything(field: str, hostile: Any) -> None:
    """No shape of a value stops a record."""
    assert ShirasagiKind().normalise(shown(1, **{field: hostile}), HOME).title == "避難所【1】"
