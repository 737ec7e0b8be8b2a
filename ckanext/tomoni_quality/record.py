"""What is found in the record of a dataset, with what the portal knows of its files now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ckanext.tomoni_quality import record_rules
from ckanext.tomoni_quality.audit import Reported, links
from ckanext.tomoni_quality.audit.facts import prepared
from ckanext.tomoni_quality.linking.model import QualityLink
from ckanext.tomoni_quality.model import QualityReport
from ckanext.tomoni_quality.record_rules._base import Known, Record

__all__ = ["findings"]


def findings(package: dict[str, Any], rows: Mapping[str, QualityReport]) -> list[dict[str, Any]]:
    """As :func:`record_rules.findings` tells them, of a dict of ``package_show``.

    :param rows: the newest report of each resource that has one
    """
    asked = QualityLink.of(resource["id"] for resource in package["resources"])
    known = {id: _known(rows.get(id), asked.get(id)) for id in rows.keys() | asked.keys()}
    return record_rules.findings(Record(prepared(package), known, datetime.now(UTC).date()))


def _known(row: QualityReport | None, link: QualityLink | None) -> Known:
    report = {**row.report, "status": row.status} if row else {}
    state = links.state(Reported.of(report) if row else None, link.state if link else None)
    size = report.get("size") or 0
    return Known(report.get("encoding"), size, state, link.moved_to if link and link.state == "moved" else "")
