"""Indexes a batch with one request to Solr and one commit.

``PackageSearchIndex`` sends a request for each document. Its connection is swapped for one that collects the documents
while the batch is indexed, so that everything else, plugins' ``before_dataset_index`` included, stays CKAN's own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from ckan import logic
from ckan.lib.search import index as search_index
from ckan.plugins import toolkit as tk


class _Collector:
    """Stands for a Solr connection: keeps the documents."""

    def __init__(self) -> None:
        self.docs: list[dict[str, Any]] = []
        self.url = ""

    def add(self, docs: list[dict[str, Any]], commit: bool = False) -> None:
        self.docs.extend(docs)


@contextlib.contextmanager
def collected() -> Iterator[_Collector]:
    """Collect the documents that are indexed while the block runs."""
    collector, original = _Collector(), search_index.make_connection
    search_index.make_connection = lambda *_, **__: collector  # type: ignore[assignment]
    try:
        yield collector
    finally:
        search_index.make_connection = original


def index(pairs: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Index datasets given as (default schema, form's schema) dicts."""
    with collected() as collector:
        for pair in pairs:
            logic.index_update_package_dicts(pair, defer_commit=True)
    if collector.docs:
        search_index.make_connection().add(docs=collector.docs, commit=False)
        commit()


def remove(package_ids: Iterable[str]) -> None:
    """Take datasets out of the index."""
    connection = search_index.make_connection()
    site = tk.config.get("ckan.site_id")
    for package_id in package_ids:
        connection.delete(q=f'+id:"{package_id}" +site_id:"{site}"', commit=False)
    commit()


def commit() -> None:
    """Make what was sent visible, unless the portal leaves that to Solr."""
    if tk.config.get("ckan.search.solr_commit"):
        search_index.make_connection().commit(waitSearcher=True)
