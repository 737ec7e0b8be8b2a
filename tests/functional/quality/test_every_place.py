"""The report keeps the first places of a finding; its CSV has them all, for whoever may read the report."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from ckan import model
from ckan.tests import factories, helpers
from ckan.tests.helpers import CKANTestApp

from ckanext.tomoni_quality import every_place, putting_aside
from ckanext.tomoni_quality.finding import SAMPLES
from tests.functional.quality.support import CLEAN, Upload, act, work
from tests.functional.quality.test_trials import work as do_tasks

MANY = "名称,緯度,経度\n" + "".join(f"公園{n},139.78604,36.2841{n % 10}\n" for n in range(120))


def rows(app: CKANTestApp, package: str, resource_id: str) -> list[list[str]]:
    body = app.get(f"/dataset/{package}/resource/{resource_id}/quality.csv").body
    return [row for row in csv.reader(io.StringIO(body)) if row[1] == "coordinates-swapped"]


def test_the_csv_has_every_place(app: CKANTestApp, dataset: dict[str, Any], upload: Upload) -> None:
    """Mended, nothing of them is left."""
    resource = upload(MANY, dataset["id"])
    work()
    report = helpers.call_action("tomoni_quality_report_show", resource_id=resource["id"])
    swapped = next(finding for finding in report["findings"] if finding["slug"] == "coordinates-swapped")
    assert (swapped["count"], len(swapped["samples"])) == (120, SAMPLES)
    assert [row[3] for row in rows(app, dataset["name"], resource["id"])] == [str(n) for n in range(2, 122)]
    upload(CLEAN, dataset["id"], id=resource["id"])
    work()
    assert rows(app, dataset["name"], resource["id"]) == []
    assert putting_aside.locations(every_place.FOLDER) == []


def test_what_is_not_kept_is_counted(app: CKANTestApp, dataset: dict[str, Any], upload: Upload) -> None:
    """A file that is gone from the storage, or of another report, is not taken for the whole."""
    resource = upload(MANY, dataset["id"])
    work()
    (location,) = putting_aside.locations(every_place.FOLDER)
    assert every_place.of(resource["id"], "another") is None
    putting_aside.remove(location)
    found = rows(app, dataset["name"], resource["id"])
    assert len(found) == SAMPLES + 1
    assert "70" in found[-1][8]


def test_the_sweep_deletes_what_is_of_nobody(dataset: dict[str, Any], upload: Upload) -> None:
    """What is of a resource that is there stays."""
    first, second = upload(MANY, dataset["id"]), upload(MANY, dataset["id"])
    work()
    act("resource_delete", id=first["id"])
    assert every_place.sweep() == 1
    (location,) = putting_aside.locations(every_place.FOLDER)
    assert second["id"] in location
    assert every_place.sweep() == 0


def test_what_is_damaged_is_not_there(app: CKANTestApp, dataset: dict[str, Any], upload: Upload) -> None:
    """The first places and the count of the others are told as ever."""
    resource = upload(MANY, dataset["id"])
    work()
    (location,) = putting_aside.locations(every_place.FOLDER)
    whole = putting_aside.content(location)
    putting_aside.remove(location)
    putting_aside.keep(whole[:40] + b"\0" * 40, f"{resource['id']}.json.gz", every_place.FOLDER)
    assert len(rows(app, dataset["name"], resource["id"])) == SAMPLES + 1


def test_a_file_before_publishing(app: CKANTestApp) -> None:
    """Checked at once the CSV has every place; a job's are kept until its report is forgotten."""
    user = factories.UserWithToken()
    headers = {"Authorization": user["token"]}

    def sent(address: str, **fields: Any) -> str:
        data = {"upload": (io.BytesIO(MANY.encode()), "公園.csv"), **fields}
        return app.post(address, headers=headers, data=data).body

    assert sent("/quality/try.csv").count("coordinates-swapped") == 120
    report = json.loads(sent("/api/3/action/tomoni_quality_check_file", places="70"))["result"]
    swapped = next(finding for finding in report["findings"] if finding["slug"] == "coordinates-swapped")
    assert (swapped["count"], len(swapped["samples"])) == (120, 70)
    task = json.loads(sent("/api/3/action/tomoni_quality_check_file", background="true"))["result"]["id"]
    do_tasks()
    assert app.get(f"/quality/task/{task}.csv", headers=headers).body.count("coordinates-swapped") == 120
    assert every_place.sweep() == 0
    helpers.call_action("tomoni_quality_task_cancel", {"user": user["name"]}, id=task)
    assert putting_aside.locations(every_place.FOLDER) == []


def test_a_private_report_has_no_csv_for_others(app: CKANTestApp, org: dict[str, Any], upload: Upload) -> None:
    """Nor is its storage a public one."""
    package = factories.Dataset(owner_org=org["id"], private=True)
    resource = upload(MANY, package["id"])
    work()
    app.get(f"/dataset/{package['name']}/resource/{resource['id']}/quality.csv", status=404)
    assert model.Resource.get(resource["id"]) is not None


def test_without_a_storage_the_check_goes_on(
    dataset: dict[str, Any], upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A storage that does not take the places costs nothing else."""
    resource = upload(MANY, dataset["id"])

    def refuse(*_: Any) -> str:
        raise OSError("full")

    monkeypatch.setattr(putting_aside, "keep", refuse)
    work()
    assert helpers.call_action("tomoni_quality_report_show", resource_id=resource["id"])["state"] == "ok"
