"""The rows of the dumps, out of the database a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_quality import audit_figures
from ckanext.tomoni_quality.audit import dictionary
from ckanext.tomoni_quality.audit_model import AuditRow

__all__ = ["datasets", "organizations"]

PAGE = 500


def datasets(month: str) -> Iterator[dict[str, Any]]:
    """Each public dataset of the month, by id."""
    last = ""
    while rows := _page(month, last):
        for row, name, title, organization in rows:
            yield dictionary.dataset_row(
                {
                    "month": row.month, "package_id": row.package_id, "name": name, "title": title,
                    "organization": organization, "municipality": row.municipality, "source": row.source_title,
                    "measured": row.measured.astimezone(UTC).isoformat(timespec="seconds"), "record": row.record,
                }
            )  # fmt: skip
        last = rows[-1][0].package_id
        model.Session.expunge_all()


def _page(month: str, after: str) -> list[Any]:
    query = (
        sa.select(AuditRow, model.Package.name, model.Package.title, model.Group.name)
        .join(model.Package, model.Package.id == AuditRow.package_id)
        .outerjoin(model.Group, model.Group.id == AuditRow.owner_org)
        .where(*audit_figures.public(), AuditRow.month == month, AuditRow.package_id > after)
    )
    return list(model.Session.execute(query.order_by(AuditRow.package_id).limit(PAGE)))


def organizations(month: str) -> Iterator[dict[str, Any]]:
    """Each organization's figures of the month."""
    offset, count = 0, 1
    while offset < count:
        rows, count = audit_figures.grouped(
            "organization", audit_figures.scoped(month=month), limit=PAGE, offset=offset
        )
        keys = [row["key"] for row in rows]
        named = {g.id: g for g in model.Session.scalars(sa.select(model.Group).where(model.Group.id.in_(keys)))}
        for row in rows:
            group = named.get(row["key"])
            title = (group.title or group.name) if group else ""
            of = {"id": row["key"], "name": group.name if group else "", "title": title, "figures": row}
            yield dictionary.figure_row(month, of)
        offset += PAGE
