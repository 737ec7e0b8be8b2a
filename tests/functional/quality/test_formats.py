"""Tables in other wrappings: JSON, GeoJSON, ZIP, ODS; and sound files that hold none."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import helpers

from tests.functional.quality.support import CLEAN, DIRTY, Upload, act, work

PACKED = "名称,名称_カナ,備考\n甲,カナ,\n".encode("cp932")


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return out.getvalue()


def report(resource_id: str) -> dict[str, Any]:
    return helpers.call_action("tomoni_quality_report_show", resource_id=resource_id)


def test_each_member_of_a_zip_is_checked(dataset: dict[str, Any], upload: Upload) -> None:
    data = packed(a_csv=DIRTY if isinstance(DIRTY, bytes) else DIRTY.encode(), b_csv=PACKED)
    resource = upload(data, dataset["id"], name="data.zip", format="ZIP")
    work()
    answer = report(resource["id"])
    assert (answer["state"], answer["kind"]) == ("ok", "zip")
    found = {(finding["slug"], finding["sheet"]) for finding in answer["findings"]}
    assert ("coordinates-swapped", "a.csv") in found
    assert [sheet["sheet"] for sheet in answer["sheets"]] == ["a.csv", "b.csv"]
    assert not answer["mendable"]
    with pytest.raises(tk.ValidationError):
        act("tomoni_quality_repair_preview", resource_id=resource["id"])


@pytest.mark.parametrize(
    ("name", "format", "data"),
    [
        ("data.json", "JSON", json.dumps({"version": 1, "settings": {"a": 1}}).encode()),
        ("maps.zip", "ZIP", packed(road_shp=b"\x00\x00\x27\x0a", road_prj=b"GEOGCS[]")),
    ],
)
def test_a_sound_file_without_a_table_is_no_failure(
    dataset: dict[str, Any], upload: Upload, app: Any, name: str, format: str, data: bytes
) -> None:
    clean = upload(CLEAN, dataset["id"])
    resource = upload(data, dataset["id"], name=name, format=format)
    work()
    answer = report(resource["id"])
    assert (answer["state"], answer["score"], answer["level"]) == ("failed", None, "unchecked")
    assert answer["counts"] == {"error": 0, "warning": 0, "info": 1}
    whole = helpers.call_action("tomoni_quality_report_show", package_id=dataset["id"])
    assert whole["score"] == report(clean["id"])["score"]
    page = app.get(f"/dataset/{dataset['name']}/resource/{resource['id']}/quality")
    assert 'data-state="no-table"' in page.body
    assert 'data-state="failed"' not in page.body
    assert helpers.call_action("tomoni_quality_summary", owner_org=dataset["owner_org"])["resources"] == 1


def test_points_of_a_geojson_are_checked(dataset: dict[str, Any], upload: Upload) -> None:
    shape = {"type": "Point", "coordinates": [34.342787, 134.046574]}
    features = [{"type": "Feature", "properties": {"名称": "甲"}, "geometry": shape}]
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    resource = upload(data, dataset["id"], name="places.geojson", format="GeoJSON")
    work()
    assert "coordinates-swapped" in {finding["slug"] for finding in report(resource["id"])["findings"]}
