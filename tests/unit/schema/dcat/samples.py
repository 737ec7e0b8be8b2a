"""A portal that is nobody's, and the way from a dataset to a graph in the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rdflib import Graph, URIRef

from ckanext.tomoni_schema.dcat import mending, writing, writing_catalog
from ckanext.tomoni_schema.dcat.site import Agent, License, Quality, Site
from ckanext.tomoni_schema.dcat.terms import PREFIXES

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
LICENSES = {
    item["id"]: License(item["id"], item["title"], item.get("url", ""))
    for item in json.loads((ROOT / "schemas" / "licenses.json").read_text(encoding="utf-8"))
}
PORTAL = "https://opendata.example.lg.jp"
SITE = Site(PORTAL, LICENSES, lambda item: f"{PORTAL}/dataset/{item.get('package_id')}/resource/{item.get('id')}")
CATALOG = URIRef(PORTAL)


def ref_of(dataset: dict[str, Any]) -> URIRef:
    """The address of a dataset."""
    return URIRef(f"{PORTAL}/dataset/{dataset['id']}")


def graph_of(dataset: dict[str, Any], agent: Agent | None = None, quality: Quality | None = None) -> Graph:
    """The graph of one dataset, mended, as the profile writes it."""
    g = Graph()
    for prefix, namespace in PREFIXES.items():
        g.bind(prefix, namespace, replace=True)
    writing.write_dataset(g, ref_of(dataset), dataset, SITE, agent, quality)
    mending.mend(g)
    return g


def catalog_of(datasets: list[dict[str, Any]], **settings: str) -> Graph:
    """A whole catalogue with its records."""
    whole = Graph()
    described = writing_catalog.Catalog(**{"title": "見本カタログ", **settings})
    writing_catalog.write_catalog(whole, CATALOG, described, SITE, "2026-04-01T00:00:00.000000")
    for dataset in datasets:
        g = graph_of(dataset)
        writing_catalog.write_record(g, CATALOG, ref_of(dataset), dataset)
        mending.mend(g)
        for triple in g:
            whole.add(triple)
    return whole


def agent(described: dict[str, str] | None) -> Agent | None:
    """The organization of a case."""
    return Agent(**described) if described else None


def quality(described: dict[str, Any] | None) -> Quality | None:
    """The judgement of a case."""
    return Quality(**described) if described else None
