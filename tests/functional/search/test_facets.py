"""Facets and orders of a municipal portal, over the index fields that the rooms write."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ckan import plugins as p
from ckan.lib.search import clear_all
from ckan.tests import factories
from ckan.tests.helpers import call_action

FIELDS = {
    "a": {
        "tomoni_quality": "good",
        "tomoni_quality_score": 95,
        "tomoni_project_count": 0,
        "tomoni_standard": ["aed"],
        "tomoni_place": ["010006", "011002", "011011"],
    },
    "b": {
        "tomoni_quality": "poor",
        "tomoni_quality_score": 20,
        "tomoni_project_count": 3,
        "tomoni_prefecture": "奈良",
        "tomoni_place": ["010006", "011002"],
    },
    "c": {
        "tomoni_quality": "unchecked",
        "tomoni_project_count": 1,
        "tomoni_frequency": "毎月",
        "tomoni_place": ["370002", "372013"],
    },
    "d": {},
}


class _Writes(p.SingletonPlugin):
    """Stands for the rooms: writes index fields by the last letter of the dataset's name."""

    p.implements(p.IPackageController, inherit=True)

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Put the fields of FIELDS in the place of whatever the rooms wrote for these datasets."""
        kept = {key: value for key, value in pkg_dict.items() if not key.startswith("tomoni_")}
        return {**kept, **FIELDS.get(pkg_dict["name"][-1], {})}


pytestmark = pytest.mark.with_plugins({"search_test_fields": _Writes})


@pytest.fixture(autouse=True)
def _plugins(with_plugins):
    """Load the plugins for each test, with the one of this module."""


@pytest.fixture
def prefix(non_clean_db, with_request_context) -> str:
    """Four datasets in an index of their own; the beginning of their names."""
    clear_all()
    name = factories.Dataset.stub().name
    for letter in FIELDS:
        factories.Dataset(name=f"{name}-{letter}", resources=[{"url": "https://example.jp/a.csv", "format": "CSV"}])
    return name


def _order(sort: str) -> str:
    return "".join(dataset["name"][-1] for dataset in call_action("package_search", sort=sort)["results"])


def test_orders(prefix: str) -> None:
    """Best quality and most projects first; what was never checked or counted comes last."""
    assert _order("tomoni_quality_score desc, title_string asc")[:2] == "ab"
    assert _order("tomoni_project_count desc, name asc")[:2] == "bc"
    assert set(_order("score desc, metadata_modified desc")) == set("abcd")


def test_facets_and_their_names(prefix: str) -> None:
    """Values are named for readers; a dataset without the fields is simply in none of them."""
    fields = [*FIELDS["a"], "tomoni_prefecture", "tomoni_frequency", "tomoni_municipality"]
    found = call_action("package_search", **{"facet.field": fields})["search_facets"]
    named = {field: {i["name"]: i["display_name"] for i in found[field]["items"]} for field in fields}
    assert named["tomoni_quality"] == {"good": "良好", "poor": "修正が必要", "unchecked": "未検査"}
    assert named["tomoni_project_count"] == {"0": "0 件", "1": "1 件", "3": "3 件"}
    assert named["tomoni_prefecture"] == {"奈良": "奈良"}
    assert set(named["tomoni_standard"]) == {"aed"}
    assert named["tomoni_municipality"] == {}


def test_filters(prefix: str) -> None:
    """A facet's value narrows, alone and with others."""
    assert call_action("package_search", fq='tomoni_project_count:"3"')["count"] == 1
    assert call_action("package_search", fq='tomoni_standard:"aed" tomoni_quality:"good"')["count"] == 1
    assert call_action("package_search", fq='tomoni_quality:"good" tomoni_prefecture:"奈良"')["count"] == 0


def test_search_page_in_japanese(prefix: str, app) -> None:
    """The page offers every facet that has values and the four orders, in Japanese."""
    page = app.get("/dataset/").body
    for title in ("地域", "標準データセット", "形式", "更新頻度", "品質", "活用プロジェクト数"):
        assert title in page
    for order in ("品質の高い順", "活用プロジェクトの多い順"):
        assert order in page
    assert "tomoni_quality_score desc" in page
    assert "良好" in page


def test_search_page_in_english(prefix: str, app) -> None:
    """The same page in English."""
    page = app.get("/en/dataset/").body
    assert "Data quality" in page
    assert "Number of projects" in page


