"""A long file is checked before it is published: put aside, queued, told, reported, forgotten; whatever breaks."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import rq
import sqlalchemy as sa
from ckan import model
from ckan.lib import jobs as ckan_jobs
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from redis.exceptions import RedisError
from rq.exceptions import InvalidJobOperation
from rq.timeouts import JobTimeoutException
from werkzeug.datastructures import FileStorage

from ckanext.tomoni_quality import trial_job, trials, trying
from ckanext.tomoni_quality.check import check
from ckanext.tomoni_quality.trial_model import QualityTrial
from tests.functional.quality.support import DIRTY, ROLES, may
from tests.functional.quality.test_pages import HOSTILE, token

PAGE, TASK = "/quality/try", "/quality/task"
SET = "ckanext.tomoni_quality."


@pytest.fixture(autouse=True)
def folder(app: Any, ckan_config: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the files are put aside."""
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    model.Session.execute(sa.delete(QualityTrial))
    model.Session.commit()
    return tmp_path


@pytest.fixture
def user() -> dict[str, Any]:
    return factories.User()


def storage(text: str | bytes = DIRTY, name: str = "公園.csv") -> FileStorage:
    return FileStorage(io.BytesIO(text.encode() if isinstance(text, str) else text), filename=name)


def call(verb: str, user: dict[str, Any], **data: Any) -> Any:
    action = f"tomoni_quality_task_{verb}" if verb else "tomoni_quality_check_file"
    return helpers.call_action(action, {"user": user["name"], "ignore_auth": False}, **data)


def begun(user: dict[str, Any], text: str | bytes = DIRTY, name: str = "公園.csv", **data: Any) -> dict[str, Any]:
    return call("", user, upload=storage(text, name), background=True, **data)


def work() -> None:
    """Do the long tasks that wait, as a worker would."""
    for job in [job for job in ckan_jobs.get_queue().jobs if job.func is trial_job.do]:
        trial_job.do(*job.args)
        with contextlib.suppress(InvalidJobOperation):
            job.delete()


