"""Stores reports and reads them for pages and the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_quality import settings
from ckanext.tomoni_quality.model import QualityReport
from ckanext.tomoni_quality.report import ENGINE_VERSION, Report

Replaced = Callable[[QualityReport, QualityReport], None]


def save(
    resource_id: str, package_id: str, report: Report, source: dict[str, str], replaced: Replaced | None = None
) -> str:
    """Store ``report`` as the newest of its resource, drop the findings of old ones, commit; its id.

    The same answer for the same bytes only renews the date: checking again converges, history shows changes.

    :param source: ``fingerprint`` of the resource, and what its server calls this state of the file
    :param replaced: is given the report before and the new one, in the same transaction
    """
    data = report.as_dict()
    # Two checks of one resource may end at once: the second sees what the first has stored.
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(resource_id))))
    before = row = QualityReport.newest(resource_id)
    if row is None or row.report != data:
        row = _add(resource_id, package_id, report)
    row.created = datetime.now(UTC)
    row.latest = True
    row.source = source
    model.Session.flush()
    if replaced and before is not None and before is not row:
        replaced(before, row)
    QualityReport.thin(resource_id, keep=settings.history())
    model.Session.commit()
    return row.id


def state(resource_id: str, fingerprint: str) -> dict[str, str]:
    """What the server called the file when it was last checked, and its ``content_hash``; nothing where a check of the
    same might say otherwise.
    """
    row = QualityReport.newest(resource_id)
    if row is None or row.status != "ok" or row.engine != ENGINE_VERSION:
        return {}
    if row.source.get("fingerprint") != fingerprint:
        return {}
    return {**row.source, "content_hash": row.content_hash}


def confirm(resource_id: str, fingerprint: str) -> str | None:
    """The file is as it was: its newest report is of today; its id, None when it is gone or of another state."""
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(resource_id))))
    row = QualityReport.newest(resource_id)
    if row is not None and row.source.get("fingerprint") == fingerprint:
        row.created = datetime.now(UTC)
        model.Session.commit()
        return row.id
    model.Session.rollback()
    return None


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