def test_filtered_page_shows_the_name_of_the_filter(prefix: str, app) -> None:
    """A filter that is set is shown by its name and not by its code."""
    page = app.get("/dataset/", query_string={"tomoni_quality": "good"}).body
    assert f"{prefix}-a" in page
    assert f"{prefix}-b" not in page
    assert "良好" in page


def test_other_types_keep_their_facets(prefix: str, app) -> None:
    """The harvest sources' page is not about municipalities."""
    assert "tomoni_frequency" not in app.get("/harvest").body


def test_hostile_values_are_text(prefix: str, app) -> None:
    """A facet's value from the address is shown escaped and breaks nothing."""
    page = app.get("/dataset/", query_string={"tomoni_quality": '"><script>alert(1)</script>'}).body
    assert "<script>alert(1)</script>" not in page


def _tree(body: str) -> str:
    """The part of a page that shows the places."""
    return body.partition("tomoni-places")[2].partition("</section>")[0]


def _places(body: str) -> list[str]:
    """What the tree of places offers, in order."""
    return re.findall(r'aria-label="(?:「([^」]+)」で絞り込む|「([^」]+)」での絞り込みをやめる)', body)


def _offered(app, path: str = "/dataset/", **query: str) -> tuple[list[str], list[str]]:
    found = _places(_tree(app.get(path, query_string=query).body))
    return [only for only, _ in found if only], [chosen for _, chosen in found if chosen]


def test_places_are_a_tree(prefix: str, app) -> None:
    """Prefectures first; a chosen place is shown with its way down and what is below it."""
    assert _offered(app) == (["北海道", "香川県"], [])
    assert _offered(app, tomoni_place="010006") == (["札幌市"], ["北海道"])
    assert _offered(app, tomoni_place="011002") == (["中央区"], ["北海道", "札幌市"])
    assert _offered(app, tomoni_place="011011") == ([], ["北海道", "札幌市", "中央区"])
    page = app.get("/dataset/", query_string={"tomoni_place": "011011"}).body
    assert f"{prefix}-a" in page
    assert f"{prefix}-b" not in page


def test_a_place_goes_with_other_filters_and_leads_back_up(prefix: str, app) -> None:
    """Other filters stay in the links, the page does not; removing a place leaves the one above it."""
    query = {"tomoni_place": "011002", "tomoni_quality": "poor", "page": "1", "q": ""}
    body = app.get("/dataset/", query_string=query).body
    assert f"{prefix}-b" in body
    assert f"{prefix}-a" not in body
    links = re.findall(r'href="([^"]*)" aria-current="true"', _tree(body))
    assert ["tomoni_place=010006" in link for link in links] == [False, True]
    assert all("tomoni_quality=poor" in link and "page=" not in link for link in links)


@pytest.mark.parametrize("code", ["999999", '"><script>alert(1)</script>', '010006" OR "1', "{!lucene}x", "高松市"])
def test_a_code_that_is_none_is_told(prefix: str, app, code: str) -> None:
    """The page says so, offers the way out, and runs nothing of it."""
    body = app.get("/dataset/", query_string={"tomoni_place": code}).body
    assert "このコードの自治体はありません。" in body
    assert "<script>alert(1)</script>" not in body


def test_the_tree_is_on_organization_and_group_pages(prefix: str, app) -> None:
    """With the counts of their datasets alone."""
    group = factories.Group()
    organization = factories.Organization()
    factories.Dataset(name=f"{prefix}-in-a", owner_org=organization["id"], groups=[{"name": group["name"]}])
    assert _offered(app, f"/organization/{organization['name']}") == (["北海道"], [])
    assert _offered(app, f"/group/{group['name']}", tomoni_place="010006") == (["札幌市"], ["北海道"])


def test_the_facet_of_places_is_whole_for_the_api(prefix: str) -> None:
    """Every place, named, however many a facet has by default."""
    found = call_action("package_search", **{"facet.field": ["tomoni_place", "res_format"], "facet.limit": 1})
    places = {item["name"]: item["display_name"] for item in found["search_facets"]["tomoni_place"]["items"]}
    assert places["011011"] == "札幌市中央区"
    assert len(places) == 5
    assert call_action("package_search", fq='tomoni_place:"011002"')["count"] == 2
