"""A table too large to be mended while somebody waits: a job looks, what it found is seen, downloaded and published."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.tomoni_quality import mending_run, source, trial_job
from ckanext.tomoni_quality.rules._workbooks import workbook
from ckanext.tomoni_quality.trial_model import QualityTrial
from tests.functional.quality.support import ROLES, Upload, act, may
from tests.functional.quality.test_pages import path, token
from tests.functional.quality.test_repair import FILE, MENDED
from tests.functional.quality.test_trials import TASK, aside, work

SET = "ckanext.tomoni_quality."


@pytest.fixture(autouse=True)
def folder(app: Any, ckan_config: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where files are, and a table that is large at once."""
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    monkeypatch.setitem(ckan_config, SET + "repair_max_cells", 4)
    model.Session.execute(sa.delete(QualityTrial))
    model.Session.commit()
    return tmp_path / "tomoni-trials"


def call(action: str, user: dict[str, Any], **data: Any) -> Any:
    return helpers.call_action(f"tomoni_quality_{action}", {"user": user["name"], "ignore_auth": False}, **data)


def done(user: dict[str, Any], resource: dict[str, Any], **choice: Any) -> str:
    task = call("repair_start", user, resource_id=resource["id"], **choice)
    assert (task["kind"], task["state"], task["resource_id"]) == ("mend", "queued", resource["id"])
    work()
    assert call("task_show", user, id=task["id"])["state"] == "done"
    return task["id"]


