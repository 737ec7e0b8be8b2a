"""The promises of years, cut in the middle: a process that dies between two steps leaves nothing lost or doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories, helpers

from ckanext.tomoni_harvest.engine import batch, index, locks, run, withdrawal
from ckanext.tomoni_harvest.engine.journal import Journal
from ckanext.tomoni_harvest.model import Lock, Record, Refusal, Version
from ckanext.tomoni_harvest.sources.ckan import CkanKind
from tests.harvest_tools import dataset, findings, harvest, make_source, new_job, portal

pytestmark = pytest.mark.usefixtures("standing_ckan", "non_clean_db")
ROOT = Path(__file__).resolve().parents[2]


class Killed(BaseException):
    """The process ends here: nothing that follows is done, nobody catches it."""


def some(number: int) -> list[dict[str, Any]]:
    mark = model.types.make_uuid()[:8]
    return [dataset(f"y-{mark}-{place:03}") for place in range(number)]


def killed(*_: Any, **__: Any) -> None:
    model.Session.rollback()
    raise Killed


def again(job_id: str) -> str:
    """Do the same job again, as the next start does with one that was cut short."""
    from ckanext.tomoni_core import http
    from ckanext.tomoni_harvest.engine.web import Web

    model.Session.remove()
    return run.run_job(job_id, CkanKind(), Web(http.Policy(allow_private=True, timeout=20)))


def found(source: dict[str, Any]) -> int:
    return helpers.call_action("package_search", fq=f'harvest_source_id:"{source["id"]}"')["count"]


def test_killed_between_withdrawing_and_leaving_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """No dataset is found that is not there: the next run takes out of the index what the last one withdrew."""
    items = some(5)
    with portal(items) as served:
        source = make_source(served.url)
        harvest(source["id"])
        del items[:2]
        with monkeypatch.context() as patch:
            patch.setattr(withdrawal.index, "remove", killed)
            with pytest.raises(Killed):
                harvest(source["id"])
        assert found(source) == 5, "the search still knows them"
        again_run = harvest(source["id"])
        assert (again_run.outcome, again_run.counts.get("withdrawn", 0), found(source)) == ("done", 0, 3)


def test_search_down_while_withdrawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The run ends with a report, and the next one tidies up."""
    items = some(4)
    with portal(items) as served:
        source = make_source(served.url)
        harvest(source["id"])
        del items[0]

        def away(_ids: Any) -> None:
            raise ConnectionError("Solr is away")

        with monkeypatch.context() as patch:
            patch.setattr(index, "remove", away)
            result = harvest(source["id"])
        assert (result.outcome, result.counts["withdrawn"]) == ("done", 1)
        assert findings(result.job_id)["index-failed"] == 1
        harvest(source["id"])
        assert found(source) == 3


def test_killed_before_the_withdrawal_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it is there; the same job, done again, withdraws once."""
    items = some(4)
    with portal(items) as served:
        source = make_source(served.url)
        harvest(source["id"])
        del items[0]
        job = new_job(source["id"])
        with monkeypatch.context() as patch:
            patch.setattr(withdrawal.state, "mark_gone", killed)
            with pytest.raises(Killed):
                again(job)
        assert found(source) == 4
        assert again(job) == "done"
    assert found(source) == 3
    rows = model.Session.query(Version).filter_by(source_id=source["id"], outcome="withdrawn").count()
    assert rows == 1


def test_a_job_done_twice_counts_a_missing_dataset_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the outcome was stored and before the job was marked: the run is done again, not the waiting."""
    items = some(4)
    with portal(items) as served:
        source = make_source(served.url, {"withdraw_after_runs": 2})
        harvest(source["id"])
        del items[0]
        job = new_job(source["id"])
        for _ in range(3):
            assert again(job) == "done"
        assert [row.missing_runs for row in missing(source)] == [1]
        assert harvest(source["id"]).counts["withdrawn"] == 1


def missing(source: dict[str, Any]) -> list[Any]:
    table = Record.__table__
    query = sa.select(table).where(table.c.source_id == source["id"], table.c.missing_runs > 0)
    return list(model.Session.execute(query))


def test_a_job_done_twice_counts_a_failure_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that fails in a job that is done again has failed once."""
    original = batch.write.write

    def spoiled(written: Any, user_id: str) -> None:
        original(written, user_id)
        if any(item.data["title"] == "悪い" for item in written):
            raise ValueError("bad")

    monkeypatch.setattr(batch.write, "write", spoiled)
    items = some(3)
    items[1]["title"] = "悪い"
    with portal(items) as served:
        source = make_source(served.url)
        job = new_job(source["id"])
        for _ in range(3):
            assert again(job) == "done"
    rows = model.Session.query(Refusal).filter_by(source_id=source["id"]).all()
    assert [row.failures for row in rows] == [1]


@pytest.mark.parametrize("step", ["write", "remember", "settle"])
def test_killed_while_writing_locked_fields(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Whenever it dies, the field keeps its value, and what the source said of it is known after the next run."""
    items = some(2)
    with portal(items) as served:
        source = make_source(served.url)
        harvest(source["id"])
        package = helpers.call_action("package_show", id=items[0]["name"])["id"]
        user = factories.Sysadmin()["name"]
        helpers.call_action("package_patch", {"user": user}, id=package, title="ここの題名")
        locks.keep(package, ["title"], user)
        items[0].update(title="新しい題名", notes="新しい説明")
        target: Any = {"write": locks.Kept, "remember": batch.state, "settle": batch.state}[step]
        with monkeypatch.context() as patch:
            patch.setattr(target, step, killed)
            with pytest.raises(Killed):
                harvest(source["id"])
        model.Session.remove()
        harvest(source["id"])
        held = helpers.call_action("package_show", {"use_cache": False}, id=package)
        assert (held["title"], held["notes"]) == ("ここの題名", "新しい説明")
        lock = model.Session.query(Lock).filter_by(package_id=package).one()
        assert lock.source_value == "新しい題名"
        assert harvest(source["id"]).counts["unchanged"] == 2


