"""The path of a file: saved, queued once, checked, reported, indexed; mended, checked again."""

from __future__ import annotations

from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import helpers

from ckanext.tomoni_quality import jobs, pending
from ckanext.tomoni_quality.model import QualityReport
from tests.functional.quality.support import CLEAN, DIRTY, Upload, act, queued, work


def report(resource_id: str, **more: Any) -> dict[str, Any]:
    return helpers.call_action("tomoni_quality_report_show", resource_id=resource_id, **more)


def slugs(answer: dict[str, Any]) -> set[str]:
    return {finding["slug"] for finding in answer["findings"]}


def test_a_saved_table_is_queued_once(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    assert queued() == [resource["id"]]
    assert report(resource["id"])["state"] == "checking"


def test_an_unchanged_resource_is_not_queued_again(dataset: dict[str, Any], upload: Upload) -> None:
    upload(DIRTY, dataset["id"])
    work()
    act("package_patch", id=dataset["id"], notes="a new description")
    assert queued() == []


def test_only_the_changed_resource_of_a_dataset_is_queued(dataset: dict[str, Any], upload: Upload) -> None:
    upload(DIRTY, dataset["id"])
    work()
    second = upload(CLEAN, dataset["id"], name="second.csv")
    assert queued() == [second["id"]]


@pytest.mark.parametrize("format", ["PDF", "HTML", ""])
def test_what_is_no_table_is_not_queued(dataset: dict[str, Any], format: str) -> None:
    act("resource_create", package_id=dataset["id"], url="http://example.com/a", format=format)
    assert queued() == []


def test_dirty_then_mended(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    work()
    first = report(resource["id"])
    assert first["state"] == "ok"
    swapped = next(f for f in first["findings"] if f["slug"] == "coordinates-swapped")
    assert (swapped["count"], swapped["row"], swapped["column"], swapped["column_number"]) == (2, 2, "緯度", 2)
    assert [s["row"] for s in swapped["samples"]] == [2, 3]
    upload(CLEAN, dataset["id"], id=resource["id"])
    assert queued() == [resource["id"]]
    work()
    second = report(resource["id"], history=True)
    assert slugs(second) == {"definitions-missing"}, "the dataset says nothing of its data, the file is clean"
    assert (second["score"], second["level"]) == (99, "good")
    assert [old["level"] for old in second["history"]] == ["good", first["level"]]


def test_checking_again_converges(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    work()
    ids = {jobs.check_resource(resource["id"]) for _ in range(3)}
    assert len(ids) == 1
    assert len(report(resource["id"], history=True)["history"]) == 1


@pytest.mark.ckan_config("ckanext.tomoni_quality.history", 2)
def test_findings_of_the_last_few_are_kept(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    work()
    for content in (CLEAN, DIRTY, CLEAN):
        upload(content, dataset["id"], id=resource["id"])
        work()
    levels = [old["level"] for old in report(resource["id"], history=True)["history"]]
    assert levels == ["good", "fair", "good", "fair"], "every summary stays"
    assert [bool(row.report) for row in QualityReport.history(resource["id"])] == [True, True, False, False]


def test_the_publishers_code_comes_from_the_organization(dataset: dict[str, Any], org: dict, upload: Upload) -> None:
    act("organization_patch", id=org["id"], local_government_code="372013")
    resource = upload("全国地方公共団体コード,名称\n011002,区役所\n", dataset["id"])
    work()
    assert "other-organizations-code" in slugs(report(resource["id"]))


def test_a_file_that_is_no_table_is_a_failed_report(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(b"%PDF-1.7 not a table", dataset["id"], name="a.csv")
    work()
    answer = report(resource["id"])
    assert (answer["state"], answer["score"], answer["level"]) == ("failed", 0, "poor")
    assert answer["findings"][0]["ja"]
    assert answer["findings"][0]["fix_ja"]


def test_an_address_on_the_private_network_is_refused(dataset: dict[str, Any]) -> None:
    resource = act("resource_create", package_id=dataset["id"], url="http://127.0.0.1:9/a.csv", format="CSV")
    work()
    answer = report(resource["id"])
    assert (answer["state"], answer["score"], answer["level"]) == ("failed", None, "unchecked")
    assert answer["findings"][0]["fix_ja"]


def test_a_deleted_resource_is_passed_over(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    act("resource_delete", id=resource["id"])
    assert work() == [None]
    assert QualityReport.history(resource["id"]) == []
    assert not pending.is_pending(resource["id"])


def test_deleting_a_resource_forgets_its_reports(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    work()
    assert QualityReport.history(resource["id"])
    act("resource_delete", id=resource["id"])
    assert QualityReport.history(resource["id"]) == []


def test_a_fault_of_ours_is_a_report_too(
    dataset: dict[str, Any], upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken rule")

    resource = upload(DIRTY, dataset["id"])
    monkeypatch.setattr(jobs, "check", broken)
    work()
    answer = report(resource["id"])
    assert (answer["state"], slugs(answer)) == ("failed", {"check-broken"})


def test_the_index_knows_the_level(dataset: dict[str, Any], upload: Upload) -> None:
    upload(DIRTY, dataset["id"])
    work()
    found = helpers.call_action("package_search", fq=f"id:{dataset['id']}")["results"]
    assert found[0]["tomoni_quality"] == "fair"
    assert isinstance(found[0]["tomoni_quality_score"], int)
    by_level = helpers.call_action("package_search", fq=f"id:{dataset['id']} AND tomoni_quality:fair")
    assert by_level["count"] == 1


def test_a_recognised_standard_is_indexed(dataset: dict[str, Any], upload: Upload) -> None:
    from ckanext.tomoni_quality.rules import _standards

    upload(_standards.table(_standards.header()), dataset["id"], name="toilets.csv")
    work()
    found = helpers.call_action("package_search", fq=f"id:{dataset['id']} AND tomoni_standard:public_toilet")
    assert found["count"] == 1


def test_a_dataset_is_the_mean_of_its_resources(dataset: dict[str, Any], upload: Upload) -> None:
    upload(DIRTY, dataset["id"])
    upload(CLEAN, dataset["id"], name="clean.csv")
    work()
    answer = helpers.call_action("tomoni_quality_report_show", package_id=dataset["name"])
    scores = [resource["score"] for resource in answer["resources"]]
    assert answer["score"] == round(sum(scores) / 2)


def test_report_show_wants_one_of_two_ids() -> None:
    with pytest.raises(tk.ValidationError):
        helpers.call_action("tomoni_quality_report_show")


def test_an_unknown_resource_is_not_found() -> None:
    with pytest.raises(tk.ObjectNotFound):
        report("no-such-resource")


def test_nothing_is_left_in_the_session_by_a_check(dataset: dict[str, Any], upload: Upload) -> None:
    upload(DIRTY, dataset["id"])
    work()
    assert not model.Session.new
    assert not model.Session.dirty
