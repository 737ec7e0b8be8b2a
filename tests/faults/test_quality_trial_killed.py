"""A worker is killed over a long check: it is said, nothing is lost, and trying again completes it."""

from __future__ import annotations

import io
import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from ckan.lib import jobs as ckan_jobs
from ckan.tests import factories, helpers
from werkzeug.datastructures import FileStorage

from ckanext.tomoni_quality import job_state
from tests.faults.workers import horses, kill

pytestmark = pytest.mark.usefixtures("standing_ckan", "non_clean_db", "clean_queues")
ROWS = 400_000
#: Longer than the check takes by far.
SECONDS = 120


@pytest.fixture
def trial(ckan_config: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Any]:
    """A long file put aside; calls an action on its check."""
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path / "storage"))
    # What the worker reads.
    monkeypatch.setenv("CKAN_STORAGE_PATH", str(tmp_path / "storage"))
    context = {"user": factories.User()["name"], "ignore_auth": False}
    rows = "".join(f"公園{n},139.7{n % 1000},36.2{n % 1000},０３-1234-{n % 10000:04}\n" for n in range(ROWS))
    upload = FileStorage(io.BytesIO(f"名称,緯度,経度,電話番号\n{rows}".encode()), filename="公園.csv")
    begun = helpers.call_action("tomoni_quality_check_file", dict(context), upload=upload, background=True)
    return lambda verb: helpers.call_action(f"tomoni_quality_task_{verb}", dict(context), id=begun["id"])


def until(trial: Callable[[str], Any], *states: str) -> Any:
    end = time.monotonic() + SECONDS
    while (now := trial("show"))["state"] not in states and time.monotonic() < end:
        time.sleep(0.05)
    return now


def test_trying_again_completes(
    trial: Callable[[str], Any], start_worker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = start_worker()
    assert until(trial, "checking", "done")["state"] == "checking"
    kill(killed)
    assert trial("show")["state"] == "checking", "the worker may still be at it"
    with monkeypatch.context() as patch:
        patch.setattr(job_state, "SILENCE", timedelta(seconds=0))
        time.sleep(0.1)
        stopped = trial("show")
        assert (stopped["state"], stopped["problem"]) == ("stopped", "lost")
        trial("again")
    assert trial("show")["state"] == "queued"
    start_worker()
    done = until(trial, "done", "stopped")
    assert done["state"] == "done"
    assert done["report"]["sheets"][0]["rows"] == ROWS
    assert [
        path for path in (tmp_path / "storage").rglob("*") if path.is_file() and "tomoni-trials" in path.parts
    ] == []


def test_only_the_process_at_the_job_is_killed(trial: Callable[[str], Any], start_worker: Any) -> None:
    """By a lack of memory, say: the worker lives, and knows at once."""
    worker = start_worker()
    assert until(trial, "checking", "done")["state"] == "checking"
    for pid in horses(worker):
        os.kill(pid, signal.SIGKILL)
    assert until(trial, "stopped", "done")["problem"] == "lost"


def test_a_worker_goes_on_at_once_when_its_task_is_cancelled(trial: Callable[[str], Any], start_worker: Any) -> None:
    """It does not finish what nobody wants; the next in the queue has its turn."""
    (job,) = ckan_jobs.get_queue().jobs
    worker = start_worker()
    assert until(trial, "checking", "done")["state"] == "checking"
    trial("cancel")
    worker.wait(timeout=SECONDS)
    assert worker.returncode == 0
    assert str(job.get_status()).rpartition(".")[2].lower() == "stopped"
