"""What changed is asked for; the state reached is that of a whole reading. Where nothing changed nothing is written."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core import http
from ckanext.tomoni_harvest.engine import run as engine
from ckanext.tomoni_harvest.engine.web import Web
from ckanext.tomoni_harvest.model import Run
from ckanext.tomoni_harvest.sources.base import Page
from ckanext.tomoni_harvest.sources.ckan import CkanKind
from tests.harvest_tools import dataset, findings, harvest, make_source, new_job, portal

pytestmark = pytest.mark.usefixtures("non_clean_db")
WAYS = [{"fl", "fq"}, {"fl"}, {"fq"}, set()]


def some(number: int) -> list[dict[str, Any]]:
    """Return datasets of one day each, so that most of them are before any overlap."""
    mark = model.types.make_uuid()[:8]
    days = [f"2022-01-{place + 1:02}T09:00:00.123456" for place in range(number)]
    return [dataset(f"c-{mark}-{place:03}", metadata_modified=day) for place, day in enumerate(days)]


def titles(source_id: str) -> dict[str, str]:
    """Return the live datasets of a source: names and titles."""
    query = sa.text(
        "SELECT p.name, p.title FROM package p JOIN tomoni_harvest_record h ON h.package_id = p.id "
        "WHERE h.source_id = :source AND p.state = 'active'"
    )
    model.Session.expire_all()
    return dict(model.Session.execute(query, {"source": source_id}).tuples().all())


@contextmanager
def writes() -> Iterator[list[str]]:
    """Collect the statements that change a table of datasets or of their state, and the documents sent to Solr."""
    import pysolr

    found: list[str] = []

    def heard(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.split()[0] in ("INSERT", "UPDATE", "DELETE") and " harvest_job" not in statement:
            found.append(statement)

    original = pysolr.Solr._update
    pysolr.Solr._update = lambda self, *a, **k: found.append("solr") or original(self, *a, **k)
    sa.event.listen(model.meta.engine, "before_cursor_execute", heard)
    try:
        yield found
    finally:
        pysolr.Solr._update = original
        sa.event.remove(model.meta.engine, "before_cursor_execute", heard)


@pytest.mark.parametrize("honoured", WAYS, ids=lambda way: "+".join(sorted(way)) or "none")
def test_the_state_is_that_of_the_source(honoured: set[str]) -> None:
    """Added, changed, gone, re-created, and dated before what was read last: each way ends in the source's state."""
    items = some(20)
    with portal(items) as served:
        served.honoured = honoured
        source = make_source(served.url)
        assert harvest(source["id"], whole=False).counts["added"] == 20
        items[3].update(title="変わった題名", metadata_modified="2022-02-01T00:00:00.000001")
        items[4].update(id="another-id", metadata_modified="2022-02-02T00:00:00")
        gone = items.pop(7)
        items.append(dataset(f"new-{items[0]['name']}", metadata_modified="2022-02-03T00:00:00"))
        items.append(dataset(f"old-{items[0]['name']}", metadata_modified="2001-01-01T00:00:00"))
        second = harvest(source["id"], whole=False)
        assert second.outcome == "done"
        assert titles(source["id"]) == {item["name"]: item["title"] for item in items}
        assert gone["name"] not in titles(source["id"])
        figures = {key: second.counts[key] for key in ("added", "updated", "recreated", "withdrawn", "unchanged")}
        assert figures == {"added": 2, "updated": 1, "recreated": 1, "withdrawn": 1, "unchanged": 17}
        assert (second.run.reading, second.run.watermark) == (
            "changes" if honoured else "full", "2022-02-03T00:00:00"
        )  # fmt: skip
        served.requests.clear()
        third = harvest(source["id"], whole=False)
        assert third.counts["unchanged"] == third.counts["read"] == 21
        records = sum(1 for action, params in served.requests if action == "package_search" and "fl" not in params)
        assert records <= 1 or not honoured


