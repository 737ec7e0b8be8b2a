"""Pages of the audit's lists: groups with their figures, datasets with their records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_quality import audit_figures
from ckanext.tomoni_quality.audit_model import AuditRow

__all__ = ["datasets", "groups", "kept"]


def kept(row: AuditRow) -> dict[str, Any]:
    """A record as the API gives it."""
    measured = row.measured.astimezone(UTC).isoformat(timespec="seconds")
    return {"package_id": row.package_id, "month": row.month, "measured": measured, "record": row.record}


def groups(data: dict[str, Any], conditions: list[Any]) -> tuple[list[dict[str, Any]], int]:
    """A page of figures by ``data["by"]``, each with what it is of, and how many there are."""
    rows, count = audit_figures.grouped(
        data["by"], conditions, sort=data["sort"].removeprefix("-"), descending=data["sort"].startswith("-"),
        limit=data["limit"], offset=data["offset"],
    )  # fmt: skip
    name = _NAMES[data["by"]]
    return [{**name(row.pop("key"), row.pop("title", "")), "figures": row} for row in rows], count


def _organization_name(key: str, _title: str) -> dict[str, Any]:
    group = model.Group.get(key)
    if group is None or group.state != model.State.ACTIVE:
        return {"id": key, "name": "", "title": ""}
    return {"id": key, "name": group.name, "title": group.title or group.name}


def _prefecture_name(key: str, _title: str) -> dict[str, Any]:
    found = local_government.find(f"{key}000{local_government.check_digit(key + '000')}")
    return {"id": key, "name": key, "title": found.name if found else key}


def _municipality_name(key: str, _title: str) -> dict[str, Any]:
    found = local_government.find(key)
    return {"id": key, "name": key, "title": found.name_full if found else key}


def _source_name(key: str, title: str) -> dict[str, Any]:
    return {"id": key, "name": key, "title": title}


_NAMES: dict[str, Callable[[str, str], dict[str, Any]]] = {
    "organization": _organization_name,
    "prefecture": _prefecture_name,
    "municipality": _municipality_name,
    "source": _source_name,
}


def datasets(data: dict[str, Any], conditions: list[Any]) -> tuple[list[dict[str, Any]], int]:
    """A page of datasets with their records, and how many there are."""
    joined = sa.select(AuditRow, model.Package.name, model.Package.title).join(
        model.Package, model.Package.id == AuditRow.package_id
    )
    query = joined.where(*audit_figures.public(), *conditions)
    count = model.Session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    sort = getattr(AuditRow, data["sort"].removeprefix("-"), model.Package.name)
    order = sort.desc().nulls_last() if data["sort"].startswith("-") else sort.asc().nulls_last()
    page = model.Session.execute(query.order_by(order, model.Package.name).limit(data["limit"]).offset(data["offset"]))
    return [{**kept(row), "name": name, "title": title or name} for row, name, title in page], count
