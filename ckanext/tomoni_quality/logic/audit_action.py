"""The actions of the audit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_quality import audit_figures, audit_listing, audit_run, audit_violations
from ckanext.tomoni_quality.audit_model import AuditRow
from ckanext.tomoni_quality.logic import audit_schema
from ckanext.tomoni_quality.logic.validating import validated

__all__ = ["tomoni_audit_compare", "tomoni_audit_list", "tomoni_audit_show", "tomoni_audit_trend"]


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
        public datasets (``dcat_ap.broken``: what most of them lack) and the ``month``, None where nothing was measured
        yet
    """
    data = validated(data_dict, audit_schema.show(), context)
    tk.check_access("tomoni_audit_show", context, data)
    if data.get("package_id"):
        return _dataset(context, data)
    data["month"] = data.get("month") or audit_figures.latest_month()
    scope = _scope(data)
    figures = audit_figures.figures(scope)
    figures["dcat_ap"]["broken"] = audit_violations.most_common(scope)
    return {"month": data["month"], "figures": figures}


def _dataset(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    package = tk.get_action("package_show")(tk.fresh_context(context), {"id": data["package_id"]})
    row = AuditRow.newest(package["id"], data.get("month"))
    if row:
        return audit_listing.kept(row)
    if data.get("month"):
        raise tk.ObjectNotFound(tk._("Nothing was measured in this month"))
    now = datetime.now(UTC)
    record = audit_run.measured_now(package, now)
    return {"package_id": package["id"], "month": None, "measured": now.isoformat(timespec="seconds"), "record": record}


@tk.side_effect_free
def tomoni_audit_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """The audit's figures of each organization, prefecture, harvested portal, or public dataset.

    :param by: ``organization`` (when left out), ``prefecture``, ``municipality``, ``source`` or ``dataset``
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
    data = validated(data_dict, audit_schema.listing(), context)
    tk.check_access("tomoni_audit_list", context, data)
    data["month"] = data.get("month") or audit_figures.latest_month()
    conditions = _scope(data)
    results, count = (
        audit_listing.datasets(data, conditions) if data["by"] == "dataset" else audit_listing.groups(data, conditions)
    )
    return {"month": data["month"], "count": count, "results": results}


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
    data = validated(data_dict, audit_schema.trend(), context)
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
    data = validated(data_dict, audit_schema.compare(), context)
    tk.check_access("tomoni_audit_compare", context, data)
    month = data.get("month") or audit_figures.latest_month()
    results = []
    for name in (data["organization"], data["other"]):
        group = _organization(name) or {}
        conditions = audit_figures.scoped(month=month, organization=group["id"])
        results.append({**group, "figures": audit_figures.figures(conditions)})
    return {"month": month, "results": results}
