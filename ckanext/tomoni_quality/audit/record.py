"""The record of a dataset: everything measured on one day, with what was not measured beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ckanext.tomoni_quality.audit import contents, freshness, links, mqa, openness, standards
from ckanext.tomoni_quality.audit.facts import prepared, text
from ckanext.tomoni_quality.audit.method import METHOD_VERSION
from ckanext.tomoni_quality.audit.reported import Reported

__all__ = ["measure"]


def measure(
    dataset: Mapping[str, Any],
    reports: Mapping[str, Reported],
    today: date,
    asked: Mapping[str, str] | None = None,
    dcat_ap: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Measure one dataset.

    :param dataset: as package_show gives it, of any Japanese portal
    :param reports: the newest report of each resource that has one, by resource id
    :param today: the day to measure ages from
    :param asked: the state of each address that was asked for itself, by resource id
    :param dcat_ap: what SHACL says of the published RDF, with ``conforms``; None: nobody asked
    :returns: plain data for JSON: ``method``, ``resources``, ``checked``, ``content_score``, ``readability``, ``mqa``,
        ``dcat_ap``, ``openness``, ``standards``, ``freshness``, ``links``
    """
    facts = prepared(dataset)
    ids = [text(resource.get("id")) for resource in facts.resources]
    published = dict(dcat_ap or {"conforms": None})
    known = [reports[id] for id in ids if id in reports]
    return {
        "method": METHOD_VERSION,
        "resources": len(ids),
        "checked": sum(report.score is not None for report in known),
        "content_score": contents.score(known),
        "readability": contents.readability(known),
        "mqa": mqa.measure(facts, reports, asked or {}, published["conforms"]),
        "dcat_ap": published,
        "openness": openness.measure(facts),
        "standards": standards.measure(facts, reports),
        "freshness": freshness.measure(facts, today),
        "links": links.counts(links.state(reports.get(id), (asked or {}).get(id)) for id in ids),
    }
