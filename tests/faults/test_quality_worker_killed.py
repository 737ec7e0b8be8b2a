"""A worker is killed in the middle of a check: the next sweep queues it again, and the next worker completes it."""

from __future__ import annotations

import contextlib
import http.server
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from ckan import model
from ckan.lib import jobs as ckan_jobs
from ckan.tests import factories, helpers

from ckanext.tomoni_quality import job_state, queueing
from tests.faults.workers import kill

pytestmark = pytest.mark.usefixtures("standing_ckan", "non_clean_db", "clean_queues")
CSV = "名称,緯度,経度\n甲公園,34.342787,134.046574\n".encode()


class Source:
    """A server that lets the first who asks wait for ever."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.let_go = threading.Event()
        source = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if not source.asked.is_set():
                    source.asked.set()
                    source.let_go.wait(60)
                self.send_response(200)
                self.send_header("Content-Length", str(len(CSV)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(CSV)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/park.csv"


@pytest.fixture
def source() -> Iterator[Source]:
    found = Source()
    yield found
    found.let_go.set()
    found.server.shutdown()


@pytest.fixture
def worker(start_worker: Any) -> Any:
    """Starts a real worker that may ask the source."""
    return lambda: start_worker(
        "ckanext.tomoni_quality.allow_private_urls = true", "ckanext.tomoni_quality.timeout = 60"
    )


def state(resource_id: str) -> str:
    model.Session.expire_all()
    return helpers.call_action("tomoni_quality_report_show", resource_id=resource_id)["state"]


def test_the_next_run_completes(source: Source, worker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    package = factories.Dataset(resources=[{"url": source.url, "format": "CSV"}])
    resource_id = package["resources"][0]["id"]
    queueing.enqueue_changed(package["id"])
    killed = worker()
    assert source.asked.wait(60), "the check has begun"
    kill(killed)
    assert state(resource_id) == "checking"
    assert queueing.enqueue_changed(package["id"]) == [], "the worker may still be at it"
    monkeypatch.setattr(job_state, "SILENCE", timedelta(seconds=0))
    time.sleep(0.1)
    assert queueing.enqueue_changed(package["id"]) == [resource_id]
    assert queueing.enqueue_changed(package["id"]) == [], "and once only"
    worker()
    end = time.monotonic() + 120
    while (now := state(resource_id)) == "checking" and time.monotonic() < end:
        time.sleep(0.5)
    assert now == "ok"


def test_a_job_that_is_nowhere_is_queued_again(source: Source) -> None:
    package = factories.Dataset(resources=[{"url": source.url, "format": "CSV"}])
    queueing.enqueue_changed(package["id"])
    for job in ckan_jobs.get_queue().jobs:
        job.delete()
    assert len(queueing.enqueue_changed(package["id"])) == 1
