"""The consumers' loop outlives idleness, a lost Redis and bad messages, and ends when told to."""

from __future__ import annotations

import json
from itertools import islice

import pytest
import redis

from ckanext.tomoni_harvest.consumers import loop as loops
from ckanext.tomoni_harvest.consumers.queues import LONGEST_PAUSE, READ_TIMEOUT, WAIT_SECONDS, Queue, patiently, pauses
from ckanext.tomoni_harvest.engine.errors import HeldElsewhere, Stopped

KEY = "ckanext-harvest:test:harvest_job_id"


class FakeRedis:
    """Answers ``blpop`` from a script; an exception in the script is raised."""

    def __init__(self, script):
        self.script = list(script)
        self.marks: dict[str, str] = {}
        self.list: list[str] = []

    def blpop(self, keys, timeout):
        assert timeout < READ_TIMEOUT
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        return None if step is None else (keys[0], step)

    def set(self, key, value):
        self.marks[key] = value

    def delete(self, key):
        self.marks.pop(key, None)

    def lpush(self, _key, body):
        self.list.insert(0, body)


def message(identifier: str) -> str:
    return json.dumps({"harvest_job_id": identifier})


def run(script, work, monkeypatch):
    """Run the loop over ``script`` and return (worked, failed, redis)."""
    monkeypatch.setattr(loops.model.Session, "remove", lambda: None)
    connection = FakeRedis(script)
    failed: list[tuple[str, str]] = []
    loop = loops.Loop(
        Queue(KEY, connection),  # type: ignore[arg-type]
        work,
        lambda identifier, problem: failed.append((identifier, str(problem))),
        lambda: loop.stop() if not connection.script else None,
    )
    monkeypatch.setattr(loops, "KEEP_SECONDS", 0)
    monkeypatch.setattr(loop._stop, "wait", lambda _seconds: None)
    loop.run()
    return failed, connection


def test_idle_and_lost_connections_do_not_end_it(monkeypatch):
    """An empty queue, a read timeout and a refused connection are waited out; the next message is still worked off."""
    worked: list[str] = []
    script = [None, redis.exceptions.TimeoutError("idle"), redis.exceptions.ConnectionError("gone"), message("a")]
    failed, connection = run(script, worked.append, monkeypatch)
    assert worked == ["a"]
    assert failed == []
    assert connection.marks == {}, "a finished message is no longer marked as in progress"


def test_one_bad_message_stops_nothing(monkeypatch):
    """What raises is recorded and the next message is worked off; text that is no message is dropped."""
    worked: list[str] = []

    def work(identifier: str) -> None:
        if identifier == "bad":
            raise ValueError("broken record")
        worked.append(identifier)

    failed, connection = run(["not json", message("bad"), '{"other": 1}', message("good")], work, monkeypatch)
    assert worked == ["good"]
    assert failed == [("bad", "broken record")]
    assert connection.marks == {}


@pytest.mark.parametrize(("problem", "kept"), [(Stopped(), 1), (HeldElsewhere("s"), 0)])
def test_a_message_cut_short_goes_back(monkeypatch, problem, kept):
    """A job stopped in the middle waits for the next start; one held by another process is left to that process."""

    def work(_identifier: str) -> None:
        raise problem

    failed, connection = run([message("a")], work, monkeypatch)
    assert len(connection.list) == kept
    assert failed == []


def test_waits_are_shorter_than_the_read_timeout():
    """The wait for a message may not outlast the connection's read timeout: that is how the stock consumer dies."""
    assert WAIT_SECONDS < READ_TIMEOUT


def test_pauses_double_up_to_a_limit():
    """The pauses between attempts grow, and not for ever."""
    found = list(islice(pauses(), 10))
    assert found[:3] == [0.5, 1.0, 2.0]
    assert found[-1] == LONGEST_PAUSE


def test_patiently_gives_up_only_when_told_to_stop():
    """Settling a message waits for Redis, but not when the process must end."""
    attempts = []

    def work() -> None:
        attempts.append(1)
        raise redis.exceptions.ConnectionError("gone")

    assert patiently(work, lambda _seconds: None, lambda: len(attempts) == 3) is False
    assert len(attempts) == 3
