"""Real feeds and answers of other platforms than CKAN, harvested as they were published."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ckan.plugins import toolkit as tk

from tests.harvest_tools import findings, harvest, make_source, site
from tests.shared import require_shared

pytestmark = pytest.mark.usefixtures("non_clean_db")


def read(name: str) -> Any:
    """Return a captured JSON document."""
    return json.loads(require_shared(f"data/portals/{name}").read_text(encoding="utf-8"))


def held(source_id: str) -> dict[str, dict[str, Any]]:
    """Return the datasets of a source by title."""
    query = {"fq": f'harvest_source_id:"{source_id}"', "rows": 1000}
    return {item["title"]: item for item in tk.get_action("package_search")({}, query)["results"]}


def test_hub_of_evian() -> None:
    """A real feed of ArcGIS Hub comes in whole, and the second run writes nothing."""
    feed = read("arcgis_hub_evian.json")
    with site() as served:
        served.files["/api/feed/dcat-us/1.1.json"] = feed
        source = make_source(served.url, source_type="tomoni_data_json")
        first = harvest(source["id"])
        again = harvest(source["id"])
    total = len(feed["dataset"])
    assert (first.outcome, first.counts["added"]) == ("done", total)
    assert again.counts["unchanged"] == total
    datasets = held(source["id"])
    assert len(datasets) == len({entry["title"] for entry in feed["dataset"]})
    bikes = datasets["stationnement velos"]
    assert bikes["notes"] == "Emplacement et description des stationnement vélos à Evian-les-Bains"
    assert bikes["organization"]["title"] == "Ville d'Evian-les-Bains"
    assert bikes["name"].startswith("stationnement-velos-")
    assert bikes["metadata_modified"].startswith("2022-07-29T11:29:07")
    assert bikes["source_url"] == feed["dataset"][0]["landingPage"]
    assert [file["format"] for file in bikes["resources"]] == [
        "HTML", "ARCGIS GEOSERVICES REST API", "CSV", "GeoJSON", "ZIP", "KML",
    ]  # fmt: skip
    assert not any("<" in (item.get("notes") or "") for item in datasets.values())


@pytest.mark.parametrize(
    ("name", "added", "causes"),
    [
        ("dcatus.json", None, {}),
        ("dcatus3_0.json", 4, {}),
        ("dcatus_no_identifier.json", 1, {"identifier-missing": 1}),
        ("dcatus_same_title.json", 2, {}),
        ("dcatus_multiple_invalid.json", None, {"link-refused": 1}),
    ],
)
def test_data_json_of_the_us(name: str, added: int | None, causes: dict[str, int]) -> None:
    """Feeds with and without identifiers, of two versions, and with faults: every entry comes in."""
    feed = read(f"dcat_us/{name}")
    with site() as served:
        served.files["/data.json"] = feed
        source = make_source(f"{served.url}/data.json", source_type="tomoni_data_json")
        first = harvest(source["id"])
        again = harvest(source["id"])
    total = added or len(feed["dataset"])
    assert (first.outcome, first.counts["added"]) == ("done", total)
    assert again.counts["unchanged"] == total
    found = findings(first.job_id)
    assert {slug: found.get(slug, 0) for slug in causes} == causes
    assert "record-unreadable" not in found


def answer(name: str) -> Any:
    """Return a captured answer of SHIRASAGI."""
    return read(f"shirasagi/harvest__shirasagi_api__{name}.json")


def page(name: str) -> tuple[int, str, dict[str, str]]:
    """Return a captured page of SHIRASAGI."""
    path = require_shared(f"data/portals/shirasagi/harvest__shirasagi_scraper__{name}.html")
    return 200, path.read_text(encoding="utf-8"), {"Content-Type": "text/html; charset=utf-8"}


def test_shirasagi_api() -> None:
    """The captured list and record come in, asked for one by one as the capture has no search."""
    with site() as served:
        served.files["/api/package_list"] = answer("package_list")
        served.files["/api/package_show"] = answer("package_show")
        source = make_source(served.url, source_type="tomoni_shirasagi")
        first, again = harvest(source["id"]), harvest(source["id"])
        served.files["/api/package_list"] = answer("empty_list")
        emptied = harvest(source["id"])
    assert (first.outcome, first.counts["added"], again.counts["unchanged"]) == ("done", 1, 1)
    assert emptied.outcome == "stopped"
    (found,) = held(source["id"]).values()
    assert (found["title"], found["theme"], found["spatial"]) == ("サンプルデータ【1】", "健康・福祉", "東区")
    assert found["source_url"] == "https://source.example.jp/dataset/1.html"
    assert found["license_id"] == "cc-by"
    assert found["metadata_modified"].startswith("2019-05-22T07:51:14")
    assert found["resources"][0]["url"] == "https://source.example.jp/fs/1/2/3/_/sample.txt"


def test_shirasagi_pages() -> None:
    """The captured search page and dataset page are read where there is no API; a lost page withdraws nothing."""
    with site() as served:
        served.files["/dataset/search/index.p1.html"] = page("search1")
        for number in range(1, 6):
            status, text, headers = page("dataset1")
            text = text.replace("8174b01a-1371-4fd3-8946-88f96dba3956", f"8174b01a-1371-4fd3-8946-00000000000{number}")
            served.files[f"/dataset/{number}.html"] = (status, text.replace("【1】", f"【{number}】"), headers)
        source = make_source(served.url, source_type="tomoni_shirasagi")
        first, again = harvest(source["id"]), harvest(source["id"])
        del served.files["/dataset/5.html"]
        broken = harvest(source["id"])
    assert (first.outcome, first.counts["added"], again.counts["unchanged"]) == ("done", 5, 5)
    assert (broken.outcome, broken.counts["unchanged"]) == ("incomplete", 4)
    datasets = held(source["id"])
    assert sorted(datasets) == [f"サンプルデータ【{number}】" for number in range(1, 6)]
    found = datasets["サンプルデータ【1】"]
    assert (found["theme"], found["spatial"], found["author"]) == ("産業・仕事", "北区", "白鷺 太郎")
    assert [tag["name"] for tag in found["tags"]] == ["タグ"]
    assert found["license_id"] == "cc-by"
    assert found["metadata_modified"].startswith("2019-11-22")
    (file,) = found["resources"]
    assert (file["name"], file["format"]) == ("サンプルリソース", "TXT")
    assert file["url"] == "https://source.example.jp/fs/1/6/5/_/sample.txt"


def test_ckan_answer_of_shirasagi_fixture() -> None:
    """The CKAN answers that SHIRASAGI's own tests use, on a portal with package_list alone."""
    with site() as served:
        served.files["/api/3/action/package_list"] = read("shirasagi/harvest__ckan_api__package_list.json")
        served.files["/api/3/action/package_show"] = read("shirasagi/harvest__ckan_api__package_show.json")
        source = make_source(served.url)
        first, again = harvest(source["id"]), harvest(source["id"])
    assert (first.counts["added"], again.counts["unchanged"]) == (1, 1)
    (found,) = held(source["id"]).values()
    assert (found["title"], found["organization"]["title"]) == ("サンプルTXT（20151031）", "シラサギ市")
