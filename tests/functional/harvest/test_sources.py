"""Every kind of source lives through the same: added, unchanged, changed, vanished, returned.

``LIVES`` holds for each kind how its site shows some datasets. A dataset is here only a mark and a title: what else a
kind reads is held by the tests of that kind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_harvest import kinds
from tests.harvest_tools import Site, dataset, findings, harvest, make_source, site

pytestmark = pytest.mark.usefixtures("non_clean_db")

Datasets = dict[str, str]


def ckan(served: Site, held: Datasets) -> None:
    """A CKAN portal."""
    shown = [dataset(mark, title=title) for mark, title in held.items()]
    page = {"count": len(shown), "results": shown}
    served.files["/api/3/action/package_search"] = lambda q: {
        "success": True, "result": {**page, "results": shown[int(q["start"]) :][: int(q["rows"])]},
    }  # fmt: skip


def hub(served: Site, held: Datasets) -> None:
    """A site of ArcGIS Hub."""
    served.files["/api/feed/dcat-us/1.1.json"] = {"dataset": [entry(mark, title) for mark, title in held.items()]}


def entry(mark: str, title: str) -> dict[str, Any]:
    """Return a dataset as ArcGIS Hub lists it."""
    return {
        "identifier": f"https://www.arcgis.com/home/item.html?id={mark}", "title": title, "keyword": ["防災"],
        "description": "<div><p>市内の<b>避難所</b>です。</p></div>", "publisher": {"name": "港区"},
        "distribution": [{"title": "CSV", "mediaType": "text/csv", "accessURL": f"https://example.lg.jp/{mark}.csv"}],
    }  # fmt: skip


def catalogue(served: Site, held: Datasets) -> None:
    """A catalogue in Turtle, two datasets a page, with ckanext-dcat's paging."""
    pages = [list(held.items())[start : start + 2] for start in range(0, len(held), 2)]

    def page(query: dict[str, str]) -> tuple[int, str, dict[str, str]]:
        number = int(query.get("page", 1))
        body = [PREFIXES, f'<?page={number}> a hydra:PagedCollection ; hydra:totalItems "{len(held)}" ;']
        if number < len(pages):
            body.append(f"  hydra:next <{served.url}/catalog.ttl?page={number + 1}> ;")
        body.append(f"  hydra:previous <{served.url}/catalog.ttl?page=0> .")
        body += [turtle(f"{served.url}/dataset/{mark}", title) for mark, title in pages[number - 1]]
        return 200, "\n".join(body), {"Content-Type": "text/turtle"}

    served.files["/catalog.ttl"] = page


PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> .
"""


def turtle(address: str, title: str) -> str:
    """Return a dataset in Turtle."""
    return (
        f'<{address}> a dcat:Dataset ; dct:title "{title}"@ja ; dcat:keyword "防災" ; '
        f'dct:publisher [ a foaf:Agent ; foaf:name "港区" ] ; '
        f"dcat:distribution [ a dcat:Distribution ; dcat:accessURL <{address}.csv> ] , "
        f"  [ a dcat:Distribution ; dcat:accessURL <{address}.json> ] ."
    )


def shirasagi(served: Site, held: Datasets) -> None:
    """A site of SHIRASAGI whose API lists everything, as it comes, under ``/opendata``."""
    shown = [package(mark, title) for mark, title in held.items()]
    served.files["/opendata/api/package_search"] = lambda q: {
        "success": True, "result": {"count": len(shown), "results": shown[int(q["start"]) :][:2]},
    }  # fmt: skip


def package(mark: str, title: str) -> dict[str, Any]:
    """Return a dataset as SHIRASAGI's API shows it."""
    return {
        "id": len(mark), "uuid": mark, "name": title, "text": "市内の避難所です。", "state": "public",
        "url": f"https://example.lg.jp/dataset/{mark}.html", "tags": ["防災"],
        "updated": "2024-05-01T09:00:00.000+09:00",
        "categories": [{"name": "防災"}], "areas": [{"name": "港区"}], "update_plan": "毎年",
        "resources": [
            {"uuid": f"file-{mark}", "name": "表", "format": "CSV", "url": f"https://example.lg.jp/fs/{mark}.csv",
             "license": {"name": "CC BY", "uid": "cc-by"}}
        ],
    }  # fmt: skip


def dataeye(served: Site, held: Datasets) -> None:
    """A portal of dataeye, which hears neither filter nor order, three datasets a page at most."""
    shown = [
        {
            "id": int(mark.split("-")[-1]), "title": title, "notes": "市内の避難所です。", "tags": [{"name": "防災"}],
            "organization": {"id": 25, "title": "港区"}, "extras": [{"key": "frequency_of_update", "value": "年1回"}],
            "resources": [{"id": 1, "title": "表", "format": "csv", "url": f"/resource_download/{mark}",
                           "resource_license_id": "pdl"}],
        }
        for mark, title in held.items()
    ]  # fmt: skip
    served.files["/ckan_api/package_list"] = {"success": True, "result": [each["id"] for each in shown]}
    served.files["/ckan_api/package_search"] = lambda q: {
        "success": True, "result": {"count": len(shown), "results": shown[int(q["start"]) :][:3]},
    }  # fmt: skip


