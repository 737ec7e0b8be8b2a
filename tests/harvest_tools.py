"""What the tests of the harvest share: a portal to harvest, a source, and a run without queues."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import re
import threading
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.harvest.model import HarvestJob

from ckanext.tomoni_core import http
from ckanext.tomoni_harvest import kinds, stock
from ckanext.tomoni_harvest.consumers import keeper
from ckanext.tomoni_harvest.engine import run as engine
from ckanext.tomoni_harvest.engine.web import Web
from ckanext.tomoni_harvest.sources.ckan import CkanKind


def dataset(name: str, **fields: Any) -> dict[str, Any]:
    """Return a dataset as a CKAN portal shows it; ``fields`` override."""
    return {
        "id": f"remote-{name}",
        "name": name,
        "title": f"題名 {name}",
        "notes": "説明",
        "private": False,
        "state": "active",
        "type": "dataset",
        "license_id": "CC-BY-4.0",
        "metadata_modified": "2022-01-01T00:00:00.000000",
        "organization": {"name": "t131032", "title": "港区", "description": "", "image_url": "http://evil/x.svg"},
        "resources": [
            {"id": f"res-{name}", "url": f"https://example.lg.jp/{name}.csv", "name": "表", "format": "ＣＳＶ"}
        ],
        "tags": [{"name": "防災"}],
        "extras": [{"key": "更新頻度", "value": "年1回"}],
        "groups": [],
        **fields,
    }


class Portal:
    """A small CKAN portal in this process, whose answers a test can spoil.

    ``spoil(action, params, nth)`` may return ``(status, body bytes, headers)`` to be sent instead of the answer.
    ``honoured`` are the parameters of package_search it heeds, ``fl`` and ``fq``: none, as some portals do.
    """

    def __init__(self, datasets: list[dict[str, Any]]) -> None:
        self.datasets = datasets
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.headers: dict[str, str] = {}
        self.spoil: Any = None
        self.cap = 1000
        self.honoured: set[str] = set()
        self.url = ""

    def answer(self, action: str, q: dict[str, str]) -> Any:
        """Return the result of ``action``, or None when there is none."""
        if action == "package_search":
            found = sorted(self.datasets, key=lambda item: str(item.get("id")))
            if "fq" in self.honoured:
                found = _filtered(found, q.get("fq", ""))
            start, rows = int(q.get("start", 0)), min(int(q.get("rows", 10)), self.cap)
            results = found[start : start + rows]
            if "fl" in self.honoured and q.get("fl"):
                results = [_indexed(item, q["fl"].split(",")) for item in results]
            return {"count": len(found), "results": results}
        if action == "package_list":
            return [item["name"] for item in self.datasets]
        if action == "package_show":
            return next((item for item in self.datasets if q.get("id") in (item["name"], item.get("id"))), None)
        return None


def _filtered(found: list[dict[str, Any]], fq: str) -> list[dict[str, Any]]:
    """Filter as Solr does what the harvest asks: dated since, or one of some ids or names."""
    if since := re.fullmatch(r"metadata_modified:\[(\S+)Z TO \*\]", fq):
        return [item for item in found if str(item.get("metadata_modified")) >= since[1].removesuffix(".000")]
    if some := re.fullmatch(r"(id|name):\((.+)\)", fq):
        wanted = set(re.findall(r'"([^"]+)"', some[2]))
        return [item for item in found if item.get(some[1]) in wanted]
    return found


def _indexed(item: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    """Return what the index of a portal holds of some fields: its timestamps are cut to the millisecond."""
    shown = {field: item[field] for field in fields}
    if "metadata_modified" in shown:
        moment = datetime.fromisoformat(shown["metadata_modified"])
        shown["metadata_modified"] = moment.isoformat(timespec="milliseconds") + "Z"
    return shown


@contextlib.contextmanager
def portal(datasets: list[dict[str, Any]]) -> Iterator[Portal]:
    """Serve ``datasets`` on loopback while the block runs."""
    served = Portal(datasets)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            action, params = parts.path.rsplit("/", 1)[-1], dict(parse_qsl(parts.query))
            served.requests.append((action, params))
            served.headers = dict(self.headers)
            spoiled = served.spoil(action, params, len(served.requests)) if served.spoil else None
            if spoiled is None:
                result = served.answer(action, params)
                status, body = (
                    (200, {"success": True, "result": result}) if result is not None else (404, {"success": False})
                )
                spoiled = status, json.dumps(body, ensure_ascii=False).encode(), {}
            status, body, headers = spoiled
            self.send_response(status)
            self.send_header("Content-Type", headers.pop("Content-Type", "application/json"))
            self.send_header("Content-Length", str(headers.pop("Content-Length", len(body))))
            for key, value in headers.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with _serving(Handler) as url:
        served.url = url
        yield served


class Site:
    """A web site in this process: what each path answers, and what was asked.

    ``files`` holds by path: text or bytes as they are, a function of the query that returns either or a tuple
    ``(status, body, headers)``, anything else as JSON. A path that is not there is a 404.
    """

    def __init__(self) -> None:
        self.files: dict[str, Any] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.url = ""

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        """Return status, body and headers of what stands at ``path``."""
        if path not in self.files:
            return 404, b"<html>not found</html>", {"Content-Type": "text/html"}
        found = self.files[path](query) if callable(self.files[path]) else self.files[path]
        status, body, headers = found if isinstance(found, tuple) else (200, found, {})
        if isinstance(body, str):
            body = body.encode()
        if not isinstance(body, bytes):
            body, headers = json.dumps(body).encode(), {"Content-Type": "application/json", **headers}
        return status, body, headers


@contextlib.contextmanager
def site() -> Iterator[Site]:
    """Serve a site on loopback while the block runs."""
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            served.requests.append((parts.path, query))
            status, body, headers = served.answer(parts.path, query)
            self.send_response(status)
            for key, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(key, value)
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with _serving(Handler) as url:
        served.url = url
        yield served


@contextlib.contextmanager
def _serving(handler: Any) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def replay(tool: Path, snapshot: Path, **faults: int) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Serve a captured catalogue with the replay tool's own server while the block runs.

    Yields the address, and a function that makes another capture answer at the same address.
    """
    spec = importlib.util.spec_from_file_location("portal_replay", tool)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    values = {"fail_every": 0, "delay": 0, "truncate_at": 0, "limit": 0, **faults}
    catalogue = module.Catalogue(str(snapshot), values["limit"])
    with _serving(module.handler(catalogue, SimpleNamespace(**values))) as url:
        yield url, lambda later: vars(catalogue).update(vars(module.Catalogue(str(later), values["limit"])))


