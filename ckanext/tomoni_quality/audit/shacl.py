"""Whether a graph keeps to DCAT-AP, by its own SHACL shapes: what is broken, where, and with which value.

As MQA does, what counts are the shapes of what is required. Violations break conformity; warnings are told and break
nothing. Nothing is fetched: graphs come in as graphs, the shapes are in this package, and imports are not followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from pyshacl import validate
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import DCAT, RDF, SH
from rdflib.term import Node

from ckanext.tomoni_quality.audit import graph_key, shacl_words
from ckanext.tomoni_quality.audit.shacl_words import CLASSES, short

__all__ = ["MOST_RESULTS", "judge"]

#: How many broken rules are kept; the counts are always whole.
MOST_RESULTS = 50
_LONGEST = 200
_DEEPEST = 12
_FILE = "dcat-ap-3.0.1.ttl"
_DATASETS = (DCAT.Dataset, URIRef(f"{DCAT}DatasetSeries"))


@cache
def _shapes() -> Graph:
    source = files("ckanext.tomoni_quality.audit") / "shapes" / _FILE
    return Graph().parse(data=source.read_text(encoding="utf-8"), format="turtle")


def judge(graph: Graph) -> dict[str, Any]:
    """``conforms``, ``violations`` and ``warnings`` (counts), and the first ``results``.

    Each result has ``severity``, ``of`` (what the ``focus`` is), ``path``, ``constraint``, ``value`` and, in both
    languages, the ``name`` of the property and the ``message``.
    """
    _, report, _ = validate(graph, shacl_graph=_shapes(), inference="none", do_owl_imports=False)
    if not isinstance(report, Graph):
        raise report if isinstance(report, Exception) else TypeError(type(report).__name__)
    found = {tuple(row.items()): row for row in (*_absent(graph), *_unwritable(graph), *_broken(graph, report))}
    rows = sorted(found.values(), key=lambda row: (row["severity"] != "violation", row["of"] != "dcat:Dataset",
                                                   row["of"], row["focus"], row["path"], row["value"]))  # fmt: skip
    violations = sum(row["severity"] == "violation" for row in rows)
    return {
        "conforms": violations == 0,
        "violations": violations,
        "warnings": len(rows) - violations,
        "results": rows[:MOST_RESULTS],
    }


def _broken(graph: Graph, report: Graph) -> Iterator[dict[str, str]]:
    for result in report.objects(None, SH.result):
        shape, path = report.value(result, SH.sourceShape), report.value(result, SH.resultPath)
        constraint = str(report.value(result, SH.sourceConstraintComponent)).rpartition("#")[2]
        constraint = constraint.removesuffix("ConstraintComponent")
        severity = str(report.value(result, SH.resultSeverity)).rpartition("#")[2].lower()
        inverse = report.value(path, SH.inversePath) if isinstance(path, BNode) else None
        step = f"^{short(str(inverse))}" if inverse else short(str(path)) if isinstance(path, URIRef) else ""
        said = str(report.value(result, SH.resultMessage) or "")
        value = report.value(result, SH.value)
        yield {
            "severity": severity if severity in ("warning", "info") else "violation",
            **_place(graph, report.value(result, SH.focusNode), step),
            "constraint": constraint,
            "value": "" if value is None or isinstance(value, BNode) else str(value)[:_LONGEST],
            **shacl_words.message(constraint, _wanted(shape, constraint), said[:_LONGEST]),
        }


def _wanted(shape: Node | None, constraint: str) -> str:
    """What the shape asks for: the kind, type, class or shape of a value."""
    terms = {"NodeKind": SH.nodeKind, "Datatype": SH.datatype, "Class": SH["class"], "Node": SH.node}
    term = terms.get(constraint)
    return short(str(_shapes().value(shape, term) or "")) if term is not None and shape is not None else ""


def _absent(graph: Graph) -> Iterator[dict[str, str]]:
    """Shapes say nothing of a graph without a dataset, and so of a portal that publishes other RDF."""
    if not any((None, RDF.type, kind) in graph for kind in _DATASETS):
        yield {
            "severity": "violation",
            **_place(graph, None, ""),
            "constraint": "Dataset",
            "value": "",
            **shacl_words.message("Dataset", "", ""),
        }


def _unwritable(graph: Graph) -> Iterator[dict[str, str]]:
    for subject, predicate, term in graph_key.unwritable(graph):
        yield {
            "severity": "violation",
            **_place(graph, subject, short(str(predicate))),
            "constraint": "Writable",
            "value": str(term)[:_LONGEST],
            **shacl_words.message("Writable", "", ""),
        }


def _place(graph: Graph, focus: Node | None, step: str) -> dict[str, str]:
    """Whose property it is: a blank node is named by the way that leads to it from what has an address."""
    steps = [step] if step else []
    for _ in range(_DEEPEST):
        above = next(iter(graph.subject_predicates(focus)), None) if isinstance(focus, BNode) else None
        if above is None:
            break
        focus = above[0]
        steps.insert(0, short(str(above[1])))
    kinds = sorted(short(str(kind)) for kind in graph.objects(focus, RDF.type)) if focus is not None else []
    return {
        "of": next((kind for kind in kinds if kind in CLASSES), kinds[0] if kinds else "")[:_LONGEST],
        "focus": "" if isinstance(focus, BNode) else str(focus or "")[:_LONGEST],
        "path": "/".join(steps)[:_LONGEST],
        **shacl_words.name(steps),
    }
