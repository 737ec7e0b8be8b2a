"""Addresses are asked by the command; what they answered is shown, kept, counted, and asked again later."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ckan import model
from ckan.tests import helpers

from ckanext.tomoni_quality.cli import tomoni_quality
from ckanext.tomoni_quality.linking.model import QualityLink
from tests.functional.quality.support import act

PREFIX = "ckanext.tomoni_quality."


@pytest.fixture
def server(ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server whose answer is its path: ``/404``, ``/301``, ``/ok``."""
    monkeypatch.setitem(ckan_config, PREFIX + "allow_private_urls", True)
    monkeypatch.setitem(ckan_config, PREFIX + "links_spacing", 0)
    model.Session.query(QualityLink).delete()
    model.Session.query(model.Resource).update({"state": "deleted"})
    model.Session.commit()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2].partition(".")[0]
            self.send_response(int(name) if name.isdigit() else 200)
            if name in ("301", "302"):
                self.send_header("Location", "/new.pdf")
            if name == "page":
                self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    found = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{found.server_address[1]}"
    found.shutdown()


def resource(dataset: dict[str, Any], url: str) -> dict[str, Any]:
    return act("resource_create", package_id=dataset["id"], url=url, name=url, format="PDF")


def link(id: str) -> dict[str, Any]:
    return helpers.call_action("tomoni_quality_report_show", resource_id=id)["link"]


def test_each_address_is_asked_once_a_week(dataset: dict[str, Any], server: str, cli: Any) -> None:
    ids = {name: resource(dataset, f"{server}/{name}.pdf")["id"] for name in ("ok", "404", "301", "302", "403", "page")}
    assert link(ids["ok"]) is None
    assert "2 alive, 1 moved, 1 refused, 1 unreachable, 1 dead" in cli.invoke(tomoni_quality, ["links"]).output
    assert {name: link(id)["state"] for name, id in ids.items()} == {
        "ok": "alive", "404": "dead", "301": "moved", "302": "alive", "403": "refused", "page": "unreachable",
    }  # fmt: skip
    assert link(ids["301"])["moved_to"] == f"{server}/new.pdf"
    assert "nothing to ask" in cli.invoke(tomoni_quality, ["links"]).output
    old = model.Session.get(QualityLink, ids["404"])
    assert old
    old.checked = datetime.now(UTC) - timedelta(days=8)
    model.Session.commit()
    assert "1 dead" in cli.invoke(tomoni_quality, ["links"]).output
    assert link(ids["404"])["failures"] == 2


def test_a_new_address_is_a_new_question(dataset: dict[str, Any], server: str, cli: Any) -> None:
    found = resource(dataset, f"{server}/404.pdf")
    cli.invoke(tomoni_quality, ["links"])
    act("resource_patch", id=found["id"], url=f"{server}/ok.pdf")
    assert link(found["id"]) is None
    assert "1 alive" in cli.invoke(tomoni_quality, ["links"]).output


def test_a_run_goes_on_where_it_was(dataset: dict[str, Any], server: str, cli: Any) -> None:
    for number in range(3):
        resource(dataset, f"{server}/{number}/ok.pdf")
    assert "2 alive" in cli.invoke(tomoni_quality, ["links", "--limit", "2"]).output
    assert "1 alive" in cli.invoke(tomoni_quality, ["links"]).output


def test_what_is_dead_is_seen_and_counted(dataset: dict[str, Any], server: str, cli: Any, app: Any) -> None:
    dead, moved = resource(dataset, f"{server}/404.pdf"), resource(dataset, f"{server}/301.pdf")
    cli.invoke(tomoni_quality, ["links"])
    page = app.get(f"/dataset/{dataset['name']}/quality")
    assert 'data-link="dead"' in page.body
    assert f"{server}/new.pdf" in page.body
    assert 'data-link="dead"' in app.get(f"/dataset/{dataset['name']}/resource/{dead['id']}/quality").body
    assert 'data-link="moved"' in app.get(f"/dataset/{dataset['name']}/resource/{moved['id']}/quality").body
    record = helpers.call_action("tomoni_audit_show", package_id=dataset["id"])["record"]
    assert record["links"] == {"alive": 1, "dead": 1, "doubtful": 0, "unmeasured": 0}


def test_purged_resources_are_forgotten(dataset: dict[str, Any], server: str, cli: Any) -> None:
    found = resource(dataset, f"{server}/ok.pdf")
    cli.invoke(tomoni_quality, ["links"])
    model.Session.query(model.Resource).filter_by(id=found["id"]).delete()
    model.Session.commit()
    cli.invoke(tomoni_quality, ["links"])
    assert model.Session.get(QualityLink, found["id"]) is None
