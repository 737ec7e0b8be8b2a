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
    assert not any("<" in (item["notes"] or "") for item in datasets.values())


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
