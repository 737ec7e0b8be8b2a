"""A dataset of a 3D city model: saved, shown, found."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers

from tests.harvest_tools import dataset, harvest, make_source, portal

pytestmark = pytest.mark.usefixtures("clean_index", "non_clean_db")

MODEL = {
    "title": "3D都市モデル 見本市",
    "tomoni_kind": "city_model",
    "plateau_year": "2023",
    "plateau_features": ["bldg", "dem"],
    "plateau_lod": "LOD1, LOD2",
    "plateau_crs": "EPSG:6697",
    "resources": [{"url": "https://www.example.jp/citygml.zip", "format": "CityGML"}],
}


def test_saved_shown_and_found(app) -> None:
    """Codes are kept as one text, shown by name in both languages, and found by kind, feature and LOD."""
    org = factories.Organization()
    made = factories.Dataset(owner_org=org["id"], **MODEL)
    assert (made["plateau_features"], made["plateau_lod"], made["plateau_crs"]) == ("bldg;dem", "1;2", "6697")
    page = app.get(f"/dataset/{made['name']}").body
    for text in ("3D都市モデル（PLATEAU）", "建築物、地形（起伏）", "LOD2（屋根の形）", "EPSG:6697"):
        assert text in page, text
    assert "Buildings, Terrain" in app.get(f"/en/dataset/{made['name']}").body
    for fq in ("tomoni_kind:city_model", "tomoni_city_model:dem", 'tomoni_city_model_lod:"2"'):
        found = helpers.call_action("package_search", fq=f"+owner_org:{org['id']} +{fq}")
        assert [each["id"] for each in found["results"]] == [made["id"]], fq
    facets = app.get("/dataset/?tomoni_kind=city_model").body
    assert "3D都市モデルの地物" in facets


def test_another_dataset_is_none(app) -> None:
    """A dataset without the fields shows nothing of them."""
    made = factories.Dataset(owner_org=factories.Organization()["id"])
    assert "3D都市モデル" not in app.get(f"/dataset/{made['name']}").body
    assert helpers.call_action("package_search", fq=f"+id:{made['id']} +tomoni_kind:*")["count"] == 0


def test_harvested_and_found() -> None:
    """A city model of another portal keeps its fields, as fields or as extras; a title as specified tells it too."""
    fields = {"tomoni_kind": "city_model", "plateau_year": "2023", "plateau_features": "bldg;dem", "plateau_lod": "1;2"}
    there = [
        dataset("cm-1", title="3D都市モデル（見本）", **{**fields, "plateau_features": ["bldg", "dem"]}),
        dataset("cm-2", title="3D都市モデル（見本二）", extras=[{"key": k, "value": v} for k, v in fields.items()]),
        dataset("cm-3", title="3D都市モデル（Project PLATEAU）見本市（2022年度）"),
    ]
    with portal(there) as served:
        source = make_source(served.url)
        assert harvest(source["id"]).counts["added"] == 3

    def found(fq: str) -> set[str]:
        answer = helpers.call_action("package_search", fq=f'+harvest_source_id:"{source["id"]}" +{fq}')
        return {each["name"] for each in answer["results"]}

    for name in ("cm-1", "cm-2"):
        shown = helpers.call_action("package_show", id=name)
        extras = {each["key"]: each["value"] for each in shown.get("extras") or []}
        assert {key: shown.get(key) or extras.get(key) for key in fields} == fields
    assert found("tomoni_kind:city_model") == {"cm-1", "cm-2", "cm-3"}
    assert found("tomoni_city_model:dem") == found('tomoni_city_model_lod:"2"') == {"cm-1", "cm-2"}
    assert found('tomoni_city_model_year:"2022"') == {"cm-3"}


def test_form(app) -> None:
    """The part is closed for a new dataset, open with its boxes ticked where filled; ticking none clears."""
    user = factories.SysadminWithToken()
    org = factories.Organization()
    headers = {"Authorization": user["token"]}
    new = BeautifulSoup(app.get("/dataset/new", headers=headers).body, "html.parser")
    part = next(each for each in new.find_all("details") if "3D都市モデル" in each.summary.text)
    assert not part.has_attr("open")
    made = factories.Dataset(owner_org=org["id"], **{**MODEL, "plateau_features": "bldg;myext"})
    edit = BeautifulSoup(app.get(f"/dataset/edit/{made['name']}", headers=headers).body, "html.parser")
    part = next(each for each in edit.find_all("details") if "3D都市モデル" in each.summary.text)
    assert part.has_attr("open")
    ticked = [box["value"] for box in part.select("input[name=plateau_features][checked]")]
    assert ticked == ["bldg", "myext"]
    helpers.call_action("package_patch", {"user": user["name"]}, id=made["id"], plateau_features="")
    assert not helpers.call_action("package_show", id=made["id"]).get("plateau_features")
