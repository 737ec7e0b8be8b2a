"""A source that wants to be left alone is: its job waits, others go on, and it ends as if nothing had been."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ckan import model
from ckan.lib.redis import connect_to_redis
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.hosts import Turns
from ckanext.tomoni_harvest.consumers import keeper, stages
from ckanext.tomoni_harvest.engine import run as engine
from ckanext.tomoni_harvest.engine import settings
from ckanext.tomoni_harvest.engine.web import Web
from ckanext.tomoni_harvest.model import Cursor, Run
from tests.harvest_tools import dataset, findings, harvest, make_source, new_job, portal

pytestmark = pytest.mark.usefixtures("standing_ckan", "non_clean_db")


@pytest.fixture(autouse=True)
def _hosts_are_free():
    connection = connect_to_redis()
    for key in connection.scan_iter(f"ckan:{tk.config['ckan.site_id']}:tomoni_harvest:host:*"):
        connection.delete(key)


def some(number: int) -> list[dict[str, Any]]:
    """Return ``number`` datasets with names nobody has used."""
    mark = model.types.make_uuid()[:8]
    return [dataset(f"p-{mark}-{place:03}") for place in range(number)]


def work(job_id: str) -> Run:
    """Have a job worked on as a consumer does, and return what is remembered of it."""
    stages.gather(job_id)
    model.Session.expire_all()
    run = model.Session.get(Run, job_id)
    assert run
    return run


def let_pass(job_id: str) -> None:
    """Let the pause of a job be over, as if the time had passed."""
    run = model.Session.get(Run, job_id)
    assert run
    run.resume_after = datetime.now(UTC) - timedelta(seconds=1)
    model.Session.commit()
    connection = connect_to_redis()
    for key in connection.scan_iter("*:tomoni_harvest:host:*"):
        connection.delete(key)


def status(job_id: str) -> str:
    return tk.get_action("harvest_job_show")({"ignore_auth": True}, {"id": job_id})["status"]


@pytest.mark.parametrize("refusal", [(429, "3600"), (503, "3600"), (429, ""), (403, "")], ids=str)
def test_a_job_waits_and_goes_on_where_it_was(refusal: tuple[int, str]) -> None:
    """Refused in the middle: the job is not at an end, nothing is lost or read twice, and what is gone is withdrawn."""
    items = some(9)
    code, after = refusal
    with portal(items) as served:
        served.cap = 2
        source = make_source(served.url)
        assert harvest(source["id"]).counts["added"] == 9
        gone = items.pop(0)
        items[5]["title"] = items[0]["title"] = "変わった題名"
        served.spoil = lambda _a, params, _n: (
            (code, b"wait", {"Retry-After": after} if after else {}) if params.get("start") == "4" else None
        )
        job_id = new_job(source["id"])
        model.Session.add(Run(job_id, source["id"], reading="full"))
        model.Session.commit()
        before = datetime.now(UTC)
        run = work(job_id)
        assert (run.outcome, status(job_id)) == ("paused", "Running")
        assert run.resume_after
        wait = (run.resume_after - before).total_seconds()
        assert (3590 < wait < 3700) if after else (890 < wait < 1000)
        assert run.counts["updated"] == 1, "what was read is stored"
        assert keeper.send_again(job_id) is False, "nobody asks before the time"
        served.spoil = None
        let_pass(job_id)
        served.requests.clear()
        run = work(job_id)
        assert (run.outcome, status(job_id)) == ("done", "Finished")
        assert [params["start"] for _action, params in served.requests] == ["4", "6"], "no page is read twice"
        assert (run.counts["updated"], run.counts["withdrawn"], run.counts["unchanged"]) == (2, 1, 6)
        assert model.Session.get(Cursor, job_id) is None
        package = tk.get_action("package_show")({"ignore_auth": True}, {"id": gone["name"]})
        assert package["state"] == "deleted"
        cause = "source-asks-to-wait" if after else "source-turns-away"
        assert findings(job_id) == {cause: 1}


def test_the_keeper_has_it_go_on(monkeypatch) -> None:
    """When the time has come the job is queued again, by whichever consumer looks after the jobs."""
    monkeypatch.setattr(keeper, "LOST_AFTER", timedelta(0))
    with portal(some(2)) as served:
        served.spoil = lambda *_: (503, b"", {"Retry-After": "7200"})
        job_id = new_job(make_source(served.url)["id"])
        assert work(job_id).outcome == "paused"
        assert keeper.send_again(job_id) is False
        let_pass(job_id)
        assert keeper.send_again(job_id) is True
        queue = stages.gather_queue()
        assert job_id in queue.waiting()
        queue.connection.delete(queue.routing_key)


def test_a_source_that_refuses_for_good_ends_the_job(monkeypatch) -> None:
    """After so many pauses the job ends with a report."""
    monkeypatch.setattr(engine, "MOST_PAUSES", 2)
    with portal(some(2)) as served:
        source = make_source(served.url)
        harvest(source["id"])
        served.spoil = lambda *_: (403, b"", {})
        job_id = new_job(source["id"])
        outcomes = []
        for _ in range(3):
            outcomes.append(work(job_id).outcome)
            let_pass(job_id)
        assert outcomes == ["paused", "paused", "failed"]
        assert status(job_id) == "Finished"
        assert findings(job_id) == {"source-turns-away": 2, "source-unreadable": 1}


def test_a_source_nobody_has_read_yet_is_told_as_forbidden() -> None:
    """403 at the first harvest is a wrong address or a missing permission: nobody waits for that to pass."""
    with portal(some(2)) as served:
        served.spoil = lambda *_: (403, b"", {})
        job_id = new_job(make_source(served.url)["id"])
        assert work(job_id).outcome == "failed"


def test_the_hours_of_a_source(monkeypatch) -> None:
    """Outside its hours a source is not asked; the job waits for them, also in the middle of a listing."""
    items = some(6)
    clock = [datetime(2026, 11, 27, 15, 0, tzinfo=UTC)]  # midnight in Japan
    monkeypatch.setattr(engine, "model_now", lambda: clock[0])
    with portal(items) as served:
        served.cap = 2
        source = make_source(served.url, {"window": "22:00-06:00"})
        clock[0] = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
        job_id = new_job(source["id"])
        run = work(job_id)
        assert (run.outcome, served.requests) == ("paused", [])
        assert run.resume_after == datetime(2026, 11, 27, 13, 0, tzinfo=UTC)
        clock[0] = datetime(2026, 11, 27, 20, 59, tzinfo=UTC)

        def morning_comes(*_: Any) -> None:
            clock[0] += timedelta(minutes=1) if len(served.requests) == 2 else timedelta(0)

        served.spoil = morning_comes
        run = work(job_id)
        assert (run.outcome, run.counts["added"]) == ("paused", 4)
        served.spoil = None
        clock[0] = datetime(2026, 11, 28, 13, 0, tzinfo=UTC)
        run = work(job_id)
        assert (run.outcome, run.counts["added"], run.pauses) == ("done", 6, 0)
        assert not findings(job_id).keys() & {"outside-window", "source-asks-to-wait", "source-turns-away"}


class Busy:
    """Counts how many requests a portal answers at the same time, and when each began."""

    def __init__(self) -> None:
        self.now, self.most, self.began, self.ended = 0, 0, [], []
        self.lock = threading.Lock()

    def __call__(self, *_: Any) -> None:
        with self.lock:
            self.began.append(time.monotonic())
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.05)
        with self.lock:
            self.now -= 1
            self.ended.append(time.monotonic())


@pytest.mark.ckan_config("ckanext.tomoni_harvest.host_intervals", "0.0.1=0.1 127.0.0.1=0.2")
def test_one_request_at_a_time_at_a_host() -> None:
    """However many sources, threads and processes there are; and the host's interval lies between two."""
    busy = Busy()
    with portal(some(1)) as served:
        served.spoil = busy

        def ask(web: Web) -> None:
            for _ in range(3):
                web.get(f"{served.url}/api/3/action/package_search", {"rows": "1"})

        threads = [threading.Thread(target=ask, args=(settings.web(),)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (len(busy.began), busy.most) == (9, 1)
    gaps = [later - earlier for earlier, later in zip(sorted(busy.ended), sorted(busy.began)[1:], strict=False)]
    assert min(gaps) > 0.19


def test_a_process_that_dies_in_its_turn_holds_up_nobody_for_long() -> None:
    """The turn ends by itself, and a wish to be left alone that came meanwhile outlives the request."""
    turns = Turns(connect_to_redis, f"test:{model.types.make_uuid()}:")
    assert turns.begin("https://a.example.jp/x", 0.2)
    assert turns.begin("https://A.example.jp/y", 0.2) is None
    assert turns.begin("https://b.example.jp/", 0.2)
    time.sleep(0.25)
    token = turns.begin("https://a.example.jp/", 5)
    assert token
    turns.hold("https://a.example.jp/", 60)
    turns.end("https://a.example.jp/", token, 0.1)
    assert 50 < turns.left("https://a.example.jp/z") <= 60


def test_somebody_who_waits_for_the_answer_is_told_at_once() -> None:
    """A preview is not kept waiting for a host that wants to be left alone for an hour."""
    with portal(some(2)) as served:
        source = make_source(served.url)
        settings.web()._queue.hold(served.url, 3600)  # type: ignore[union-attr]
        shown = tk.get_action("tomoni_harvest_preview")({"ignore_auth": True}, {"source_id": source["id"]})
    assert [cause["cause"] for cause in shown["causes"]] == ["source-unreadable"]
    assert served.requests == []


def test_one_source_that_waits_holds_up_no_other() -> None:
    """The process that met the refusal serves another source at once."""
    with portal(some(2)) as busy, portal(some(3)) as free:
        busy.spoil = lambda *_: (429, b"", {"Retry-After": "3600"})
        waiting = new_job(make_source(busy.url.replace("127.0.0.1", "localhost"))["id"])
        assert work(waiting).outcome == "paused"
        other = new_job(make_source(free.url)["id"])
        assert work(other).counts["added"] == 3


def test_a_source_is_told_who_asks() -> None:
    """The User-Agent names the portal where its operator is found, unless a contact is set."""
    agent = settings.policy().agent()
    assert agent == f"Tomoni harvester (+{tk.config['ckan.site_url']})"
