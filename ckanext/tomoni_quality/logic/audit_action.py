"""The actions of the audit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_quality import audit_figures, audit_run
from ckanext.tomoni_quality.audit_model import AuditRow
from ckanext.tomoni_quality.logic import audit_schema

__all__ = ["tomoni_audit_compare", "tomoni_audit_list", "tomoni_audit_show", "tomoni_audit_trend"]


def _validated(data_dict: dict[str, Any], schema: Any, context: Context) -> dict[str, Any]:
    data, problems = tk.navl_validate(data_dict, schema, context)
    if problems:
        raise tk.ValidationError(problems)
    return data


def _organization(name: str | None) -> dict[str, Any] | None:
    group = model.Group.get(name) if name else None
    if not name:
        return None
    if group is None or not group.is_organization or group.state != model.State.ACTIVE:
        raise tk.ObjectNotFound(tk._("Organization not found"))
    code = (getattr(group, "extras", None) or {}).get("local_government_code") or ""
    return {"id": group.id, "name": group.name, "title": group.title or group.name, "local_government_code": code}


def _scope(data: dict[str, Any]) -> list[Any]:
    group = _organization(data.get("organization"))
    return audit_figures.scoped(
        month=data.get("month"),
        organization=group["id"] if group else None,
        prefecture=data.get("prefecture"),
        source=data.get("source"),
    )


@tk.side_effect_free
def tomoni_audit_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """The audit of a dataset, an organization, a prefecture, a harvested portal, or of this whole portal.

    :param package_id: id or name of a dataset; its newest kept record, or what would be measured now where none is
    :param organization: id or name of an organization
    :param prefecture: the first two digits of its local government code
    :param source: id of a harvest source
    :param month: ``2026-11``; the newest month when left out
    :returns: of a dataset ``record``, ``month`` (None: measured now) and ``measured``; else the ``figures`` of the
        public datasets and the ``month``, None where nothing was measured yet
    """
    data = _validated(data_dict, audit_schema.show(), context)
    tk.check_access("tomoni_audit_show", context, data)
    if data.get("package_id"):
        return _dataset(context, data)
    data["month"] = data.get("month") or audit_figures.latest_month()
    return {"month": data["month"], "figures": audit_figures.figures(_scope(data))}


def _dataset(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    package = tk.get_action("package_show")(tk.fresh_context(context), {"id": data["package_id"]})
    row = AuditRow.newest(package["id"], data.get("month"))
    if row:
        return _kept(row)
    if data.get("month"):
        raise tk.ObjectNotFound(tk._("Nothing was measured in this month"))
    now = datetime.now(UTC)
    record = audit_run.measured_now(package, now)
    return {"package_id": package["id"], "month": None, "measured": now.isoformat(timespec="seconds"), "record": record}


def _kept(row: AuditRow) -> dict[str, Any]:
    measured = row.measured.astimezone(UTC).isoformat(timespec="seconds")
    return {"package_id": row.package_id, "month": row.month, "measured": measured, "record": row.record}


@tk.side_effect_free
def tomoni_audit_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """The audit's figures of each organization, prefecture, harvested portal, or public dataset.

    :param by: ``organization`` (when left out), ``prefecture``, ``source`` or ``dataset``
    :param month: ``2026-11``; the newest month when left out
    :param organization: only of this organization (id or name)
    :param prefecture: only of this prefecture
    :param source: only of this harvest source
    :param sort: ``datasets``, ``content_score``, ``readability``, ``mqa_points``, ``stars``, ``links_dead`` or
        ``freshness_late``; ``-`` before it for the greatest first
    :param limit: how many (20, at most 100)
    :param offset: how many to pass over
    :returns: ``month``, ``count``, ``results``: each with ``figures`` and what it is of; a dataset with its ``record``
    """
    data = _validated(data_dict, audit_schema.listing(), context)
    tk.check_access("tomoni_audit_list", context, data)
    data["month"] = data.get("month") or audit_figures.latest_month()
    conditions = _scope(data)
    results, count = _datasets(data, conditions) if data["by"] == "dataset" else _groups(data, conditions)
    return {"month": data["month"], "count": count, "results": results}


def _groups(data: dict[str, Any], conditions: list[Any]) -> tuple[list[dict[str, Any]], int]:
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


def _source_name(key: str, title: str) -> dict[str, Any]:
    return {"id": key, "name": key, "title": title}


_NAMES: dict[str, Callable[[str, str], dict[str, Any]]] = {
    "organization": _organization_name,
    "prefecture": _prefecture_name,
    "source": _source_name,
}


def _datasets(data: dict[str, Any], conditions: list[Any]) -> tuple[list[dict[str, Any]], int]:
    joined = sa.select(AuditRow, model.Package.name, model.Package.title).join(
        model.Package, model.Package.id == AuditRow.package_id
    )
    query = joined.where(*audit_figures.public(), *conditions)
    count = model.Session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    sort = getattr(AuditRow, data["sort"].removeprefix("-"), model.Package.name)
    order = sort.desc().nulls_last() if data["sort"].startswith("-") else sort.asc().nulls_last()
    page = model.Session.execute(query.order_by(order, model.Package.name).limit(data["limit"]).offset(data["offset"]))
    return [{**_kept(row), "name": name, "title": title or name} for row, name, title in page], count


@tk.side_effect_free
def tomoni_audit_trend(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """The audit's figures month by month, of the portal or of a part of it.

    :param organization: id or name of an organization
    :param prefecture: the first two digits of its local government code
    :param source: id of a harvest source
    :param limit: how many months (20, at most 100)
    :param offset: how many of the newest months to pass over
    :returns: ``count`` and ``results``, oldest first: ``month`` and ``figures``. A month counts the datasets that were
        public when they were measured and are public today.
    """
    data = _validated(data_dict, audit_schema.trend(), context)
    tk.check_access("tomoni_audit_trend", context, data)
    rows, count = audit_figures.grouped("month", _scope(data), limit=data["limit"], offset=data["offset"])
    return {"count": count, "results": [{"month": row.pop("key"), "figures": row} for row in reversed(rows)]}


@tk.side_effect_free
def tomoni_audit_compare(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Two organizations side by side.

    :param organization: id or name of the one
    :param other: id or name of the other
    :param month: ``2026-11``; the newest month when left out
    :returns: ``month`` and ``results``, two: ``id``, ``name``, ``title``, ``local_government_code``, ``figures``
    """
    data = _validated(data_dict, audit_schema.compare(), context)
    tk.check_access("tomoni_audit_compare", context, data)
    month = data.get("month") or audit_figures.latest_month()
    results = []
    for name in (data["organization"], data["other"]):
        group = _organization(name) or {}
        conditions = audit_figures.scoped(month=month, organization=group["id"])
        results.append({**group, "figures": audit_figures.figures(conditions)})
    return {"month": month, "results": results}
