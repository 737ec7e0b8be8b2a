"""Other servers are asked no more often than they like, and told what is known of their files already."""

from __future__ import annotations

import contextlib
import http.server
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ckan import model
from ckan.lib import jobs as ckan_jobs
from ckan.lib.redis import connect_to_redis
from ckan.tests import factories, helpers
from rq.registry import ScheduledJobRegistry

from ckanext.tomoni_quality import hosts, jobs, later, pending, queueing
from ckanext.tomoni_quality.model import QualityReport
from tests.functional.quality.support import act

pytestmark = [
    pytest.mark.usefixtures("standing_ckan", "non_clean_db", "clean_queues"),
    pytest.mark.ckan_config("ckanext.tomoni_quality.allow_private_urls", True),
]
CSV = "名称,緯度,経度\n甲公園,34.342787,134.046574\n".encode()


class Server:
    """Has one file; knows its ETag; may ask to be left alone."""

    def __init__(self) -> None:
        self.body = CSV
        self.status = 200
        self.retry_after = ""
        self.tags = True
        self.asked: list[dict[str, str]] = []
        self.times: list[float] = []
        self.answers: list[int] = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.times.append(time.monotonic())
                server.asked.append(dict(self.headers))
                tag = f'"{hash(server.body)}"'
                status = server.status
                if status == 200 and self.headers.get("If-None-Match") == tag:
                    status = 304
                body = server.body if status == 200 else b""
                server.answers.append(status)
                self.send_response(status)
                if server.tags:
                    self.send_header("ETag", tag)
                if server.retry_after:
                    self.send_header("Retry-After", server.retry_after)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/park.csv"


@pytest.fixture(autouse=True)
def _nothing_is_scheduled(clean_queues: None) -> None:
    registry = ScheduledJobRegistry(queue=ckan_jobs.get_queue())
    for id in registry.get_job_ids():
        registry.remove(id)


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    connect_to_redis().delete(hosts._turns()._key(found.url))
    yield found
    connect_to_redis().delete(hosts._turns()._key(found.url))
    found.server.shutdown()


def publish(server: Server, count: int = 1) -> list[str]:
    """The ids of so many resources of the server, none of them queued."""
    package = factories.Dataset(resources=[{"url": server.url, "format": "CSV"} for _ in range(count)])
    queueing.enqueue_changed(package["id"])
    return [resource["id"] for resource in package["resources"]]


