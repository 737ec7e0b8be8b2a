"""``make bench NAME=harvest``: ckanext-harvest's own CKAN harvester and ours on the same real catalogue, in one run.

The captured Tokyo catalogue of 2021-12-18 is served on loopback; each harvester brings in the first ``BENCH_LIMIT``
datasets (1000 unless set) into the same database and index, one after the other, each from nothing, without queues.
Then each runs once more with nothing changed; ours twice: by asking for the changes, and reading everything, as it does
where a source cannot say what changed. Seconds, requests, SQL statements and Solr commits are counted.

The peer is run as ckanext-harvest's consumers run it: gather, then fetch and import of one object after another.
``BENCH_SHARED`` names the folder of real data when it is not beside the checkout.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import logging
import os
import sys
import threading
import time
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LIMIT = int(os.environ.get("BENCH_LIMIT", "1000"))


def _shared() -> Path:
    candidates = [os.environ.get("BENCH_SHARED"), os.environ.get("TOMONI_SHARED"), ROOT.parent / "shared"]
    candidates.append(ROOT.parents[1] / "shared")
    for folder in filter(None, candidates):
        if (Path(folder) / "data").is_dir():
            return Path(folder)
    sys.exit("the real catalogue is not beside the checkout; set BENCH_SHARED")


def _replay(shared: Path) -> Any:
    spec = importlib.util.spec_from_file_location("portal_replay", shared / "tools" / "portal_replay.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def served(shared: Path) -> Iterator[str]:
    """Serve the catalogue on loopback while the block runs."""
    module = _replay(shared)
    catalogue = module.Catalogue(str(shared / "data/portals/tokyo/tokyo_catalog_2021-12-18.jsonl.gz"), LIMIT)
    faults = SimpleNamespace(fail_every=0, delay=0, truncate_at=0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), module.handler(catalogue, faults))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def _requests(url: str) -> int:
    with urllib.request.urlopen(f"{url}/_stats") as answer:
        return json.load(answer).get("requests", 0)


@contextlib.contextmanager
def counted() -> Iterator[Counter[str]]:
    """Count SQL statements and Solr commits while the block runs."""
    import pysolr
    from ckan import model
    from sqlalchemy import event

    counts: Counter[str] = Counter()
    engine: Any = model.meta.engine

    def statement(*_: Any) -> None:
        counts["sql"] += 1

    original = pysolr.Solr._update

    def update(self: Any, *args: Any, **kwargs: Any) -> Any:
        counts["solr_requests"] += 1
        if kwargs.get("commit") or "<commit" in str(args[0] if args else ""):
            counts["solr_commits"] += 1
        return original(self, *args, **kwargs)

    event.listen(engine, "before_cursor_execute", statement)
    pysolr.Solr._update = update
    try:
        yield counts
    finally:
        pysolr.Solr._update = original
        event.remove(engine, "before_cursor_execute", statement)


def _source(kind: str, url: str, config: dict[str, Any]) -> str:
    from ckan import model
    from ckan.plugins import toolkit as tk

    name = f"bench-{uuid.uuid4().hex[:8]}"
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    context: Any = {"user": user, "ignore_auth": True, "model": model, "session": model.Session}
    owner = tk.get_action("organization_create")(context, {"name": f"{name}-org"})
    context = {"user": user, "ignore_auth": True, "model": model, "session": model.Session}
    data = {"name": name, "title": name, "url": url, "source_type": kind, "owner_org": owner["id"]}
    return tk.get_action("harvest_source_create")(context, {**data, "config": json.dumps(config)})["id"]


def _job(source_id: str) -> Any:
    from ckanext.harvest.model import HarvestSource

    from ckanext.tomoni_harvest import stock

    job = stock.HarvestJob(status="Running")
    job.source = HarvestSource.get(source_id)
    job.save()
    return job


def run_peer(source_id: str) -> None:
    """Gather, fetch and import with ckanext-harvest's CKAN harvester, one object after another."""
    from ckan import model
    from ckanext.harvest import queue
    from ckanext.harvest.harvesters import CKANHarvester

    from ckanext.tomoni_harvest import stock

    job = _job(source_id)
    harvester = CKANHarvester(name="ckan_harvester")
    for identifier in queue.gather_stage(harvester, job) or []:
        queue.fetch_and_import_stages(harvester, stock.HarvestObject.get(identifier))
    model.Session.remove()
    job = stock.HarvestJob.get(job.id)
    job.status = "Finished"
    job.save()


def run_ours_whole(source_id: str) -> None:
    """Run our engine over the source and have it read everything."""
    run_ours(source_id, whole=True)