def dkan(served: Site, held: Datasets) -> None:
    """A portal of DKAN 1: a list in lists, dates for readers, and a group that is the publisher."""
    shown = [
        {
            "id": mark, "name": f"dkan-{mark}", "title": title, "notes": "<p>市内の避難所です。</p>", "private": True,
            "state": "Active", "url": f"https://example.lg.jp/dataset/{mark}", "license_title": "CC BY 4.0",
            "metadata_modified": "水, 2018/03/07 - 15:31", "groups": [{"name": "group/minato", "title": "港区"}],
            "tags": [{"name": "防災"}], "resources": [{"id": f"f-{mark}", "name": "表", "format": "csv",
                                                       "url": f"https://example.lg.jp/{mark}.csv"}],
        }
        for mark, title in held.items()
    ]  # fmt: skip
    served.files["/api/3/action/current_package_list_with_resources"] = lambda q: {
        "success": True, "result": [shown[int(q["offset"]) :][:3]],
    }  # fmt: skip


def metastore(served: Site, held: Datasets) -> None:
    """A portal of DKAN 2."""
    served.files["/api/1/metastore/schemas/dataset/items"] = [entry(mark, title) for mark, title in held.items()]


def listing(served: Site, held: Datasets) -> None:
    """A list of open data, whose rows are numbered anew each time."""
    columns = ["NO", "都道府県コード又は市区町村コード", "市区町村名", "データ名称", "URL", "ライセンス"]
    rows = [
        [str(number), "131032", "港区", title, f"https://example.lg.jp/{mark}.csv", "CC BY 4.0"]
        for number, (mark, title) in enumerate(held.items(), 1)
    ]
    text = "\r\n".join(",".join(row) for row in [columns, *rows])
    served.files["/"] = text.encode("cp932")


def folder(served: Site, held: Datasets) -> None:
    """A page of links to files, one a dataset."""
    part = "".join(f"<li><a href='/{mark}.csv'>{title}（CSV：12KB）</a></li>" for mark, title in held.items())
    served.files["/"] = lambda _query: (200, part.encode(), {"Content-Type": "text/html; charset=utf-8"})


LIVES: dict[str, Callable[[Site, Datasets], None]] = {
    "tomoni_ckan": ckan,
    "tomoni_data_json": hub,
    "tomoni_dcat": catalogue,
    "tomoni_shirasagi": shirasagi,
    "tomoni_dataeye": dataeye,
    "tomoni_dkan": dkan,
    "tomoni_dkan 2": metastore,
    "tomoni_folder": folder,
    "tomoni_listing": listing,
}


OTHERWISE: set[str] = set()
"""Kinds whose life is told elsewhere, because they read something else than a site."""


def titles(source_id: str) -> list[str]:
    """Return the titles of a source's datasets, as search finds them."""
    query = {"fq": f'harvest_source_id:"{source_id}"', "rows": 100}
    return sorted(found["title"] for found in tk.get_action("package_search")({}, query)["results"])


@pytest.mark.parametrize("kind", LIVES)
def test_life_of_a_source(app, kind: str) -> None:
    """Three runs of a site that stays, changes and loses a dataset, each exactly the site's state; then it returns."""
    mark = model.types.make_uuid()[:8]
    held = {f"{mark}-{number}": f"避難所一覧 {number}" for number in range(1, 5)}
    with site() as served:
        LIVES[kind](served, held)
        source = make_source(served.url, source_type=kind.split()[0])
        first = harvest(source["id"])
        assert (first.outcome, first.counts["added"]) == ("done", 4)
        assert titles(source["id"]) == sorted(held.values())

        second = harvest(source["id"])
        assert (second.outcome, second.counts["unchanged"]) == ("done", 4)
        assert not {"added", "updated", "withdrawn"} & second.counts.keys()

        last = held.pop(f"{mark}-4")
        held[f"{mark}-1"] = "避難場所一覧"
        LIVES[kind](served, held)
        third = harvest(source["id"])
        assert (third.outcome, third.counts["updated"], third.counts["withdrawn"]) == ("done", 1, 1)
        assert titles(source["id"]) == sorted(held.values())

        held[f"{mark}-4"] = last
        LIVES[kind](served, held)
        assert harvest(source["id"]).counts["returned"] == 1
        assert titles(source["id"]) == sorted(held.values())


def test_every_kind_is_tried() -> None:
    """A kind that has no life here is not tested."""
    assert {name.split()[0] for name in LIVES} >= {name for name in kinds.every() if name not in OTHERWISE}


@pytest.mark.parametrize("kind", LIVES)
def test_a_site_that_is_none_of_it_ends_in_a_report(app, kind: str) -> None:
    """A site of pages alone fails with one finding, and nothing comes in."""
    with site() as served:
        served.files["/"] = "<html>市のホームページ</html>"
        source = make_source(served.url, source_type=kind.split()[0])
        result = harvest(source["id"])
    assert result.outcome == "failed"
    assert findings(result.job_id) == {"source-unreadable": 1}
