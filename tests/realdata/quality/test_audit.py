"""The audit of a real catalogue and of real municipal files, beside counts made another way."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from datetime import date
from typing import Any

import pytest

from ckanext.tomoni_quality.audit import Reported, measure, standards
from ckanext.tomoni_quality.check import check
from tests.shared import require_shared

STATES = {"2021-12-18": 3969, "2022-08-23": 4637}
OPEN = ("CSV", "TSV", "ODS", "JSON", "GeoJSON", "XML", "KML", "KMZ", "GML", "GTFS", "RDF", "TTL")


def catalogue(day: str) -> list[dict[str, Any]]:
    path = require_shared(f"data/portals/tokyo/tokyo_catalog_{day}.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.mark.parametrize("day", STATES)
def test_a_whole_catalogue(day: str) -> None:
    datasets = catalogue(day)
    records = [measure(dataset, {}, date.fromisoformat(day)) for dataset in datasets]
    assert len(records) == STATES[day]
    met = Counter(row["id"] for record in records for row in record["mqa"]["metrics"] if row["met"])
    assert met["keywordAvailability"] == sum(bool(d["tags"]) for d in datasets)
    assert met["categoryAvailability"] == sum(bool(d["groups"]) for d in datasets)
    assert met["formatAvailability"] == sum(any(r["format"] for r in d["resources"]) for d in datasets)
    assert met["byteSizeAvailability"] == sum(any(r["size"] for r in d["resources"]) for d in datasets)
    assert met["dcatApCompliance"] == met["accessUrlStatusCode"] == 0
    for record in records:
        assert record["links"]["unmeasured"] == record["resources"]
        assert record["mqa"]["points"] + record["mqa"]["unmeasured"] <= 405
        assert record["content_score"] is None


def test_stars_of_a_whole_catalogue() -> None:
    datasets = catalogue("2022-08-23")
    stars = [measure(dataset, {}, date(2022, 8, 23))["openness"]["stars"] for dataset in datasets]
    opened = {"CC-BY-4.0"}
    assert [star == 0 for star in stars] == [d["license_id"] not in opened for d in datasets]
    with_open_format = [
        any(r["format"].strip().lower() in map(str.lower, OPEN) for r in d["resources"]) for d in datasets
    ]
    missing = [d["name"] for d, s, o in zip(datasets, stars, with_open_format, strict=True) if o and s and s < 3]
    assert missing == []


def test_freshness_of_a_whole_catalogue() -> None:
    found = Counter(measure(d, {}, date(2022, 8, 23))["freshness"]["state"] for d in catalogue("2022-08-23"))
    assert found == {"no_promise": 3254, "late": 922, "fresh": 461}


def test_the_standards_of_municipal_files() -> None:
    folder = require_shared("data/municipal")
    resources: list[dict[str, Any]] = []
    reports: dict[str, Reported] = {}
    for path in sorted(folder.glob("*.csv")):
        report = check(path.read_bytes(), path.name, "", "372013")
        reports[path.name] = Reported.of(report.as_dict())
        resources.append({"id": path.name, "url": f"https://example.com/{path.name}", "format": "CSV"})
    record = measure({"license_id": "CC-BY-4.0", "resources": resources}, reports, date(2026, 11, 26))
    assert record["links"]["alive"] == record["checked"] == len(resources)
    # The one has 9:00 for 09:00 and a newline in a name; the other leaves required cells empty in 75 rows.
    assert record["standards"] == [
        {"slug": "public_facility", "edition": "2021", "basis": "recognised", "conforms": False},
        {"slug": "public_toilet", "edition": "2021", "basis": "recognised", "conforms": False},
    ]
    assert standards.tally(record["standards"])["recommended_14"] == {"published": 2, "conform": 0, "of": 14}
