"""Recall@10 and MRR of Japanese queries: stock CKAN's schema and query beside Tomoni's, on one catalogue, in one run.

The catalogue is the Tokyo one of 2022-08-23 (4,637 datasets). Each dataset goes through CKAN's own indexing once, and
the same documents are sent to two temporary Solr cores. Stock is asked as CKAN asks (its PackageSearchQuery, its fields
and minimum match), ours through the same class after the portal's ``before_dataset_search``. The queries and the
datasets that should be found are in ``search_queries.yaml``, written before any tuning.

``TOMONI_BENCH_DETAILS=1`` prints each query.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import statistics
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest import mock

import pysolr
import yaml

from scripts.dev import place
from tests.shared import shared_data

HERE = Path(__file__).resolve().parent
CATALOGUE = Path("portals") / "tokyo" / "tokyo_catalog_2022-08-23.jsonl.gz"
RESULTS = 10
BATCH = 500
SPEED_ROUNDS = 3
NO_DATA = 3


@dataclass(frozen=True)
class Query:
    """What someone types, of which kind it is, and the names of the datasets that should be found."""

    text: str
    kind: str
    relevant: frozenset[str]


@dataclass(frozen=True)
class Answer:
    """How one query was answered: share of what could be in the first ten, and one over the rank of the first hit."""

    query: Query
    found: list[str]
    hits: int

    @property
    def recall(self) -> float:
        """Relevant among the first ten, of as many as could be there."""
        return len(self.query.relevant.intersection(self.found)) / min(RESULTS, len(self.query.relevant))

    @property
    def reciprocal_rank(self) -> float:
        """One over the place of the first relevant one, nothing when it is not among the first ten."""
        return next((1 / place for place, name in enumerate(self.found, 1) if name in self.query.relevant), 0.0)


def queries() -> list[Query]:
    """Read the queries with the datasets that should be found."""
    written = yaml.safe_load((HERE / "search_queries.yaml").read_text("utf-8"))
    topics = written["topics"]
    read = []
    for query in written["queries"]:
        names = [*query.get("datasets", []), *(name for topic in query.get("topics", []) for name in topics[topic])]
        read.append(Query(query["q"], query["kind"], frozenset(names)))
    return read


def documents(catalogue: Path) -> list[dict[str, Any]]:
    """Return the documents that CKAN's own indexing makes of the catalogue, without sending them."""
    from ckan.lib.search import index

    sink = mock.Mock()
    made: list[dict[str, Any]] = []
    sink.add.side_effect = lambda docs, commit: made.extend(docs)
    with (
        gzip.open(catalogue, "rt", encoding="utf-8") as lines,
        mock.patch.object(index, "make_connection", return_value=sink),
    ):
        for line in lines:
            dataset = json.loads(line)
            dataset |= {
                "relationships_as_object": [],
                "relationships_as_subject": [],
                "groups": dataset["groups"] or [],
            }
            index.PackageSearchIndex().index_package({**dataset, "with_custom_schema": dataset}, defer_commit=True)
    return made


def write_stock(folder: Path) -> None:
    """Write the configset of a stock CKAN: its own schema, empty word lists, our solrconfig without what is ours."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - lxml ships no types

    spec = find_spec("ckan")
    assert spec is not None
    assert spec.origin is not None
    folder.mkdir(parents=True)
    shutil.copy(Path(spec.origin).parent / "config" / "solr" / "schema.xml", folder)
    config = etree.parse(str(place.ROOT / "config" / "solr" / "conf" / "solrconfig.xml"))
    for ours in config.xpath("//lst[@name='defaults']/*[@name='sow']"):
        ours.getparent().remove(ours)
    config.write(str(folder / "solrconfig.xml"))
    for words in ("synonyms.txt", "stopwords.txt", "protwords.txt"):
        (folder / words).touch()


def write_ours(folder: Path) -> None:
    """Write Tomoni's configset."""
    sys.path.insert(0, str(place.ROOT / "config" / "solr"))
    from build_configset import main  # pyright: ignore[reportMissingImports]

    main(folder)


