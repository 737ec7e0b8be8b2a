"""Stores reports and reads them for pages and the API."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_quality import settings
from ckanext.tomoni_quality.model import QualityReport
from ckanext.tomoni_quality.report import Report


def save(resource_id: str, package_id: str, report: Report, fingerprint: str) -> str:
    """Store ``report`` as the newest of its resource, forget the oldest, commit; its id.

    The same answer for the same bytes only renews the date: checking again converges, history shows changes.
    """
    data = report.as_dict()
    row = QualityReport.newest(resource_id)
    if row is None or row.report != data:
        row = _add(resource_id, package_id, report)
    row.created = datetime.now(UTC)
    row.latest = True
    row.source = {"fingerprint": fingerprint}
    model.Session.flush()
    QualityReport.forget(resource_id, keep=settings.history())
    model.Session.commit()
    return row.id


def _add(resource_id: str, package_id: str, report: Report) -> QualityReport:
    model.Session.execute(sa.update(QualityReport).where(QualityReport.resource_id == resource_id).values(latest=False))
    counts = report.counts
    row = QualityReport(
        resource_id=resource_id,
        package_id=package_id,
        status=report.status,
        score=report.score,
        level=report.level,
        standard=report.standard,
        edition=report.edition,
        encoding=report.encoding,
        errors=counts["error"],
        warnings=counts["warning"],
        infos=counts["info"],
        content_hash=report.content_hash,
        engine=report.engine,
        report=report.as_dict(),
    )
    model.Session.add(row)
    return row
