"""Two workers at one resource: one downloads, the other comes back later; a killed one's claim is gone at once."""

from __future__ import annotations

import contextlib
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ckan import model
from ckan.lib import jobs as ckan_jobs
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from rq.registry import ScheduledJobRegistry

from ckanext.tomoni_quality import jobs, pending, queueing
from ckanext.tomoni_quality.model import QualityReport
from tests.faults.workers import kill

pytestmark = pytest.mark.usefixtures("standing_ckan", "non_clean_db", "clean_queues", "no_schedule")
PRIVATE = "ckanext.tomoni_quality.allow_private_urls = true"
CSV = "名称,緯度,経度\n甲公園,34.342787,134.046574\n".encode()


class Slow:
    """A server that holds its answers back until it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.asked = 0
        slow = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                slow.asked += 1
                slow.let_go.wait(60)
                with contextlib.suppress(OSError):
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(CSV)))
                    self.end_headers()
                    self.wfile.write(CSV)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/park.csv"


@pytest.fixture
def source() -> Iterator[Slow]:
    found = Slow()
    yield found
    found.let_go.set()
    found.server.shutdown()


def schedule() -> ScheduledJobRegistry:
    return ScheduledJobRegistry(queue=ckan_jobs.get_queue())


@pytest.fixture
def no_schedule() -> Iterator[None]:
    def forget() -> None:
        for job_id in schedule().get_job_ids():
            schedule().remove(job_id, delete_job=True)

    forget()
    yield
    forget()


def add(url: str) -> str:
    package = factories.Dataset(resources=[{"url": url, "format": "CSV"}])
    queueing.enqueue_changed(package["id"])
    return package["resources"][0]["id"]


def wait_for(what: Callable[[], Any]) -> None:
    end = time.monotonic() + 90
    while not (found := what()) and time.monotonic() < end:
        time.sleep(0.2)
    assert found


def state(resource_id: str) -> str:
    model.Session.rollback()
    model.Session.expire_all()
    return helpers.call_action("tomoni_quality_report_show", resource_id=resource_id)["state"]


def test_the_second_comes_back_and_finds_it_done(source: Slow, start_worker: Any) -> None:
    resource_id = add(source.url)
    start_worker(PRIVATE)
    wait_for(lambda: source.asked)
    tk.enqueue_job(jobs.check_resource, [resource_id])
    assert start_worker(PRIVATE).wait(60) == 0, "it does not wait for the first"
    assert source.asked == 1, "nor does it download the file a second time"
    (job_id,) = schedule().get_job_ids()
    again = ckan_jobs.job_from_id(job_id)
    source.let_go.set()
    wait_for(lambda: state(resource_id) == "ok")
    assert jobs.check_resource(*again.args, **again.kwargs) is None
    assert source.asked == 1
    assert len(QualityReport.history(resource_id)) == 1


def test_a_killed_workers_claim_is_gone(source: Slow, start_worker: Any) -> None:
    resource_id = add(source.url)
    killed = start_worker(PRIVATE)
    wait_for(lambda: source.asked)
    kill(killed)
    source.let_go.set()
    tk.enqueue_job(jobs.check_resource, [resource_id])
    assert start_worker(PRIVATE).wait(60) == 0
    assert source.asked == 2
    assert state(resource_id) == "ok"
    assert schedule().get_job_ids() == []


def test_what_comes_back_leaves_the_mark_of_what_was_saved_since(source: Slow) -> None:
    resource_id = add(source.url)
    pending.mark(resource_id, "saved-since")
    pending.name_job(resource_id, "before", "a job", wait=15)
    assert pending.marked(resource_id) == "saved-since"
    assert jobs.check_resource(resource_id, behind="before") is None
    assert pending.marked(resource_id) == "saved-since"
    assert source.asked == 0
