"""The health checks of the containers: a worker that hangs is found, one that idles is not accused."""

from __future__ import annotations

import importlib.util
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
import redis
import rq

from scripts.dev import place


@pytest.fixture(scope="module")
def health() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tomoni_health", place.ROOT / "docker" / "ckan" / "health.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def connection(monkeypatch: pytest.MonkeyPatch) -> Iterator[redis.Redis[Any]]:
    """A Redis number of this test's own."""
    address = place.urls("test")["CKAN_REDIS_URL"].rsplit("/", 1)[0] + "/9"
    monkeypatch.setenv("CKAN_REDIS_URL", address)
    client = redis.Redis.from_url(address)
    client.flushdb()
    yield client
    client.flushdb()


def _beat(worker: rq.Worker, age: timedelta) -> None:
    then = (datetime.now(UTC) - age).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    worker.connection.hset(worker.key, "last_heartbeat", then)


@pytest.fixture
def worker(connection: redis.Redis[Any]) -> Iterator[rq.Worker]:
    one = rq.Worker(["default"], connection=connection)
    one.register_birth()
    yield one
    one.register_death()


def test_a_worker_of_this_host_that_beats_is_well(health: ModuleType, worker: rq.Worker) -> None:
    """Just started."""
    assert health.worker() is True


@pytest.mark.parametrize(("seconds", "well"), [(400, True), (500, False)])
def test_a_worker_is_judged_by_its_beat(health: ModuleType, worker: rq.Worker, seconds: int, well: bool) -> None:
    """An idle worker waits nearly seven minutes for a job before it beats again; one that hangs never does."""
    _beat(worker, timedelta(seconds=seconds))
    assert health.worker() is well


def test_the_beat_of_another_container_does_not_count(health: ModuleType, worker: rq.Worker) -> None:
    """Two workers share one Redis; each answers for itself."""
    worker.connection.hset(worker.key, "hostname", f"not-{socket.gethostname()}")
    assert health.worker() is False


def test_no_worker_is_not_well(health: ModuleType, connection: redis.Redis[Any]) -> None:
    """The process lives and never reached Redis."""
    assert health.worker() is False
