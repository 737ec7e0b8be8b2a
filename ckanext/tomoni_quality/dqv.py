"""The ckanext-dcat profile ``tomoni_dqv``: the newest record of a dataset as measurements of W3C's DQV.

Metrics of MQA carry the names of piveau's vocabulary, as data.europa.eu writes them; ours lead to the page of the
method. What was not measured is left out: DQV has no word for it.
"""

from __future__ import annotations

import logging
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.dcat.profiles.base import RDFProfile
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from ckanext.tomoni_quality.audit.metrics import METRICS
from ckanext.tomoni_quality.audit_model import AuditRow

__all__ = ["DQV", "TomoniDqvProfile", "write"]

log = logging.getLogger(__name__)

DQV = Namespace("http://www.w3.org/ns/dqv#")
PROV = Namespace("http://www.w3.org/ns/prov#")
#: Our own figures: fragment of the method's page, and where the record has it.
OWN = (
    ("quality-score", ("content_score",)),
    ("machine-readability", ("readability", "score")),
    ("machine-readability-level", ("readability", "met")),
    ("mqa-points", ("mqa", "points")),
    ("stars", ("openness", "stars")),
    ("dead-links", ("links", "dead")),
)


class TomoniDqvProfile(RDFProfile):
    """Adds to the graph of a dataset what the audit measured; the other profiles write the rest."""

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Node) -> None:
        """Write the newest record; a dataset that was not measured gets nothing, a fault costs only this."""
        try:
            with model.Session.begin_nested():
                row = AuditRow.newest(str(dataset_dict.get("id") or ""))
        except Exception:
            log.exception("The audit of dataset %s was not written", dataset_dict.get("id"))
            return
        if row:
            page = f"{str(tk.config['ckan.site_url']).rstrip('/')}/quality/audit/method"
            write(self.g, URIRef(str(dataset_ref)), row.record, row.measured.isoformat(timespec="seconds"), page)

    def parse_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Node) -> dict[str, Any]:
        """Read nothing: another portal's measurements are not ours."""
        return dataset_dict


def write(g: Graph, ref: URIRef, record: dict[str, Any], measured: str, page: str) -> None:
    """Write the measurements of ``record``, taken at ``measured`` (ISO 8601) by the method of ``page``."""
    g.bind("dqv", DQV)
    answers = {row["id"]: row["met"] for row in record["mqa"]["metrics"]}
    for metric in METRICS:
        if answers.get(metric.id) is not None:
            _add(g, ref, URIRef(metric.uri), answers[metric.id], measured)
    for fragment, path in OWN:
        value: Any = record
        for key in path:
            value = value[key]
        if value is not None:
            _add(g, ref, URIRef(f"{page}#{fragment}"), value, measured)


def _add(g: Graph, ref: URIRef, metric: URIRef, value: bool | int, measured: str) -> None:
    node = BNode()
    kind = XSD.boolean if isinstance(value, bool) else XSD.integer
    for predicate, target in (
        (RDF.type, DQV.QualityMeasurement),
        (DQV.isMeasurementOf, metric),
        (DQV.computedOn, ref),
        (DQV.value, Literal(value, datatype=kind)),
        (PROV.generatedAtTime, Literal(measured, datatype=XSD.dateTime)),
    ):
        g.add((node, predicate, target))
    g.add((ref, DQV.hasQualityMeasurement, node))