def run_ours(source_id: str, *, whole: bool = False) -> None:
    """Run our engine over the source."""
    from ckan import model

    from ckanext.tomoni_harvest.engine import run
    from ckanext.tomoni_harvest.model import Run
    from ckanext.tomoni_harvest.sources.ckan import CkanKind

    job_id = _job(source_id).id
    if whole:
        model.Session.add(Run(job_id, source_id, reading="full"))
        model.Session.commit()
    run.run_job(job_id, CkanKind())
    model.Session.remove()
    from ckanext.tomoni_harvest.consumers import keeper

    keeper.finish(job_id)


def clear(source_id: str) -> int:
    """Remove everything of a source; return how many datasets it had."""
    import sqlalchemy as sa
    from ckan import model
    from ckan.plugins import toolkit as tk

    count = sa.text(
        "SELECT count(DISTINCT p.id) FROM package p JOIN harvest_object o ON o.package_id = p.id "
        "WHERE o.harvest_source_id = :source AND p.state = 'active'"
    )
    found = model.Session.execute(count, {"source": source_id}).scalar() or 0
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    context: Any = {"user": user, "ignore_auth": True, "model": model, "session": model.Session}
    tk.get_action("harvest_source_clear")(context, {"id": source_id})
    model.Session.commit()
    return int(found)


def measure(label: str, work: Callable[[str], None], source_id: str, url: str) -> dict[str, Any]:
    """Run ``work`` once and return what it cost."""
    before = _requests(url)
    with counted() as counts:
        start = time.perf_counter()
        work(source_id)
        seconds = time.perf_counter() - start
    return {"what": label, "seconds": round(seconds, 2), "requests": _requests(url) - before, **counts}


def main() -> None:
    """Run both, print the table and the figures."""
    from ckan.cli import CKANConfigLoader
    from ckan.config.middleware import make_app

    app: Any = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
    logging.disable(logging.CRITICAL)
    results: dict[str, dict[str, Any]] = {}
    with app._wsgi_app.test_request_context(), served(_shared()) as url:
        from ckan.plugins import toolkit as tk

        tk.config["ckanext.tomoni_harvest.allow_private_urls"] = True
        tk.config["ckanext.tomoni_harvest.interval"] = 0.0
        _clear_leftovers()
        for name, kind, work in (("peer", "ckan", run_peer), ("ours", "tomoni_ckan", run_ours)):
            source_id = _plain_source(kind, url)
            results[f"{name}_first"] = measure(f"{name}: first harvest", work, source_id, url)
            results[f"{name}_again"] = measure(f"{name}: nothing changed", work, source_id, url)
            if name == "ours":
                results["ours_whole"] = measure("ours: nothing changed, whole", run_ours_whole, source_id, url)
            results[f"{name}_first"]["datasets"] = clear(source_id)
    _table(results)


def _clear_leftovers() -> None:
    """Remove what an interrupted run left: the peer takes datasets it finds under their remote ids for unchanged."""
    from ckan import model

    query = model.Session.query(model.Package.id).filter(model.Package.type == "harvest")
    for (source_id,) in query.filter(model.Package.name.like("bench-%")).all():
        clear(source_id)


def _plain_source(kind: str, url: str) -> str:
    """Create a source that puts every dataset into its own organization, for both kinds alike.

    The peer's kind need not be a plugin of this portal: its source is created under ours and renamed.
    """
    from ckan import model

    from ckanext.tomoni_harvest import stock

    source_id = _source("tomoni_ckan", url, {"organizations": "own"})
    if kind != "tomoni_ckan":
        source = stock.HarvestSource.get(source_id)
        source.type, source.config = kind, "{}"
        source.save()
        model.Session.commit()
    return source_id


def _table(results: dict[str, dict[str, Any]]) -> None:
    columns = ("seconds", "ms_per_dataset", "requests", "sql", "solr_commits")
    print(f"\n{'':28}" + "".join(f"{column:>16}" for column in columns))
    for row in results.values():
        row["ms_per_dataset"] = round(1000 * row["seconds"] / LIMIT, 2)
        print(f"{row['what']:28}" + "".join(f"{row.get(column, 0):>16}" for column in columns))
    first = results["peer_first"]["seconds"] / results["ours_first"]["seconds"]
    again = results["peer_again"]["seconds"] / results["ours_again"]["seconds"]
    figures = {"bench": "harvest", "ratio": round(first, 2), "ratio_unchanged": round(again, 2), "limit": LIMIT}
    print(json.dumps({**figures, **results}, ensure_ascii=False))


if __name__ == "__main__":
    main()