@contextmanager
def core(name: str, write: Callable[[Path], None]) -> Iterator[pysolr.Solr]:
    """Make a Solr core for the time of the run, and take it away with its files."""
    base = f"http://127.0.0.1:{place.PORTS['solr']}/solr"
    folder = place.STATE / "solr" / "home" / name
    _admin(base, action="UNLOAD", core=name, deleteInstanceDir="true", missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    write(folder / "conf")
    _admin(base, action="CREATE", name=name, instanceDir=str(folder))
    try:
        yield pysolr.Solr(f"{base}/{name}", timeout=120)
    finally:
        _admin(base, action="UNLOAD", core=name, deleteInstanceDir="true")
        shutil.rmtree(folder, ignore_errors=True)


def _admin(base: str, *, missing_ok: bool = False, **parameters: str) -> None:
    try:
        urllib.request.urlopen(f"{base}/admin/cores?{urllib.parse.urlencode(parameters)}", timeout=60).close()
    except urllib.error.HTTPError as problem:
        if not missing_ok:
            raise RuntimeError(problem.read().decode("utf-8", "replace")) from problem


def load(solr: pysolr.Solr, docs: list[dict[str, Any]]) -> float:
    """Send the documents, commit, and return the seconds it took."""
    start = time.perf_counter()
    for at in range(0, len(docs), BATCH):
        solr.add(docs[at : at + BATCH], commit=False)
    solr.commit(waitSearcher=True)
    return time.perf_counter() - start


def ask(solr: pysolr.Solr, query: Query, prepare: Callable[[dict[str, Any]], dict[str, Any]]) -> Answer:
    """Ask one core through CKAN's own query class."""
    from ckan.lib.search import query as ckan_query

    given = {"q": query.text, "rows": RESULTS, "sort": "score desc, metadata_modified desc", "df": "text", "fl": "name"}
    with mock.patch.object(ckan_query, "make_connection", return_value=solr):
        answer = ckan_query.PackageSearchQuery().run(prepare(given))
    return Answer(query, answer["results"], answer["count"])


def speed(solr: pysolr.Solr, asked: list[Query], prepare: Callable[[dict[str, Any]], dict[str, Any]]) -> float:
    """Return the median milliseconds of a query, after one round that warms the caches of the virtual machine."""
    taken: list[float] = []
    for _ in range(SPEED_ROUNDS):
        for query in asked:
            start = time.perf_counter()
            ask(solr, query, prepare)
            taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def mean(values: Iterator[float]) -> float:
    """Return the mean."""
    return statistics.fmean(values)


def table(stock: list[Answer], ours: list[Answer]) -> None:
    """Print recall@10 and MRR by kind of query."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for at, answer in enumerate(ours):
        kinds[answer.query.kind].append(at)
    print(f"{'kind':<10}{'queries':>8} | {'recall@10':^17} | {'MRR':^17}")
    print(f"{'':<10}{'':>8} | {'stock':>8}{'ours':>9} | {'stock':>8}{'ours':>9}")
    for kind, at in [*kinds.items(), ("all", list(range(len(ours))))]:
        figures = [mean(side[i].recall for i in at) for side in (stock, ours)]
        figures += [mean(side[i].reciprocal_rank for i in at) for side in (stock, ours)]
        print(f"{kind:<10}{len(at):>8} | {figures[0]:>8.3f}{figures[1]:>9.3f} | {figures[2]:>8.3f}{figures[3]:>9.3f}")


def details(stock: list[Answer], ours: list[Answer]) -> None:
    """Print each query with both answers."""
    for theirs, mine in zip(stock, ours, strict=True):
        missed = sorted(mine.query.relevant.difference(mine.found))[:6] if mine.recall < 1 else []
        wrong = [name for name in mine.found if name not in mine.query.relevant][:6] if mine.recall < 1 else []
        print(
            f"{mine.query.kind:<9} {mine.query.text:<18} stock {theirs.recall:.2f} ({theirs.hits})  "
            f"ours {mine.recall:.2f}/{mine.reciprocal_rank:.2f} ({mine.hits}) missed {missed} instead {wrong}"
        )


def main() -> int:
    """Run the benchmark; return 3 when the catalogue is not beside the checkout."""
    data = shared_data()
    if data is None or not (data / CATALOGUE).is_file():
        print(f"カタログがありません / no catalogue: {CATALOGUE} (TOMONI_SHARED, or ../shared/data)", file=sys.stderr)
        return NO_DATA
    from ckan.cli import CKANConfigLoader
    from ckan.config.middleware import make_app

    from ckanext.tomoni_portal.search.query import parameters

    config = CKANConfigLoader(os.environ.get("CKAN_INI", "test.ini")).get_config()
    config["ckan.plugins"] = "tomoni_portal"  # the search alone: other rooms ask the database for each dataset
    app = make_app(config)
    asked = queries()
    with app._wsgi_app.test_request_context():  # pyright: ignore[reportAttributeAccessIssue]
        docs = documents(data / CATALOGUE)
        with core("bench_stock", write_stock) as stock_core, core("bench_tomoni", write_ours) as our_core:
            seconds = [load(stock_core, docs), load(our_core, docs)]
            stock = [ask(stock_core, query, dict) for query in asked]
            ours = [ask(our_core, query, parameters) for query in asked]
            pace = [speed(stock_core, asked, dict), speed(our_core, asked, parameters)]
    if os.environ.get("TOMONI_BENCH_DETAILS"):
        details(stock, ours)
    table(stock, ours)
    print(f"\n{len(docs)} datasets; sent in {seconds[0]:.1f} s and {seconds[1]:.1f} s; "
          f"a query in {pace[0]:.1f} ms and {pace[1]:.1f} ms (median)")  # fmt: skip
    recall = [mean(a.recall for a in side) for side in (stock, ours)]
    ranks = [mean(a.reciprocal_rank for a in side) for side in (stock, ours)]
    figures = {
        "bench": "search", "ratio": round(recall[1] / recall[0], 3), "queries": len(asked), "datasets": len(docs),
        "recall_at_10_stock": round(recall[0], 4), "recall_at_10_ours": round(recall[1], 4),
        "mrr_stock": round(ranks[0], 4), "mrr_ours": round(ranks[1], 4),
        "unanswered_stock": sum(not a.reciprocal_rank for a in stock),
        "unanswered_ours": sum(not a.reciprocal_rank for a in ours),
        "query_ms_stock": round(pace[0], 2), "query_ms_ours": round(pace[1], 2),
        "index_seconds_stock": round(seconds[0], 2), "index_seconds_ours": round(seconds[1], 2),
    }  # fmt: skip
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
