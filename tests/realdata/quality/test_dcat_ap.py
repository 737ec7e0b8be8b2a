"""The Tokyo catalogue as this portal publishes it, judged by SHACL: conforms, within the bounds, in little time."""

from __future__ import annotations

import gzip
import json
import time
from typing import Any

import pytest
from rdflib import BNode, Graph, Literal
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from ckanext.tomoni_harvest.sources.ckan import CkanKind
from ckanext.tomoni_quality.audit import graph_key, shacl
from tests.shared import require_shared
from tests.unit.schema.dcat import samples

CATALOGUE = "data/portals/tokyo/tokyo_catalog_2022-08-23.jsonl.gz"
EVERY = 100
#: What pages judge while somebody waits (ckanext.tomoni_quality.dcat_ap, which needs CKAN).
MOST_WHILE_WAITED_FOR = 6_000


def published(raw: dict[str, Any]) -> Graph:
    """The graph of a harvested dataset."""
    record = CkanKind().normalise(raw, "https://catalog.data.metro.tokyo.lg.jp")
    ids = [{"id": item["id"], "package_id": raw["id"]} for item in raw["resources"]]
    resources = [{**ours, **theirs} for ours, theirs in zip(record.dataset["resources"], ids, strict=True)]
    stamps = {name: raw[name] for name in ("id", "metadata_created", "metadata_modified")}
    return samples.graph_of({**record.dataset, **stamps, "name": record.name, "resources": resources})


def renamed(graph: Graph) -> Graph:
    """The same with other names of its blank nodes."""
    names: dict[Node, Node] = {}
    other = Graph()
    for triple in graph:
        subject, predicate, held = (names.setdefault(t, BNode()) if isinstance(t, BNode) else t for t in triple)
        other.add((subject, predicate, held))
    return other


@pytest.fixture(scope="module")
def graphs() -> list[Graph]:
    """Of every hundredth dataset, and of the one with the most files."""
    with gzip.open(require_shared(CATALOGUE), "rt", encoding="utf-8") as lines:
        raw = [json.loads(line) for line in lines]
    largest = max(raw, key=lambda each: len(each["resources"]))
    return [published(each) for each in [*raw[::EVERY], largest]]


def test_what_is_published_conforms(graphs: list[Graph]) -> None:
    assert len(graphs) == 48
    began = time.monotonic()
    assert [found["results"] for graph in graphs if not (found := shacl.judge(graph))["conforms"]] == []
    assert (time.monotonic() - began) / len(graphs) < 0.5, "thousands are judged one by one"


def test_each_fits_the_bounds_and_has_a_fingerprint_of_its_own(graphs: list[Graph]) -> None:
    keys = [graph_key.fingerprint(graph, MOST_WHILE_WAITED_FOR) for graph in graphs]
    assert None not in keys
    assert len(set(keys)) == len(keys)
    assert [graph_key.fingerprint(renamed(graph), MOST_WHILE_WAITED_FOR) for graph in graphs] == keys


def test_what_is_taken_away_is_missed(graphs: list[Graph]) -> None:
    for graph in graphs[:5]:
        broken = renamed(graph)
        broken.remove((None, DCTERMS.title, None))
        broken.add((next(iter(graph.subjects(DCTERMS.title))), DCTERMS.license, Literal("CC BY")))
        assert graph_key.fingerprint(broken, MOST_WHILE_WAITED_FOR) != graph_key.fingerprint(graph, 6_000)
        told = {(row["of"], row["path"]) for row in shacl.judge(broken)["results"]}
        assert ("dcat:Dataset", "dct:title") in told