@pytest.mark.parametrize("honoured", WAYS, ids=lambda way: "+".join(sorted(way)) or "none")
def test_nothing_changed_writes_nothing(honoured: set[str]) -> None:
    """No row of a dataset or of its state is touched, no document is indexed; only the run itself is recorded."""
    with portal(some(5)) as served:
        served.honoured = honoured
        source = make_source(served.url)
        harvest(source["id"], whole=False)
        job_id = new_job(source["id"])
        with writes() as found:
            engine.run_job(job_id, CkanKind(), Web(http.Policy(allow_private=True)))
    assert [
        each for each in found if "tomoni_harvest_run" not in each and "DELETE FROM tomoni_harvest_record" not in each
    ] == []


def test_a_portal_that_only_seems_to_filter_is_read_whole() -> None:
    """Empty answers, old records, another number of names: nothing is taken for gone, and changes come in."""
    items = some(6)
    lies = {
        "empty": lambda a, p: {"count": 0, "results": []} if "metadata_modified" in p.get("fq", "") else None,
        "names missing": lambda a, _p: [items[0]["name"]] if a == "package_list" else None,
        "names doubled": lambda a, _p: [items[0]["name"]] * 6 if a == "package_list" else None,
        "fewer": lambda a, p: {"count": 6, "results": []} if p.get("fl") and p.get("start") else None,
    }
    import json

    with portal(items) as served:
        served.honoured = {"fq"}
        source = make_source(served.url)
        harvest(source["id"])
        for name, lie in lies.items():
            served.honoured = {"fq", "fl"} if name == "fewer" else {"fq"}
            items[2]["title"] = name

            def spoil(action: str, params: dict[str, str], _nth: int, lie: Any = lie) -> Any:
                answer = lie(action, params)
                body = json.dumps({"success": True, "result": answer}).encode()
                return None if answer is None else (200, body, {})

            served.spoil = spoil
            result = harvest(source["id"], whole=False)
            assert (result.run.reading, result.outcome, result.counts.get("withdrawn", 0)) == ("full", "done", 0), name
            assert titles(source["id"])[items[2]["name"]] == name


def test_a_loss_is_judged_as_in_a_whole_reading() -> None:
    """More than the set share gone at once: the run stops and withdraws nothing, however it read."""
    items = some(10)
    with portal(items) as served:
        served.honoured = {"fl", "fq"}
        source = make_source(served.url)
        harvest(source["id"])
        del items[1:9]
        result = harvest(source["id"], whole=False)
    assert (result.run.reading, result.outcome) == ("changes", "stopped")
    assert len(titles(source["id"])) == 10


def test_a_record_that_failed_is_read_again(monkeypatch) -> None:
    """The watermark goes on past a record that could not be stored, and the next run tries that record again."""
    from ckanext.tomoni_harvest.engine.validate import Validator

    items = some(8)
    with portal(items) as served:
        served.honoured = {"fl", "fq"}
        source = make_source(served.url)
        harvest(source["id"])
        items[2].update(title="だめな題名", metadata_modified="2022-03-01T00:00:00")
        with monkeypatch.context() as patch:

            def refuse(*_: Any) -> Any:
                raise tk.ValidationError({"title": ["no"]})

            patch.setattr(Validator, "validated", refuse)
            failed = harvest(source["id"], whole=False)
        assert findings(failed.job_id) == {"record-refused": 1}
        assert failed.run.watermark == "2022-03-01T00:00:00"
        mended = harvest(source["id"], whole=False)
    assert (mended.run.reading, mended.counts["updated"]) == ("changes", 1)
    assert titles(source["id"])[items[2]["name"]] == "だめな題名"


