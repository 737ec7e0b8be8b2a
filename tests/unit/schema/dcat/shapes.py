"""DCAT-AP 3.0.1's SHACL shapes, as a list of what a graph breaks."""

from __future__ import annotations

from functools import cache

from pyshacl import validate
from rdflib import Graph
from rdflib.namespace import SH

from tests.unit.schema.dcat.samples import ROOT

__all__ = ["broken"]


_FILES = {
    "shapes": ROOT / "ckanext" / "tomoni_quality" / "audit" / "shapes" / "dcat-ap-3.0.1.ttl",
    "range": ROOT / "tests" / "data" / "dcat_ap" / "range.ttl",
}


@cache
def _shapes(name: str) -> Graph:
    return Graph().parse(_FILES[name])


def broken(graph: Graph) -> list[tuple[str, ...]]:
    """The broken rules, each with the node, property and value."""
    found = []
    for name in _FILES:
        _, report, _ = validate(graph, shacl_graph=_shapes(name), inference="none")
        assert isinstance(report, Graph)
        for result in report.subjects(SH.resultSeverity, SH.Violation):
            told = (SH.focusNode, SH.resultPath, SH.value, SH.resultMessage)
            found.append((name, *(str(report.value(result, part)) for part in told)))
    return sorted(found)