def test_what_it_found_is_what_the_preview_finds(
    editor: dict[str, Any], dataset: dict[str, Any], upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same answer, and the same bytes."""
    resource = upload(FILE, dataset["id"])
    with pytest.raises(tk.ValidationError):
        call("repair_preview", editor, resource_id=resource["id"])
    task = done(editor, resource, off=["dates"], bom=False)
    found = call("repair_preview", editor, resource_id=resource["id"], task=task, data=True)
    monkeypatch.setitem(tk.config, SET + "repair_max_cells", 1000)
    expected = call("repair_preview", editor, resource_id=resource["id"], off=["dates"], bom=False, data=True)
    assert found == expected
    part = call("repair_preview", editor, resource_id=resource["id"], task=task, offset=1, limit=1)
    assert part["changes"] == expected["changes"][1:2]
    assert call("task_show", editor, id=task)["report"]["digest"] == expected["digest"]


@pytest.mark.parametrize("mode", ["resource", "version"])
def test_published_and_taken_back(mode: str, editor: dict[str, Any], dataset: dict[str, Any], upload: Upload) -> None:
    """What was seen, once; and the original comes back."""
    resource = upload(FILE, dataset["id"])
    task = done(editor, resource)
    digest = call("repair_preview", editor, resource_id=resource["id"], task=task)["digest"]
    published = {"resource_id": resource["id"], "task": task, "digest": digest, "mode": mode}
    made = call("repair_publish", editor, **published)["resources"][0]
    new = act("resource_show", id=made["id"])
    assert source.load(new) == MENDED
    assert "公共施設一覧" in new["description"]
    if mode == "resource":
        assert call("repair_publish", editor, **published)["resources"] == [{"id": made["id"], "created": False}]
    else:
        with pytest.raises(tk.ValidationError):
            call("repair_publish", editor, **published)
    call("repair_undo", editor, resource_id=made["id"])
    assert source.load(act("resource_show", id=resource["id"])) == FILE


def test_several_sheets(editor: dict[str, Any], dataset: dict[str, Any], upload: Upload) -> None:
    """Each table by its number."""
    rows = [["名称", "電話番号"], ["甲", "０３－１２３４－５６７８"]]
    resource = upload(
        workbook({"一": rows, "二": [rows[0], ["乙", "０３－１２３４－９９９９"]]}), dataset["id"], "a.xlsx"
    )
    task = done(editor, resource)
    tables = call("repair_preview", editor, resource_id=resource["id"], task=task, data=True)["tables"]
    assert [base64.b64decode(table["data"]).decode().splitlines()[1] for table in tables] == [
        "甲,03-1234-5678", "乙,03-1234-9999",
    ]  # fmt: skip
    with pytest.raises(tk.ValidationError):
        call("repair_publish", editor, resource_id=resource["id"], task=task, mode="version")
    assert len(call("repair_publish", editor, resource_id=resource["id"], task=task)["resources"]) == 2


def test_the_file_changed_since(
    editor: dict[str, Any], dataset: dict[str, Any], upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By CKAN, or behind an address that stayed the same: neither is published over."""
    resource = upload(FILE, dataset["id"])
    task = done(editor, resource)
    with monkeypatch.context() as patch:
        patch.setattr(source, "load", lambda _: FILE + b"more")
        with pytest.raises(tk.ValidationError):
            call("repair_publish", editor, resource_id=resource["id"], task=task)
    upload(FILE + b"x,,\r\n", dataset["id"], id=resource["id"])
    for action in ("repair_preview", "repair_publish"):
        with pytest.raises(tk.ValidationError):
            call(action, editor, resource_id=resource["id"], task=task)


def test_another_task(editor: dict[str, Any], dataset: dict[str, Any], upload: Upload) -> None:
    """Of another file, of another user, or one that waits."""
    resource, other = upload(FILE, dataset["id"]), upload(FILE, dataset["id"])
    task = done(editor, resource)
    with pytest.raises(tk.ValidationError):
        call("repair_preview", editor, resource_id=other["id"], task=task)
    with pytest.raises(tk.NotAuthorized):
        call("repair_preview", factories.User(), resource_id=resource["id"], task=task)
    waits = call("repair_start", editor, resource_id=resource["id"])["id"]
    with pytest.raises(tk.ValidationError):
        call("repair_preview", editor, resource_id=resource["id"], task=waits)


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("role", ROLES)
def test_role(role: str, private: bool, roles: dict[str, str], upload: Upload) -> None:
    """Whoever is logged in and may see the resource."""
    capacities = [{"name": roles[each], "capacity": each} for each in ("member", "editor", "admin")]
    org = factories.Organization(users=capacities)
    resource = upload(FILE, factories.Dataset(owner_org=org["id"], private=private)["id"])
    outside = ("anonymous", "stranger") if private else ("anonymous",)
    assert may("tomoni_quality_repair_start", roles[role], resource_id=resource["id"]) is (role not in outside)


@pytest.mark.ckan_config(SET + "repair_job_max_cells", "5")
def test_too_large_even_so(
    app: Any, editor: dict[str, Any], dataset: dict[str, Any], upload: Upload, folder: Path
) -> None:
    """The page says why; nothing is kept, and trying again would not help."""
    resource = upload(FILE, dataset["id"])
    task = call("repair_start", editor, resource_id=resource["id"])
    work()
    shown = call("task_show", editor, id=task["id"])
    assert (shown["state"], shown["problem"], shown["report"]["slug"]) == ("stopped", "refused", "too_many_cells")
    body = app.get(f"{TASK}/{task['id']}", headers=token(editor)).body
    assert "セル数が上限(5)を超えています" in body
    assert "もう一度試す" not in body
    assert "more than 5 cells" in app.get(f"/en{TASK}/{task['id']}", headers=token(editor)).body
    assert call("task_again", editor, id=task["id"])["state"] == "stopped"
    assert aside(folder) == []


def test_the_first_of_each_mend(editor: dict[str, Any], dataset: dict[str, Any], upload: Upload) -> None:
    """There are too many to keep: some of each kind are."""
    rows = "".join(f"　甲{n},０３-1234-{n:04}\n" for n in range(150))
    resource = upload(f"名称,電話番号\n{rows}", dataset["id"])
    found = call("repair_preview", editor, resource_id=resource["id"], task=done(editor, resource), limit=1000)
    assert (found["change_count"], found["listed"], len(found["changes"])) == (300, 200, 200)
    assert {change["mend"] for change in found["changes"]} == {"spaces", "phones"}


def test_cells_of_any_length(
    editor: dict[str, Any], dataset: dict[str, Any], upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are cut where they are looked at, not in the file; what cannot be told is refused."""
    resource = upload(f"名称,備考\n甲,　{'あ' * 5000}\n乙,\n", dataset["id"])
    task = done(editor, resource)
    found = call("repair_preview", editor, resource_id=resource["id"], task=task, data=True)
    assert len(found["changes"][0]["after"]) == mending_run.LONGEST_CELL
    assert "あ" * 5000 in base64.b64decode(found["tables"][0]["data"]).decode()
    monkeypatch.setattr(mending_run, "MOST_REPORT", 1000)
    refused = call("repair_start", editor, resource_id=resource["id"])["id"]
    work()
    assert call("task_show", editor, id=refused)["report"]["slug"] == "too-much-to-tell"


def test_what_breaks(
    editor: dict[str, Any], dataset: dict[str, Any], upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours, a resource that is gone, tables that are gone."""
    resource = upload(FILE, dataset["id"])
    with monkeypatch.context() as patch:
        patch.setattr(mending_run, "_packed", lambda _: 1 / 0)
        broken = call("repair_start", editor, resource_id=resource["id"])["id"]
        work()
    assert call("task_show", editor, id=broken)["problem"] == "broken"
    assert call("task_again", editor, id=broken)["state"] == "queued"
    work()
    assert call("task_show", editor, id=broken)["state"] == "done"
    with monkeypatch.context() as patch:
        patch.setattr(mending_run.putting_aside, "content", lambda _: b"no archive")
        with pytest.raises(tk.ValidationError):
            call("repair_publish", editor, resource_id=resource["id"], task=broken)
    gone = call("repair_start", editor, resource_id=resource["id"])["id"]
    act("resource_delete", id=resource["id"])
    work()
    assert call("task_show", editor, id=gone)["report"]["slug"] == "resource-gone"


def test_cancelled_while_it_runs(
    editor: dict[str, Any], dataset: dict[str, Any], upload: Upload, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even in the last moment: no table is left behind."""
    resource = upload(FILE, dataset["id"])
    task = call("repair_start", editor, resource_id=resource["id"])["id"]
    run = mending_run.run

    def cancelled(*args: Any) -> Any:
        found = run(*args)
        assert len(aside(folder)) == 1
        call("task_cancel", editor, id=task)
        (folder / task).write_bytes(b"written after it was cancelled")
        return found

    monkeypatch.setattr(trial_job.mending_run, "run", cancelled)
    work()
    assert aside(folder) == []
    assert call("task_list", editor) == []


def test_progress(
    editor: dict[str, Any], dataset: dict[str, Any], upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading, each mend, each rule on what it made."""
    monkeypatch.setattr(trial_job, "SECONDS", 0)
    told: list[tuple[str, int, int]] = []
    tell = QualityTrial.tell

    def watched(*args: Any, **values: Any) -> bool:
        told.append((values["state"], values.get("done", 0), values.get("total", 0)))
        return tell(*args, **values)

    resource = upload(FILE, dataset["id"])
    task = call("repair_start", editor, resource_id=resource["id"])["id"]
    monkeypatch.setattr(QualityTrial, "tell", watched)
    work()
    mending = [each for each in told if each[0] == "mending"]
    total = mending[0][2]
    assert [each[1] for each in mending] == list(range(total + 1))
    assert told[0][0] == "reading"
    assert told[-1][0] == "done"
    assert call("task_show", editor, id=task)["state"] == "done"


def test_the_pages(app: Any, editor: dict[str, Any], dataset: dict[str, Any], upload: Upload) -> None:
    """From the word that it is too large to the published file."""
    headers = token(editor)
    resource = upload(FILE, dataset["id"])
    address = path(dataset, resource, "/repair")
    body = app.get(address, headers=headers).body
    assert 'data-state="too-long"' in body
    assert "裏で、直せるところを調べる" in body
    sent = app.post(address + "/start", headers=headers, follow_redirects=False)
    task = sent.headers["Location"]
    body = app.get(task, headers=headers).body
    assert "直せるところを探しています" in body
    assert "ファイルは検査が終わりしだい消します" not in body
    work()
    assert app.get(task, headers={**headers, "HX-Request": "true"}).headers["HX-Refresh"] == "true"
    moved = app.get(task, headers=headers, follow_redirects=False).headers["Location"]
    assert "/quality/repair" in moved
    body = app.get(moved, headers=headers).body
    assert 'data-state="mends"' in body
    assert '<tr data-mend="dates">' in body
    assert "この直し方で調べ直す" in body
    ident = task.rpartition("/")[2]
    assert f'name="task" value="{ident}"' in body
    assert app.get(f"{address}.csv?task={ident}&sheet=0", headers=headers).data == MENDED
    assert app.get(f"{address}.csv?task={ident}&sheet=1", headers=headers, status=404)
    assert app.get(f"{TASK}/{ident}.csv", headers=headers, status=404)
    app.post(address + "/publish", headers=headers, data={"mode": "resource", "task": ident})
    made = act("package_show", id=dataset["id"])["resources"][1]
    assert source.load(made) == MENDED
    assert "公開しているファイルはそのままです" in app.post(f"{TASK}/{ident}/cancel", headers=headers).body
    body = app.get(moved, headers=headers).body
    assert "その作業はありません" in body
    assert "直せるところを調べ直す" in body