def stats(url: str) -> dict[str, int]:
    """Return how many requests a replay answered, by action."""
    with urllib.request.urlopen(f"{url}/_stats") as answer:  # noqa: S310
        return json.load(answer)


def make_source(url: str, config: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """Create a source as the portal's administrator; of the kind for CKAN portals unless ``source_type`` says else."""
    context = {"user": factories.Sysadmin()["name"], "model": model, "session": model.Session, "ignore_auth": True}
    _free(url)
    owner = fields.pop("owner_org", None) or factories.Organization()["id"]
    data = {
        "name": f"source-{uuid.uuid4().hex[:8]}", "title": "取り込み元", "url": url, "source_type": CkanKind.name,
        "owner_org": owner, "config": json.dumps(config or {}), **fields,
    }  # fmt: skip
    return tk.get_action("harvest_source_create")(context, data)


def _free(url: str) -> None:
    """Move a source of a former test elsewhere: the system gives out ports of loopback again."""
    package = model.package_table  # type: ignore[attr-defined]
    same = sa.and_(package.c.type == "harvest", package.c.url == url)
    model.Session.execute(sa.update(package).where(same).values(url=package.c.url + "/former-" + package.c.id))
    model.Session.commit()


def point(source_id: str, url: str) -> None:
    """Point a source at another address: the same portal at a later time."""
    from ckanext.harvest.model import HarvestSource

    source: Any = HarvestSource.get(source_id)
    source.url = url
    source.save()


def new_job(source_id: str) -> str:
    """Create a running job without queueing it."""
    from ckanext.harvest.model import HarvestSource

    job: Any = HarvestJob(status="Running")
    job.source = HarvestSource.get(source_id)
    job.save()
    return job.id


def patient_web(**policy: Any) -> Web:
    """Return the network of a run, which may reach loopback and never sleeps."""
    return Web(http.Policy(**{"allow_private": True, "timeout": 20, **policy}), sleep=lambda _seconds: None)


def harvest(source_id: str, url: str | None = None, *, whole: bool = True) -> SimpleNamespace:
    """Run one job over a source in this process; return its id, outcome and figures.

    ``whole`` has everything read; otherwise the engine asks for the changes where it can.
    """
    if url:
        point(source_id, url)
    job_id = new_job(source_id)
    if whole:
        model.Session.add(_run_model()(job_id, source_id, reading="full"))
        model.Session.commit()
    kind = kinds.find(stock.HarvestSource.get(source_id).type)
    assert kind
    outcome = engine.run_job(job_id, kind, patient_web())
    keeper.finish(job_id)
    model.Session.expire_all()
    run = model.Session.get(_run_model(), job_id)
    assert run
    return SimpleNamespace(job_id=job_id, outcome=outcome, counts=run.counts, run=run)


def _run_model() -> Any:
    from ckanext.tomoni_harvest.model import Run

    return Run


def findings(job_id: str) -> dict[str, int]:
    """Return the causes of a job's findings with their counts."""
    from ckanext.tomoni_harvest.model import Finding

    found: dict[str, int] = {}
    for (slug,) in model.Session.query(Finding.slug).filter(Finding.job_id == job_id):
        found[slug] = found.get(slug, 0) + 1
    return found
