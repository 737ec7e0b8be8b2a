"""The audit's figures, against points and days worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ckanext.tomoni_core import errors
from ckanext.tomoni_quality.audit import (
    METHOD_VERSION,
    Reported,
    freshness,
    links,
    measure,
    metrics,
    openness,
    standards,
)
from ckanext.tomoni_quality.audit.facts import prepared
from ckanext.tomoni_quality.check import check, failed

TODAY = date(2026, 11, 26)
FULL: dict[str, Any] = {
    "id": "d1",
    "title": "公衆トイレ一覧",
    "tags": [{"name": "トイレ"}],
    "theme": "住宅・土地・建設",
    "spatial": "香川県高松市",
    "temporal": "2026-04-01/2027-03-31",
    "access_rights": "http://publications.europa.eu/resource/authority/access-right/PUBLIC",
    "contactPoint": "環境総務課",
    "owner_org": "o1",
    "license_id": "CC-BY-4.0",
    "issued": "2026-04-01",
    "last_modified_date": "2026-05-01",
    "frequency_of_update": "年1回（4月頃）",
    "resources": [
        {
            "id": "r1",
            "url": "https://example.com/toilet.csv",
            "format": "CSV",
            "size": 100,
            "terms_and_conditions": "利用規約",
        }
    ],
}
BARE: dict[str, Any] = {"id": "d2", "title": "資料", "resources": [{"id": "r2", "url": "https://example.com/a"}]}
TOILETS = "名称,緯度,経度\n公園,36.28414,139.78604\n"


def reported(text: str) -> Reported:
    return Reported.of(check(text.encode(), "a.csv").as_dict())


def not_fetched(slug: str) -> Reported:
    problem = errors.FetchError(slug, "x", "x")
    return Reported.of(failed(problem, name="a.csv", fetched=False).as_dict())


def points(record: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {name: (d["points"], d["unmeasured"]) for name, d in record["mqa"]["dimensions"].items()}


def test_the_weights_are_the_published_ones() -> None:
    assert metrics.DIMENSIONS == {
        "findability": 100, "accessibility": 100, "interoperability": 110, "reusability": 75, "contextuality": 20,
    }  # fmt: skip
    assert metrics.TOTAL == 405
    assert len({metric.id for metric in metrics.METRICS}) == 23


@pytest.mark.parametrize(
    ("value", "name"), [(405, "excellent"), (351, "excellent"), (350, "good"), (221, "good"), (220, "sufficient"),
                        (121, "sufficient"), (120, "bad"), (0, "bad")],
)  # fmt: skip
def test_ratings(value: int, name: str) -> None:
    assert metrics.rating(value) == name


def test_a_full_record_earns_all_that_is_measured() -> None:
    record = measure(FULL, {"r1": reported(TOILETS)}, TODAY)
    assert points(record) == {
        "findability": (100, 0), "accessibility": (100, 0), "interoperability": (80, 30), "reusability": (75, 0),
        "contextuality": (20, 0),
    }  # fmt: skip
    assert (record["mqa"]["points"], record["mqa"]["unmeasured"]) == (375, 30)
    assert (record["mqa"]["rating_low"], record["mqa"]["rating_high"]) == ("excellent", "excellent")
    assert (record["resources"], record["checked"], record["method"]) == (1, 1, METHOD_VERSION)


def test_a_bare_record_earns_nothing_and_says_what_was_not_measured() -> None:
    record = measure(BARE, {}, TODAY)
    # The address was not fetched (50), is no download address (0 of 50), and DCAT-AP was not measured (30).
    assert points(record) == {
        "findability": (0, 0), "accessibility": (0, 50), "interoperability": (0, 30), "reusability": (0, 0),
        "contextuality": (0, 0),
    }  # fmt: skip
    assert (record["mqa"]["rating_low"], record["mqa"]["rating_high"]) == ("bad", "bad")
    unmeasured = [row["id"] for row in record["mqa"]["metrics"] if row["met"] is None]
    assert unmeasured == ["accessUrlStatusCode", "dcatApCompliance"]


def test_an_address_that_was_not_fetched_is_neither_alive_nor_dead() -> None:
    assert points(measure(FULL, {}, TODAY))["accessibility"] == (20, 80)
    assert points(measure(FULL, {"r1": not_fetched("forbidden")}, TODAY))["accessibility"] == (20, 80)
    assert points(measure(FULL, {"r1": not_fetched("not_found")}, TODAY))["accessibility"] == (20, 0)


def test_the_best_distribution_counts() -> None:
    pdf = {"id": "r0", "url": "https://example.com/a.pdf", "format": "PDF"}
    record = measure({**FULL, "resources": [pdf, *FULL["resources"]]}, {"r1": reported(TOILETS)}, TODAY)
    assert points(record)["interoperability"] == (80, 30)
    # PDF is of the vocabulary (20 + 10 + 10), neither open nor machine-readable.
    assert points(measure({**FULL, "resources": [pdf]}, {}, TODAY))["interoperability"] == (40, 30)


def test_a_dataset_without_a_file() -> None:
    record = measure({**FULL, "resources": []}, {}, TODAY)
    assert points(record)["accessibility"] == (0, 0)
    assert record["openness"] == {"stars": None, "reason": "no_resources"}
    assert (record["content_score"], record["readability"]["met"]) == (None, None)


def test_what_the_portal_fills_in_by_itself_earns_nothing() -> None:
    stamped = {**BARE, "metadata_created": "2026-01-01", "metadata_modified": "2026-01-01", "private": False}
    assert points(measure(stamped, {}, TODAY)) == points(measure(BARE, {}, TODAY))


@pytest.mark.parametrize(
    ("slug", "state"),
    [("not_found", "dead"), ("gone", "dead"), ("no_such_host", "doubtful"), ("forbidden", "unmeasured"),
     ("too_many_requests", "unmeasured"), ("refused_private", "unmeasured"), ("server_error", "doubtful"),
     ("timed_out", "doubtful"), ("too_large", "alive"), ("check-broken", "unmeasured")],
)  # fmt: skip
def test_what_an_answer_says_of_a_link(slug: str, state: str) -> None:
    assert links.state(not_fetched(slug)) == state


def test_a_file_that_cannot_be_read_is_there() -> None:
    assert links.state(reported("")) == "alive"
    assert links.state(None) == "unmeasured"


@pytest.mark.parametrize(
    ("license", "format", "stars"),
    [("CC-BY-4.0", "PDF", 1), ("CC-BY-4.0", "XLSX", 2), ("PDL1.0", "CSV", 3), ("CC0-1.0", "unheard of", 3),
     ("CC0-1.0", "TTL", 4), ("CC-BY-NC-ND-4.0", "CSV", 0), ("", "CSV", 0), ("notspecified", "CSV", 0),
     ("our-own-terms", "CSV", None), ("CC-BY-4.0", "", 3)],
)  # fmt: skip
def test_stars(license: str, format: str, stars: int | None) -> None:
    resource = {"id": "r", "url": "https://example.com/a.csv", "format": format}
    assert openness.measure(prepared({"license_id": license, "resources": [resource]}))["stars"] == stars


@pytest.mark.parametrize(
    ("frequency", "updated", "state", "age"),
    [("毎年", "2026-05-01", "fresh", 209), ("毎年", "2025-05-26", "fresh", 549), ("毎年", "2025-05-25", "late", 550),
     ("毎日", "2026-11-18", "fresh", 8), ("毎日", "2026-11-17", "late", 9), ("毎月", "2026-10-11", "fresh", 46),
     ("毎月", "2026-10-10", "late", 47), ("随時", "2010-01-01", "no_promise", 6173),
     ("", "2026-01-01", "no_promise", 329),
     ("毎年", "", "unmeasured", None), ("毎年", "令和8年", "unmeasured", None)],
)  # fmt: skip
def test_freshness(frequency: str, updated: str, state: str, age: int | None) -> None:
    found = freshness.measure(prepared({"frequency_of_update": frequency, "last_modified_date": updated}), TODAY)
    assert (found["state"], found["age_days"]) == (state, age)


def test_the_dates_of_files_go_before_that_of_the_record() -> None:
    resources = [{"last_modified": "2024-01-01T00:00:00"}, {"last_modified": "2024-03-01T00:00:00"}]
    dataset = {"metadata_modified": "2026-01-01", "resources": resources}
    assert freshness.measure(prepared(dataset), TODAY)["updated"] == "2024-03-01"
    assert freshness.measure(prepared({**dataset, "resources": []}), TODAY)["basis"] == "record"
    harvested = {**dataset, "resources": [], "extras": [{"key": "harvest_source_id", "value": "s"}]}
    assert freshness.measure(prepared(harvested), TODAY)["updated"] is None


def test_a_date_to_come_is_no_update() -> None:
    assert freshness.measure(prepared({"last_modified_date": "2030-01-01"}), TODAY)["updated"] is None


def test_the_fourteen_and_the_thirty_one() -> None:
    assert (len(standards.of_14()), len(standards.of_31())) == (14, 31)
    assert set(standards.of_14()) < set(standards.of_31())


def _header(slug: str, edition: str) -> str:
    from ckanext.tomoni_core.standards import registry

    standard = registry().get(slug, edition)
    assert standard
    return ",".join(column.name for column in standard.columns)


def test_a_standard_that_is_recognised_and_broken() -> None:
    broken = reported(_header("public_toilet", "2026") + "\n" + "," * 38 + "x\n")
    record = measure(FULL, {"r1": broken}, TODAY)
    assert record["standards"] == [
        {"slug": "public_toilet", "edition": "2026", "basis": "recognised", "conforms": False}
    ]


def test_a_standard_that_is_kept_to() -> None:
    kept = Reported("ok", 100, "public_toilet", "2026")
    rows = measure(FULL, {"r1": kept}, TODAY)["standards"]
    assert rows[0]["conforms"] is True
    assert standards.tally(rows)["recommended_14"] == {"published": 1, "conform": 1, "of": 14}


@pytest.mark.parametrize(
    ("slug", "severity", "conforms"),
    [("constraint-required", "error", False), ("coordinates-swapped", "error", False),
     ("time-format", "warning", False), ("standard-columns-renamed", "warning", False),
     ("standard-columns-missing", "warning", True), ("standard-columns-extra", "info", True),
     ("blank-and-zero", "warning", True)],
)  # fmt: skip
def test_what_speaks_against_conformity(slug: str, severity: str, conforms: bool) -> None:
    findings = [{"slug": slug, "severity": severity}]
    report = Reported.of({"status": "ok", "score": 90, "standard": "aed", "edition": "2026", "findings": findings})
    assert measure(FULL, {"r1": report}, TODAY)["standards"][0]["conforms"] is conforms


def test_a_standard_only_declared() -> None:
    declared = {**FULL, "tomoni_standard": "aed@2026"}
    assert measure(declared, {}, TODAY)["standards"][0] == {
        "slug": "aed", "edition": "2026", "basis": "declared", "conforms": None,
    }  # fmt: skip
    checked = measure(declared, {"r1": reported("a,b\n1,2\n")}, TODAY)["standards"][0]
    assert checked["conforms"] is False
    assert measure({**FULL, "tomoni_standard": "no-such"}, {}, TODAY)["standards"] == []


def test_a_tally_counts_a_standard_once() -> None:
    rows = [
        {"slug": "aed", "conforms": False}, {"slug": "aed", "conforms": True},
        {"slug": "food_business", "conforms": None},
    ]  # fmt: skip
    assert standards.tally(rows) == {
        "recommended_14": {"published": 1, "conform": 1, "of": 14},
        "standards_31": {"published": 2, "conform": 1, "of": 31},
    }


def test_readability_of_several_files() -> None:
    two = {**FULL, "resources": [{"id": "a", "url": "a.csv"}, {"id": "b", "url": "b.csv"}, {"id": "c", "url": "c.csv"}]}
    clean, dirty = reported(TOILETS), reported("名称,名称\n公園,1\n")
    found = measure(two, {"a": clean, "b": dirty}, TODAY)["readability"]
    levels = {level: [r.levels[level - 1].score or 0 for r in (clean, dirty)] for level in (1, 2, 3)}
    assert found["levels"] == {str(level): round(sum(pair) / 2) for level, pair in levels.items()}
    assert (found["files"], found["met"]) == (2, 1)


@pytest.mark.parametrize(
    "hostile",
    [{}, {"resources": None, "extras": None, "tags": None}, {"extras": ["x", {"key": None}], "resources": [{}]},
     {"license_id": ["x"], "resources": [{"url": "http://[", "format": "x" * 10_000, "size": {}}]},
     {"frequency_of_update": "9" * 5000, "last_modified_date": "9999-99-99", "resources": []}],
)  # fmt: skip
def test_hostile_records(hostile: dict[str, Any]) -> None:
    record = measure(hostile, {}, TODAY)
    assert 0 <= record["mqa"]["points"] <= 405