def run_queued(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Run each waiting check as its worker would, with the job at hand."""
    done = []
    for job in ckan_jobs.get_queue().jobs:
        with monkeypatch.context() as patch:
            patch.setattr(later, "get_current_job", lambda job=job: job)
            done.append(jobs.check_resource(*job.args, **job.kwargs))
        job.delete()
    model.Session.expire_all()
    return done


def scheduled() -> list[Any]:
    """The jobs that are to begin later."""
    queue = ckan_jobs.get_queue()
    registry = ScheduledJobRegistry(queue=queue)
    return [queue.fetch_job(id) for id in registry.get_job_ids()]


def age(resource_id: str, days: int) -> None:
    row = QualityReport.newest(resource_id)
    assert row is not None
    row.created = datetime.now(UTC) - timedelta(days=days)
    model.Session.commit()


def test_a_server_that_asks_for_a_pause_gets_it(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check begins again when it said; nobody else asks it meanwhile; then its file is checked."""
    server.status, server.retry_after = 429, "30"
    first, second = publish(server, 2)
    assert run_queued(monkeypatch) == [None, None]
    assert len(server.asked) == 1, "the second did not ask a server that wants to be left alone"
    assert QualityReport.newest(first) is None, "it is no dead link"
    assert pending.is_pending(first)
    assert queueing.enqueue_changed(model.Resource.get(first).package_id) == [], "they wait already"
    waiting = {job.args[0]: job for job in scheduled()}
    assert set(waiting) == {first, second}
    assert waiting[first].kwargs["tries"] == 1
    assert waiting[second].kwargs["tries"] == 0, "only what the server said to it counts"
    server.status, server.retry_after = 200, ""
    connect_to_redis().delete(hosts._turns()._key(server.url))
    assert jobs.check_resource(*waiting[first].args, **waiting[first].kwargs) is not None
    assert not pending.is_pending(first)


def test_it_is_not_believed_for_ever(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """After some pauses the report says that the file cannot be had."""
    server.status, server.retry_after = 503, "5"
    (resource_id,) = publish(server)
    run_queued(monkeypatch)
    for expected in (*range(1, later.TRIES), later.TRIES):
        (job,) = scheduled()
        assert job.kwargs["tries"] == expected
        connect_to_redis().delete(hosts._turns()._key(server.url))
        with monkeypatch.context() as patch:
            patch.setattr(later, "get_current_job", lambda job=job: job)
            jobs.check_resource(*job.args, **job.kwargs)
        job.delete()
    assert scheduled() == []
    row = QualityReport.newest(resource_id)
    assert row is not None
    assert row.status == "failed"
    assert [finding["slug"] for finding in row.report["findings"]] == ["server_error"]


@pytest.mark.ckan_config("ckanext.tomoni_quality.check_spacing", 1)
def test_downloads_from_one_host_lie_apart(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever worker makes them."""
    publish(server, 3)
    assert None not in run_queued(monkeypatch)
    gaps = [after - before for before, after in zip(server.times, server.times[1:], strict=False)]
    assert len(gaps) == 2
    assert min(gaps) > 0.9


def test_a_file_that_is_as_it_was_is_not_sent_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report stays, and is of today; a changed file is checked."""
    (resource_id,) = publish(server)
    (report_id,) = run_queued(monkeypatch)
    package_id = model.Resource.get(resource_id).package_id
    assert queueing.enqueue_remote(package_id) == [], "it was asked lately"
    age(resource_id, 8)
    assert queueing.enqueue_remote(package_id) == [resource_id]
    (job,) = ckan_jobs.get_queue(queueing.BULK).jobs
    assert jobs.check_resource(*job.args, **job.kwargs) == report_id
    assert server.answers == [200, 304]
    row = QualityReport.newest(resource_id)
    assert row is not None
    assert datetime.now(UTC) - row.created < timedelta(minutes=1)
    server.body = CSV + "乙公園,34.3,134.0,x\n".encode()
    assert jobs.check_resource(resource_id, if_changed=True) != report_id
    assert server.answers == [200, 304, 200]
    history = helpers.call_action("tomoni_quality_report_show", resource_id=resource_id, history=True)["history"]
    assert len(history) == 2


def test_whoever_asks_for_a_check_gets_one(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """By hand, and where the resource was described anew, nothing is taken for unchanged."""
    (resource_id,) = publish(server)
    run_queued(monkeypatch)
    jobs.check_resource(resource_id)
    act("resource_patch", id=resource_id, format="TSV")
    jobs.check_resource(resource_id, if_changed=True)
    assert server.answers == [200, 200, 200]
    assert all("If-None-Match" not in headers for headers in server.asked)


def test_a_server_without_etag(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """It sends the file again; the same bytes are not checked again."""
    server.tags = False
    (resource_id,) = publish(server)
    (report_id,) = run_queued(monkeypatch)
    monkeypatch.setattr(jobs, "check", lambda *_, **__: 1 / 0)
    assert jobs.check_resource(resource_id, if_changed=True) == report_id
    assert server.answers == [200, 200]


def test_what_could_not_be_had_is_asked_for_the_next_day(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not after a week."""
    server.status = 404
    (resource_id,) = publish(server)
    run_queued(monkeypatch)
    package_id = model.Resource.get(resource_id).package_id
    assert queueing.enqueue_remote(package_id) == []
    age(resource_id, 2)
    assert queueing.enqueue_remote(package_id) == [resource_id]


def test_a_longer_rest_is_not_shortened(server: Server) -> None:
    """By another answer of the same host."""
    hosts.hold(server.url, 600)
    hosts.hold(server.url, 5)
    assert hosts.turn(server.url, 2) > 500