def test_a_field_is_kept_while_a_batch_is_being_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who locks a field during a run waits for the batch: either the batch knows the lock, or the lock its result."""
    import threading

    items = some(1)
    with portal(items) as served:
        source = make_source(served.url)
        harvest(source["id"])
        package = helpers.call_action("package_show", id=items[0]["name"])["id"]
        items[0]["title"] = "新しい題名"
        original, done = batch.write.write, threading.Event()
        workers: list[threading.Thread] = []

        def lock() -> None:
            locks.keep(package, ["title"], "")
            done.set()
            model.Session.remove()

        def while_writing(written: Any, user_id: str) -> None:
            workers.append(threading.Thread(target=lock))
            workers[0].start()
            assert not done.wait(1.0), "the lock has not waited"
            original(written, user_id)

        monkeypatch.setattr(batch.write, "write", while_writing)
        harvest(source["id"])
        workers[0].join(20)
        assert done.is_set()
    lock_row = model.Session.query(Lock).filter_by(package_id=package).one()
    assert lock_row.source_value == "新しい題名"


def test_purging_and_harvesting_never_meet(monkeypatch: pytest.MonkeyPatch, ckan_config: Any) -> None:
    """A dataset that returns in a run is not purged under its hands."""
    from ckanext.tomoni_harvest.engine.lock import source_lock

    items = some(3)
    with portal(items) as served:
        source = make_source(served.url)
        harvest(source["id"])
        gone = items.pop(0)
        harvest(source["id"])
        table = Record.__table__
        long_ago = sa.text("interval '99 days'")
        same = table.c.source_id == source["id"]
        model.Session.execute(sa.update(table).where(same).values(withdrawn=table.c.withdrawn - long_ago))
        model.Session.commit()
        ckan_config["ckanext.tomoni_harvest.purge_withdrawn_after_days"] = 30
        items.append(gone)
        original = Journal.write_objects

        def purge_meanwhile(self: Journal, entries: Any) -> None:
            withdrawal.purge_due()
            original(self, entries)

        with monkeypatch.context() as patch, source_lock(source["id"]):
            patch.setattr(Journal, "write_objects", purge_meanwhile)
            result = harvest(source["id"])
        assert (result.counts["returned"], result.counts.get("errored", 0)) == (1, 0)
        assert withdrawal.purge_due() == 0
    assert found(source) == 3


@pytest.fixture
def command(tmp_path: Path) -> Callable[[str], subprocess.Popen[bytes]]:
    """Start ``ckan tomoni-harvest run`` as a process of its own."""
    ini = tmp_path / "harvest.ini"
    ini.write_text(f"[app:main]\nuse = config:{ROOT / 'test.ini'}\n")

    def start(source_id: str) -> subprocess.Popen[bytes]:
        words = [str(Path(sys.executable).parent / "ckan"), "-c", str(ini), "tomoni-harvest", "run", source_id]
        return subprocess.Popen(words, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    return start


def test_killed_in_the_middle_of_the_listing(command: Callable[[str], Any]) -> None:
    """kill -9 while it waits for a page: nothing was withdrawn, the lock is free, and the next run is exact."""
    items = some(12)
    with portal(items) as served:
        served.cap = 4
        source = make_source(served.url)
        harvest(source["id"])
        items[0]["title"] = "変わった題名"
        items[1]["id"] = "re-created"
        del items[3]
        waiting: list[bool] = []

        def hang(_action: str, params: dict[str, str], _nth: int) -> None:
            if params.get("start") == "8":
                waiting.append(True)
                time.sleep(30)

        served.spoil = hang
        process = command(source["id"])
        end = time.monotonic() + 120
        while not waiting and time.monotonic() < end and process.poll() is None:
            time.sleep(0.1)
        assert waiting, "it never came to the third page"
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        served.spoil = None
        result = harvest(source["id"])
    assert result.outcome == "done"
    assert found(source) == 11
    names = {row.name for row in model.Session.execute(sa.text(
        "SELECT p.name FROM package p JOIN tomoni_harvest_record r ON r.package_id = p.id "
        "WHERE r.source_id = :s AND p.state = 'active'"), {"s": source["id"]})}  # fmt: skip
    assert names == {item["name"] for item in items}
    assert helpers.call_action("package_show", id=items[0]["name"])["title"] == "変わった題名"
