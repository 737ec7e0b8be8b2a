"""Uploaded files out of CKAN's storages, old and new; what is missing or too large is taught."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckan.lib import jobs as ckan_jobs
from ckan.tests import helpers

from tests.functional.quality.support import DIRTY, Upload, work


def report(resource: dict[str, Any]) -> dict[str, Any]:
    return helpers.call_action("tomoni_quality_report_show", resource_id=resource["id"])


@pytest.fixture
def storage(
    ckan_config: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reset_storages: Callable[[], None]
) -> Any:
    """One of CKAN 2.12's file storages holds the resources."""
    folder = tmp_path / "files"
    folder.mkdir()
    for key, value in (("type", "ckan:fs"), ("path", str(folder)), ("initialize", True), ("override_existing", True)):
        monkeypatch.setitem(ckan_config, f"ckan.files.storage.quality.{key}", value)
    monkeypatch.setitem(ckan_config, "ckan.files.default_storages.resource", "quality")
    reset_storages()
    yield folder
    monkeypatch.undo()
    reset_storages()


def stored(folder: Path) -> Path:
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    return path


def test_a_file_in_a_file_storage_is_read(storage: Path, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    assert stored(storage).read_text() == DIRTY
    work()
    assert report(resource)["state"] == "ok"
    assert report(resource)["size"] == len(DIRTY.encode())


def test_a_missing_file_of_a_file_storage(storage: Path, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    stored(storage).unlink()
    work()
    assert [f["slug"] for f in report(resource)["findings"]] == ["file-missing"]


def test_a_missing_file(tmp_path: Path, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    stored(tmp_path).unlink()
    work()
    answer = report(resource)
    assert (answer["state"], answer["level"]) == ("failed", "unchecked")
    assert [f["slug"] for f in answer["findings"]] == ["file-missing"]


@pytest.mark.parametrize("place", ["storage", "tmp_path"])
@pytest.mark.ckan_config("ckanext.tomoni_quality.max_bytes", 10)
def test_a_file_over_the_bound(
    place: str, request: pytest.FixtureRequest, dataset: dict[str, Any], upload: Upload
) -> None:
    request.getfixturevalue(place)
    resource = upload(DIRTY, dataset["id"])
    work()
    (finding,) = report(resource)["findings"]
    assert finding["slug"] == "too-large"
    assert "10" in finding["ja"]


@pytest.mark.usefixtures("with_test_worker")
def test_a_worker_does_the_work(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    ckan_jobs.Worker(["default"]).work(burst=True)
    assert report(resource)["state"] == "ok"
