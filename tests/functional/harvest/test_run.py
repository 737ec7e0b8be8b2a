"""A run converges to the state of its source, whatever the source did meanwhile."""

from __future__ import annotations

import pytest
from ckan.plugins import toolkit as tk

from tests.harvest_tools import dataset, harvest, make_source, portal

pytestmark = pytest.mark.usefixtures("non_clean_db")


def show(name: str) -> dict:
    return tk.get_action("package_show")({"ignore_auth": True, "use_cache": False}, {"id": name})


def test_first_harvest_adds(app):
    """Datasets come in with their fields, organization, tags and resources, and are found by search."""
    with portal([dataset("aa-1"), dataset("aa-2", title="避難所一覧（港区）")]) as served:
        source = make_source(served.url)
        result = harvest(source["id"])
    assert result.outcome == "done"
    assert result.counts["added"] == 2
    found = show("aa-2")
    assert found["title"] == "避難所一覧（港区）"
    assert found["frequency_of_update"] == "年1回"
    assert found["resources"][0]["format"] == "CSV"
    assert [tag["name"] for tag in found["tags"]] == ["防災"]
    assert found["organization"]["title"] == "港区"
    assert found["source_url"] == f"{served.url}/dataset/aa-2"
    assert found["metadata_modified"].startswith("2022-01-01")
    hits = tk.get_action("package_search")({}, {"fq": f'harvest_source_id:"{source["id"]}"'})
    assert hits["count"] == 2
