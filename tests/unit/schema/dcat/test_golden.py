"""Golden files: a dataset beside its graph, a foreign graph beside what is read of it.

After a change that is meant, write them again with ``TOMONI_GOLDEN=1`` and read the difference.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph
from rdflib.compare import graph_diff, to_isomorphic

from ckanext.tomoni_schema.dcat import fields, reading, values
from ckanext.tomoni_schema.dcat.terms import DCAT, RDF
from tests.unit.schema.dcat import samples

WRITE = sorted((samples.HERE / "write").glob("*.json"))
READ = sorted((samples.HERE / "read").glob("*.ttl"))
AGAIN = bool(os.environ.get("TOMONI_GOLDEN"))


def _case(path: Path) -> tuple[dict[str, Any], Graph]:
    case = json.loads(path.read_text(encoding="utf-8"))
    agent, quality = samples.agent(case.get("agent")), samples.quality(case.get("quality"))
    return case["dataset"], samples.graph_of(case["dataset"], agent, quality)


@pytest.mark.parametrize("path", WRITE, ids=lambda path: path.stem)
def test_written_as_in_the_golden_file(path: Path) -> None:
    """Each triple, and no other."""
    graph, golden = _case(path)[1], path.with_suffix(".ttl")
    if AGAIN:
        golden.write_text(graph.serialize(format="turtle"), encoding="utf-8")
    _, lost, new = graph_diff(to_isomorphic(Graph().parse(golden)), to_isomorphic(graph))
    assert (sorted(lost), sorted(new)) == ([], [])


@pytest.mark.parametrize("path", WRITE, ids=lambda path: path.stem)
@pytest.mark.parametrize("form", ["turtle", "xml", "json-ld"])
def test_every_field_comes_back(path: Path, form: str) -> None:
    """Through text in each format, word for word."""
    dataset, graph = _case(path)
    back = Graph().parse(data=graph.serialize(format=form), format=form)
    read = reading.read_dataset(back, samples.ref_of(dataset), samples.SITE)
    filled = {name: dataset[name] for name in fields.DATASET if dataset.get(name)}
    assert {name: read.get(name) for name in filled} == filled
    files = reading.read_files(back, samples.ref_of(dataset), samples.SITE)
    for resource in dataset["resources"]:
        got = next(file for node, file in files.items() if str(node) == samples.SITE.resource_uri(resource))
        filled = {name: values.text(resource[name]) for name in fields.RESOURCE if resource.get(name)}
        assert {name: got.get(name) for name in filled} == filled


@pytest.mark.parametrize("path", READ, ids=lambda path: path.stem)
def test_read_as_in_the_golden_file(path: Path) -> None:
    """What another catalogue wrote, in our fields."""
    graph, golden = Graph().parse(path), path.with_suffix(".json")
    ref = next(graph.subjects(RDF.type, DCAT.Dataset))
    files = reading.read_files(graph, ref, samples.SITE)
    read = {
        "dataset": reading.read_dataset(graph, ref, samples.SITE),
        "tags": reading.tags(graph, ref),
        "files": {str(node): file for node, file in files.items()},
    }
    if AGAIN:
        golden.write_text(json.dumps(read, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    assert read == json.loads(golden.read_text(encoding="utf-8"))


def test_both_directions_have_cases() -> None:
    """An empty folder would prove nothing."""
    assert len(WRITE) >= 3
    assert READ
