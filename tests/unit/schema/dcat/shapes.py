"""DCAT-AP 3.0.1's SHACL shapes, as a list of what a graph breaks."""

from __future__ import annotations

from functools import cache

from pyshacl import validate
from rdflib import Graph
from rdflib.namespace import SH

from tests.unit.schema.dcat.samples import ROOT

__all__ = ["broken"]


@cache
def _shapes(name: str) -> Graph:
    return Graph().parse(ROOT / "tests" / "data" / "dcat_ap" / f"{name}.ttl")


def broken(graph: Graph) -> list[tuple[str, ...]]:
    """The broken rules, each with the node, property and value."""
    found = []
    for name in ("shapes", "range"):
        _, report, _ = validate(graph, shacl_graph=_shapes(name), inference="none")
        assert isinstance(report, Graph)
        for result in report.subjects(SH.resultSeverity, SH.Violation):
            told = (SH.focusNode, SH.resultPath, SH.value, SH.resultMessage)
            found.append((name, *(str(report.value(result, part)) for part in told)))
    return sorted(found)