def test_dated_anew_is_asked_for_once() -> None:
    """A record that was only dated anew is not written, and not asked for at every run from then on."""
    items = some(6)
    with portal(items) as served:
        served.honoured = {"fl", "fq"}
        source = make_source(served.url)
        harvest(source["id"])
        items[1]["metadata_modified"] = "2022-04-01T00:00:00.654321"
        assert harvest(source["id"], whole=False).counts["unchanged"] == 6
        served.requests.clear()
        assert harvest(source["id"], whole=False).counts["unchanged"] == 6
        assert all(params.get("fl") for _action, params in served.requests)


@pytest.mark.parametrize("change", ["age", "filter", "setting", "incomplete"])
def test_everything_is_read_again(change: str) -> None:
    """After the days that are set, after a change of the options, by the setting, and when no reading was complete."""
    config = {"full_reading_days": 0} if change == "setting" else {}
    with portal(some(4)) as served:
        served.honoured = {"fl", "fq"}
        source = make_source(served.url, config)
        first = harvest(source["id"])
        if change == "age":
            model.Session.execute(sa.update(Run).values(started=sa.func.now() - sa.text("interval '8 days'")))
        elif change == "incomplete":
            model.Session.execute(sa.update(Run).where(Run.job_id == first.job_id).values(outcome="incomplete"))
        elif change == "filter":
            from ckanext.tomoni_harvest import stock

            stock.HarvestSource.get(source["id"]).config = '{"fq": "organization:t131032"}'
        model.Session.commit()
        assert harvest(source["id"], whole=False).run.reading == "full"


class Feed:
    """A kind of source that is one document, as feeds are."""

    name, title, description = "feed", "feed", "feed"
    extra_requests = 0

    def pages(self, url: str, web: Any, *, rows: int, filters: str = "") -> Iterator[Page]:
        import json

        records = json.loads(web.fetch(url, accept="application/json").body)
        for number in range(self.extra_requests):
            web.fetch(f"{url}?page={number}")
        yield Page(0, records, total=len(records))

    def recognise(self, url: str, web: Any) -> None:
        return None

    def normalise(self, raw: dict[str, Any], url: str) -> Any:
        return CkanKind().normalise(raw, url)


@contextmanager
def document(items: list[dict[str, Any]]) -> Iterator[tuple[str, list[int]]]:
    """Serve one document with an ETag; the list holds the statuses answered."""
    import hashlib
    import json

    told: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(items).encode()
            tag = f'"{hashlib.sha256(body).hexdigest()}"'
            same = self.headers.get("If-None-Match") == tag
            told.append(304 if same else 200)
            self.send_response(told[-1])
            self.send_header("ETag", tag)
            self.send_header("Content-Length", "0" if same else str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if same else body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/feed.json", told
    finally:
        server.shutdown()
        server.server_close()


def run_feed(source_id: str, kind: Feed) -> Run:
    """Run one job over a feed and return what is remembered of it."""
    job_id = new_job(source_id)
    engine.run_job(job_id, kind, Web(http.Policy(allow_private=True)))
    run = model.Session.get(Run, job_id)
    assert run
    return run


def test_a_document_that_did_not_change_is_not_sent_again() -> None:
    """One document is asked for with its ETag; 304 means that every record is as it was."""
    items = some(3)
    with document(items) as (url, told):
        source = make_source(url)
        assert run_feed(source["id"], Feed()).counts["added"] == 3
        second = run_feed(source["id"], Feed())
        assert (told[-1], second.counts["unchanged"], second.outcome) == (304, 3, "done")
        items[0]["title"] = "変わった題名"
        assert run_feed(source["id"], Feed()).counts["updated"] == 1
        assert run_feed(source["id"], Feed()).counts["unchanged"] == 3
        assert told == [200, 304, 200, 304]


def test_of_several_documents_one_that_stayed_says_nothing() -> None:
    """A source that was read by more than one request is never asked conditionally."""
    kind = Feed()
    kind.extra_requests = 1
    with document(some(2)) as (url, told):
        source = make_source(url)
        run_feed(source["id"], kind)
        run_feed(source["id"], kind)
    assert told == [200] * 4
