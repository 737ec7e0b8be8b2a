"""3D city models: their codes as data, the many ways to write them, what is indexed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ckanext.tomoni_schema import city_model

ROOT = Path(__file__).resolve().parents[3]
FILE = yaml.safe_load((ROOT / "schemas" / "city_model.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", city_model.LISTS)
def test_lists_are_whole(name: str) -> None:
    """Each code once, with both labels and a source that the file explains."""
    entries = FILE[name]
    assert len(city_model.codes(name)) == len(entries)
    for entry in entries:
        assert all(entry[key] for key in ("code", "ja", "en")), entry
        assert entry["source"] in FILE["sources"], entry
    assert all(source["ja"] and source["en"] for source in FILE["sources"].values())


def test_what_is_not_verified_is_said() -> None:
    """The file says which codes were not read in the specification itself."""
    assert all(note["ja"] and note["en"] for note in FILE["unverified"])
    assert {"bldg", "tran", "luse", "fld", "lsld"} <= {e["code"] for e in FILE["features"] if e["source"] == "spec"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (["bldg", "tran"], "bldg;tran"),
        ("bldg, TRAN、luse", "bldg;tran;luse"),
        ("LOD1;LOD2", "1;2"),
        ("ＬＯＤ１ lod 2", "1;2"),
        ("EPSG:6697", "6697"),
        ("http://www.opengis.net/def/crs/EPSG/0/6697", "6697"),
        (["bldg", "bldg", ""], "bldg"),
        ("myext", "myext"),
        (None, ""),
    ],
)
def test_codes_as_people_write_them(written: Any, kept: str) -> None:
    """One text however they come; keeping it again changes nothing; unknown codes stay."""
    assert city_model.joined(written) == kept
    assert city_model.joined(kept) == kept


def test_labels_in_both_languages() -> None:
    """A code without a label is shown as it is."""
    assert city_model.label("features", "bldg", "ja") == "建築物"
    assert city_model.label("features", "bldg", "en") == "Buildings"
    assert city_model.label("features", "myext", "ja") == "myext"


@pytest.mark.parametrize(
    ("dataset", "wanted"),
    [
        ({}, {}),
        ({"title": "公衆トイレ一覧"}, {}),
        ({"tomoni_kind": "other"}, {"tomoni_kind": "other"}),
        ({"tomoni_kind": "city_model"}, {"tomoni_kind": "city_model"}),
        (
            {"plateau_features": "bldg;dem", "plateau_lod": "1", "plateau_year": "令和5年度"},
            {"tomoni_kind": "city_model", "tomoni_city_model": ["bldg", "dem"], "tomoni_city_model_lod": ["1"],
             "tomoni_city_model_year": "2023"},
        ),
        (
            {"title": "3D都市モデル（Project PLATEAU）大阪市（2023年度）"},
            {"tomoni_kind": "city_model", "tomoni_city_model_year": "2023"},
        ),
        ({"title": "3D都市モデル(Project PLATEAU)東京都23区"}, {"tomoni_kind": "city_model"}),
    ],
)  # fmt: skip
def test_what_is_indexed(dataset: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Declared, described, or titled as the specification titles them: a harvested one is found as well."""
    assert city_model.index_fields(dataset) == wanted


def test_form_names_its_lists() -> None:
    """Each field of codes names a list there is; the form's own kind is the one that is indexed."""
    form = yaml.safe_load((ROOT / "schemas" / "dataset.yaml").read_text(encoding="utf-8"))
    fields = [field for field in form["dataset_fields"] if field.get("tomoni_section") == "city_model"]
    named = {field["city_model_codes"] for field in fields if "city_model_codes" in field}
    assert named == set(city_model.LISTS)
    kind = next(field for field in fields if field["field_name"] == "tomoni_kind")
    assert [choice["value"] for choice in kind["choices"]] == [city_model.KIND]