def aside(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_to_its_report(user: dict[str, Any], folder: Path) -> None:
    """The report is that of the short way, and the file goes as soon as it is there."""
    trial = begun(user, code="372013")
    assert (trial["state"], trial["before"], trial["name"], trial["size"]) == (
        "queued", 0, "公園.csv", len(DIRTY.encode()),
    )  # fmt: skip
    assert "report" not in trial
    assert [path.read_text() for path in aside(folder)] == [DIRTY]
    assert call("show", user, id=trial["id"])["report"] is None
    work()
    done = call("show", user, id=trial["id"])
    assert done["state"] == "done"
    assert done["report"] == json.loads(json.dumps(check(DIRTY.encode(), "公園.csv", "", "372013").as_dict()))
    assert aside(folder) == []
    assert [each["state"] for each in call("list", user)] == ["done"]


def test_which_files_are_long(user: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """By what they hold, unpacked; and as the caller says."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("公園.csv", DIRTY + "公園,36.2,139.7\n" * 10_000)
    monkeypatch.setitem(tk.config, SET + "try_at_once_bytes", 100_000)
    assert len(packed.getvalue()) < 10_000
    assert "state" in call("", user, upload=storage(packed.getvalue(), "a.zip"))
    assert "status" in call("", user, upload=storage(packed.getvalue(), "a.zip"), background=False)
    assert "status" in call("", user, upload=storage())
    assert "state" in call("", user, upload=storage("a" * 100_001))
    assert "status" in call("", user, upload=storage(b"PK\x03\x04 no archive", "a.zip"))


@pytest.mark.ckan_config(SET + "try_by_anyone", "true")
def test_visitors_and_portals_without_a_place(user: dict[str, Any], ckan_config: Any) -> None:
    """Nobody can be told a report who cannot be told from others: the short way, or a word why not."""
    visitor = {"name": ""}
    assert "status" in call("", visitor, upload=storage())
    with pytest.raises(tk.ValidationError):
        begun(visitor)
    ckan_config["ckan.storage_path"] = ""
    assert "status" in call("", user, upload=storage())
    with pytest.raises(tk.ValidationError):
        begun(user)


@pytest.mark.parametrize("role", [*ROLES, "owner"])
@pytest.mark.parametrize("verb", ["show", "again", "cancel"])
def test_role(role: str, verb: str, roles: dict[str, str], user: dict[str, Any]) -> None:
    """Who sent the file, and sysadmins."""
    trial = begun(user)
    name = user["name"] if role == "owner" else roles[role]
    assert may(f"tomoni_quality_task_{verb}", name, id=trial["id"]) is (role in ("owner", "sysadmin"))


@pytest.mark.parametrize("role", ROLES)
def test_role_of_the_list(role: str, roles: dict[str, str], user: dict[str, Any]) -> None:
    """Whoever is logged in, their own only."""
    begun(user)
    assert may("tomoni_quality_task_list", roles[role]) is (role != "anonymous")
    if role != "anonymous":
        assert call("list", {"name": roles[role]}) == []


@pytest.mark.parametrize("verb", ["show", "again", "cancel"])
def test_what_is_not_there(verb: str, user: dict[str, Any]) -> None:
    """It is told as what is somebody else's; a sysadmin hears that it is not there."""
    with pytest.raises(tk.NotAuthorized):
        call(verb, user, id="no-such-check")
    with pytest.raises(tk.ObjectNotFound):
        call(verb, factories.Sysadmin(), id="no-such-check")
    with pytest.raises(tk.ValidationError):
        call(verb, user)


def test_cancelled_while_it_waits(user: dict[str, Any], folder: Path) -> None:
    """File, job and every trace are gone."""
    trial = begun(user)
    assert call("cancel", user, id=trial["id"]) == {"id": trial["id"]}
    assert aside(folder) == []
    assert ckan_jobs.get_queue().jobs == []
    assert call("list", user) == []
    with pytest.raises(tk.NotAuthorized):
        call("show", user, id=trial["id"])


def test_cancelled_while_it_runs(user: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The job ends at its next step, and stores nothing."""
    trial = begun(user)
    ran: list[int] = []

    def slow(*args: Any, progress: Callable[[str, int, int], None], **kw: Any) -> Any:
        progress("reading", 0, 0)
        call("cancel", user, id=trial["id"])
        progress("checking", 0, 10)
        ran.append(1)

    monkeypatch.setattr(trial_job, "check", slow)
    work()
    assert ran == []
    assert aside(folder) == []
    assert model.Session.scalar(sa.select(sa.func.count()).select_from(QualityTrial)) == 0


def test_progress_is_told(user: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading, then the rules one by one."""
    trial = begun(user)
    monkeypatch.setattr(trial_job, "SECONDS", 0)
    seen: list[tuple[str, int, int]] = []
    tell = QualityTrial.tell

    def watched(*args: Any, **values: Any) -> bool:
        done = tell(*args, **values)
        found = call("show", user, id=trial["id"])
        seen.append((found["state"], found["done"], found["total"]))
        return done

    monkeypatch.setattr(QualityTrial, "tell", watched)
    work()
    assert seen[0] == ("reading", 0, 0)
    checking = [each for each in seen if each[0] == "checking"]
    total = checking[0][2]
    assert checking == [("checking", n, total) for n in range(total + 1)]
    assert seen[-1][0] == "done"


def test_the_queue_is_down(app: Any, user: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said in both languages, the file is kept, and one click begins the check."""
    enqueue = tk.enqueue_job

    def down(*args: Any, **kw: Any) -> None:
        raise RedisError("down")

    monkeypatch.setattr(tk, "enqueue_job", down)
    trial = begun(user)
    assert (trial["state"], trial["problem"]) == ("stopped", "queue")
    assert len(aside(folder)) == 1
    headers = token(user)
    assert "待ち行列が応答しない" in app.get(f"{TASK}/{trial['id']}", headers=headers).body
    assert "job queue does not answer" in app.get(f"/en{TASK}/{trial['id']}", headers=headers).body
    assert call("again", user, id=trial["id"])["state"] == "stopped"
    monkeypatch.setattr(tk, "enqueue_job", enqueue)
    assert call("again", user, id=trial["id"])["state"] == "queued"
    work()
    assert call("show", user, id=trial["id"])["state"] == "done"


def test_nobody_does_the_work(app: Any, user: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker runs: that is said, for it may last."""
    for killed in rq.Worker.all(connection=ckan_jobs.get_queue().connection):
        killed.register_death()
    trial = begun(user)
    assert trial["served"] is False
    headers = token(user)
    assert 'data-state="no-worker"' in app.get(f"{TASK}/{trial['id']}", headers=headers).body
    worker = rq.Worker([ckan_jobs.get_queue()], connection=ckan_jobs.get_queue().connection)
    worker.register_birth()
    try:
        assert call("show", user, id=trial["id"])["served"] is True
        assert 'data-state="no-worker"' not in app.get(f"{TASK}/{trial['id']}", headers=headers).body
    finally:
        worker.register_death()


def test_the_queue_goes_down_later(user: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is stored is told; cancelling works all the same, and the job finds nothing to do."""
    trial = begun(user)
    job = ckan_jobs.get_queue().jobs[0]

    def down(*args: Any) -> None:
        raise RedisError("down")

    monkeypatch.setattr(ckan_jobs, "job_from_id", down)
    assert call("show", user, id=trial["id"])["state"] == "queued"
    call("cancel", user, id=trial["id"])
    assert trial_job.do(*job.args) is False


def test_the_job_is_lost(app: Any, user: dict[str, Any]) -> None:
    """The page says that it stopped; begun again, the old job's word counts no more."""
    trial = begun(user)
    job = ckan_jobs.get_queue().jobs[0]
    assert QualityTrial.tell(*job.args, state="checking", done=3, total=30)
    job.delete()
    shown = call("show", user, id=trial["id"])
    assert (shown["state"], shown["problem"]) == ("stopped", "lost")
    body = app.get(f"{TASK}/{trial['id']}", headers=token(user)).body
    assert 'data-problem="lost"' in body
    assert "もう一度試す" in body
    again = call("again", user, id=trial["id"])
    assert (again["state"], again["done"], again["total"]) == ("queued", 0, 0)
    assert trial_job.do(*job.args) is False
    assert call("again", user, id=trial["id"])["state"] == "queued"
    assert len(ckan_jobs.get_queue().jobs) == 1
    work()
    assert call("again", user, id=trial["id"])["state"] == "done"


def test_it_takes_too_long(app: Any, user: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker ends it, which is said; the file stays for another try."""
    trial = begun(user)

    def endless(*args: Any, **kw: Any) -> None:
        raise JobTimeoutException("too long")

    monkeypatch.setattr(trial_job, "check", endless)
    work()
    assert call("show", user, id=trial["id"])["problem"] == "time"
    assert "決められた時間" in app.get(f"{TASK}/{trial['id']}", headers=token(user)).body


def test_a_check_that_breaks_and_a_file_that_is_gone(
    user: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report says so; the worker lives on."""
    gone = begun(user)
    aside(folder)[0].unlink()
    work()
    assert [f["slug"] for f in call("show", user, id=gone["id"])["report"]["findings"]] == ["file-missing"]

    def breaks(*args: Any, **kw: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(trial_job, "check", breaks)
    broken = begun(user)
    work()
    assert [f["slug"] for f in call("show", user, id=broken["id"])["report"]["findings"]] == ["check-broken"]
    assert aside(folder) == []


def test_how_many_and_how_much(user: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds for each and for all; what ended takes no room."""
    monkeypatch.setitem(tk.config, SET + "try_files", 2)
    first, _ = begun(user), begun(user)
    with pytest.raises(tk.ValidationError) as refused:
        begun(user)
    assert "2" in refused.value.error_dict["upload"][0]
    begun(factories.User())
    call("cancel", user, id=first["id"])
    begun(user)
    work()
    begun(user)
    work()
    monkeypatch.setitem(tk.config, SET + "try_disk_bytes", len(DIRTY.encode()) - 1)
    with pytest.raises(tk.ValidationError):
        begun(user)
    assert aside(folder) == []


@pytest.mark.ckan_config(SET + "max_bytes", "20")
def test_too_large_even_so(user: dict[str, Any], folder: Path) -> None:
    """Nothing is put aside."""
    with pytest.raises(tk.ValidationError):
        begun(user)
    assert aside(folder) == []


def test_a_storage_that_fails(user: dict[str, Any], folder: Path) -> None:
    """It is said, and no row stays."""
    (folder / "tomoni-trials").write_text("a file where the folder should be")
    with pytest.raises(tk.ValidationError, match="could not keep the file"):
        begun(user)
    assert call("list", user) == []


def test_the_sweep(cli: Any, user: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody came back for goes, file and report; what could not be deleted at once; what no row tells of."""
    old, new, stuck = begun(user), begun(user), begun(user)
    change = sa.update(QualityTrial).where(QualityTrial.id == old["id"])
    model.Session.execute(change.values(created=datetime.now(UTC) - timedelta(hours=25)))
    model.Session.commit()
    with monkeypatch.context() as patch:
        patch.setattr(trials.putting_aside, "remove", lambda _: False)
        call("cancel", user, id=stuck["id"])
    (folder / "tomoni-trials" / "left-behind").write_text("whose row is gone")
    (folder / "resources").mkdir()
    (folder / "resources" / "published").write_text("nothing of ours")
    assert len(aside(folder / "tomoni-trials")) == 4
    from ckanext.tomoni_quality.cli import tomoni_quality

    assert cli.invoke(tomoni_quality, ["sweep"]).exit_code == 0
    assert [path.name for path in aside(folder / "tomoni-trials")] == [new["id"]]
    assert (folder / "resources" / "published").exists()
    assert [each["id"] for each in call("list", user)] == [new["id"]]


def test_hostile_names_and_cells(app: Any, user: dict[str, Any]) -> None:
    """Escaped on the page; what PostgreSQL cannot keep is left out."""
    trial = begun(user, json.dumps([{"名称": HOSTILE, "緯度": "\ud800", "経度": "a\0b"}]), f"../\0{HOSTILE}\ud800.json")
    assert "\0" not in trial["name"]
    headers = token(user)
    for _ in range(2):
        body = app.get(f"{TASK}/{trial['id']}", headers=headers).body
        assert HOSTILE not in body
        work()
    assert call("show", user, id=trial["id"])["state"] == "done"


def test_the_way_through_the_pages(app: Any, user: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Sent, watched without scripts and with HTMX, reported, downloaded, deleted."""
    monkeypatch.setitem(tk.config, SET + "try_at_once_bytes", 10)
    headers = token(user)
    fields = {"upload": (io.BytesIO(DIRTY.encode()), "公園.csv")}
    sent = app.post(PAGE, headers=headers, data=fields, follow_redirects=False)
    assert sent.status_code == 302
    address = sent.headers["Location"]
    body = app.get(address, headers=headers).body
    assert '<noscript><meta http-equiv="refresh"' in body
    assert "順番を待っています" in body
    assert "<progress" in body
    poll = {**headers, "HX-Request": "true"}
    assert 'id="tomoni-trial"' in app.get(address, headers=poll).body
    assert app.get(address + ".csv", headers=headers, status=404)
    assert "公園.csv" in app.get(PAGE, headers=headers).body
    work()
    assert app.get(address, headers=poll).headers["HX-Refresh"] == "true"
    body = app.get(address, headers=headers).body
    assert "公園.csv の検査結果" in body
    assert 'data-slug="coordinates-swapped"' in body
    assert 'http-equiv="refresh"' not in body
    assert "coordinates-swapped" in app.get(address + ".csv", headers=headers).body
    gone = app.post(address + "/cancel", headers=headers)
    assert "ファイルと検査結果を消しました" in gone.body
    app.get(address, headers=headers, status=404)


def test_htmx_goes_to_the_page(app: Any, user: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """As a whole: it has an address of its own."""
    monkeypatch.setitem(tk.config, SET + "try_at_once_bytes", 10)
    headers = {**token(user), "HX-Request": "true"}
    sent = app.post(PAGE, headers=headers, data={"upload": (io.BytesIO(DIRTY.encode()), "公園.csv")})
    assert sent.headers["HX-Redirect"].startswith(TASK + "/")


def test_others_do_not_see_it(app: Any, user: dict[str, Any]) -> None:
    """Another user hears that there is none; a visitor is asked to log in; a poll shows the page anew."""
    address = f"{TASK}/{begun(user)['id']}"
    other = token(factories.User())
    for tail in ("", ".csv"):
        app.get(address + tail, headers=other, status=404)
    for tail in ("/again", "/cancel"):
        app.post(address + tail, headers=other, status=404)
    assert "/user/login" in app.get(address, follow_redirects=False).headers["Location"]
    assert app.get(address, headers={**other, "HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert call("show", user, id=address.rpartition("/")[2])["state"] == "queued"


def test_a_public_storage_is_not_used(
    ckan_config: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reset_storages: Callable[[], None]
) -> None:
    """CKAN 2.12's default storage has the files, unless everybody may read it."""
    place = tmp_path / "files"
    place.mkdir()
    user = factories.User()
    for key, value in (("type", "ckan:fs"), ("path", str(place)), ("initialize", True)):
        monkeypatch.setitem(ckan_config, f"ckan.files.storage.default.{key}", value)
    try:
        reset_storages()
        begun(user)
        assert len(aside(place)) == 1
        work()
        assert aside(place) == []
        monkeypatch.setattr(trials.putting_aside.files.storages.get("default").settings, "public", True)
        begun(user)
        assert aside(place) == []
        assert len(aside(tmp_path)) == 1
    finally:
        monkeypatch.undo()
        reset_storages()


def test_the_largest_is_told(app: Any, user: dict[str, Any]) -> None:
    """The form says what is taken, which is more for who is logged in."""
    assert "100 MB まで" in app.get(PAGE, headers=token(user)).body
    assert trying.largest("") == tk.config[SET + "try_max_bytes"]
