"""The actions of tomoni_quality."""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from redis.exceptions import RedisError

from ckanext.tomoni_quality import jobs, pending, queueing, record, scoring, source, summary, table_check
from ckanext.tomoni_quality.linking.model import QualityLink
from ckanext.tomoni_quality.logic import schema
from ckanext.tomoni_quality.logic.audit_action import (
    tomoni_audit_compare,
    tomoni_audit_list,
    tomoni_audit_show,
    tomoni_audit_trend,
)
from ckanext.tomoni_quality.logic.compare_action import changed, summarised, tomoni_quality_report_compare
from ckanext.tomoni_quality.logic.repair_action import (
    tomoni_quality_repair_preview,
    tomoni_quality_repair_publish,
    tomoni_quality_repair_start,
    tomoni_quality_repair_undo,
)
from ckanext.tomoni_quality.logic.trial_action import (
    tomoni_quality_check_file,
    tomoni_quality_task_again,
    tomoni_quality_task_cancel,
    tomoni_quality_task_list,
    tomoni_quality_task_show,
)
from ckanext.tomoni_quality.logic.validating import validated
from ckanext.tomoni_quality.model import QualityReport, dictize

__all__ = [
    "tomoni_audit_compare",
    "tomoni_audit_list",
    "tomoni_audit_show",
    "tomoni_audit_trend",
    "tomoni_quality_check",
    "tomoni_quality_check_file",
    "tomoni_quality_check_table",
    "tomoni_quality_repair_preview",
    "tomoni_quality_repair_publish",
    "tomoni_quality_repair_start",
    "tomoni_quality_repair_undo",
    "tomoni_quality_report_compare",
    "tomoni_quality_report_show",
    "tomoni_quality_summary",
    "tomoni_quality_task_again",
    "tomoni_quality_task_cancel",
    "tomoni_quality_task_list",
    "tomoni_quality_task_show",
]


def _target(data: dict[str, Any]) -> None:
    if not data.get("resource_id") and not data.get("package_id"):
        raise tk.ValidationError({"resource_id": [tk._("Give resource_id or package_id")]})


@tk.side_effect_free
def tomoni_quality_report_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """The newest quality report of a resource with all its findings, or the state of each resource of a dataset.

    :param resource_id: id of the resource (or give package_id)
    :param package_id: id or name of the dataset
    :param history: also the summaries of the newest 100 reports, each with ``findings_kept``, and as ``changes`` what
        the newest finds otherwise than the one before (resource only)
    :returns: for a resource the report and ``state`` (``unchecked``, ``checking``, ``failed``, ``ok``);
        for a dataset ``level``, ``score``, ``resources`` and, of its record and links as they are now, ``findings``
        (``slug``, ``severity``, ``ja``, ``en``, ``fix_ja``, ``fix_en``, ``resource_id``, ``value``, ``suggestion``,
        ``detail_ja``, ``detail_en``)
    """
    data = validated(data_dict, schema.report_show(), context)
    _target(data)
    tk.check_access("tomoni_quality_report_show", context, data)
    if data.get("resource_id"):
        return _resource_report(data["resource_id"], history=bool(data.get("history")))
    return _package_report(data["package_id"])


def _resource_report(resource_id: str, *, history: bool) -> dict[str, Any]:
    resource = model.Resource.get(resource_id)
    if resource is None:
        raise tk.ObjectNotFound(tk._("Resource not found"))
    answer = _state(resource, QualityReport.newest(resource_id), full=True)
    if history:
        rows = QualityReport.history(resource_id)
        answer["history"] = [summarised(row) for row in rows]
        # Where the findings of the one before are gone, nothing is said.
        answer["changes"] = (changed(rows[1], rows[0]) or []) if len(rows) > 1 else []
    return answer


def _state(resource: model.Resource, row: QualityReport | None, *, full: bool) -> dict[str, Any]:
    waiting = pending.is_pending(resource.id)
    known = dictize(row, full=full) if row else {"level": "unchecked", "score": None}
    link = QualityLink.of([resource.id]).get(resource.id)
    state = "checking" if waiting else row.status if row else "unchecked"
    return {
        "resource_id": resource.id,
        "package_id": resource.package_id,
        **known,
        "state": state,
        "checkable": source.is_tabular(resource),
        "mendable": source.is_mendable(resource),
        "link": link.as_dict() if link else None,
    }


def _package_report(package_id: str) -> dict[str, Any]:
    package = model.Package.get(package_id)
    if package is None:
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    rows = {row.resource_id: row for row in QualityReport.newest_of_package(package.id)}
    resources = [_state(r, rows.get(r.id), full=False) for r in package.resources if r.state == model.State.ACTIVE]
    score = scoring.dataset_score(r["score"] for r in resources if r["score"] is not None)
    described = tk.get_action("package_show")({"ignore_auth": True, "use_cache": False}, {"id": package.id})  # pyright: ignore[reportArgumentType]
    return {
        "package_id": package.id,
        "score": score,
        "level": scoring.level(score),
        "resources": resources,
        "findings": record.findings(described, rows),
    }


def tomoni_quality_check(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Queue a check of one resource, or of every table of a dataset.

    :param resource_id: id of the resource (or give package_id)
    :param package_id: id or name of the dataset
    :returns: ``queued``: the ids put into the queue now, ``waiting``: those that wait already
    """
    data = validated(data_dict, schema.check(), context)
    _target(data)
    tk.check_access("tomoni_quality_check", context, data)
    resources = _chosen(data)
    try:
        queued = queueing.enqueue(resources)
    except RedisError as problem:
        message = tk._("The job queue does not answer. Try again later.")
        raise tk.ValidationError({"queue": [message]}) from problem
    return {"queued": queued, "waiting": [r.id for r in resources if r.id not in queued]}


def _chosen(data: dict[str, Any]) -> list[model.Resource]:
    if not data.get("resource_id"):
        package = model.Package.get(data["package_id"])
        return queueing.resources_of(package.id) if package else []
    resource = model.Resource.get(data["resource_id"])
    if resource is None or not source.is_tabular(resource):
        message = tk._("Only tables are checked: CSV, TSV, Excel, ODS, JSON, GeoJSON and ZIP")
        raise tk.ValidationError({"resource_id": [message]})
    return [resource]


def tomoni_quality_check_table(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Check a table that is no file yet, by the rules that its file would be checked by. Nothing is stored.

    :param header: the names of the columns, a list
    :param rows: a list of rows, each a list of texts; at most 10,000, blank ones are passed over
    :param package_id: the dataset it is meant for, whose organization's code the rules then know
    :param standard: slug of the standard it is meant to follow
    :returns: ``cells`` (0-based ``row`` and ``column``, ``slug``, ``severity``, ``ja``, ``en``, ``fix_ja``, ``fix_en``,
        ``detail_ja``, ``detail_en``, ``suggestion``), ``table`` (findings of no single cell), ``counts``, ``score``,
        ``level``, ``standard``, ``edition``, ``rows``
    :raises ValidationError: it is no table of texts, or larger than what is checked at once
    """
    data = validated(data_dict, schema.check_table(), context)
    tk.check_access("tomoni_quality_check_table", context, data)
    code = None
    if data.get("package_id"):
        code = jobs.organization_code(tk.get_action("package_show")(context, {"id": data["package_id"]}))
    return table_check.check_table(
        data["header"], data["rows"], organization_code=code, declared_standard=data.get("standard")
    )


@tk.side_effect_free
def tomoni_quality_summary(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """The state of the quality of all public tabular resources, or of one organization's.

    :param owner_org: id or name of an organization
    :param limit: how many organizations and findings to list (20, at most 100)
    :param offset: how many organizations to pass over
    :returns: ``resources`` (how many), ``levels`` (how many of each level), ``score`` (mean),
        ``organizations`` (each with levels and score), ``organization_count``, ``findings`` (the most common)
    """
    data = validated(data_dict, schema.summary(), context)
    tk.check_access("tomoni_quality_summary", context, data)
    owner_org = None
    if data.get("owner_org"):
        group = model.Group.get(data["owner_org"])
        if group is None or not group.is_organization:
            raise tk.ObjectNotFound(tk._("Organization not found"))
        owner_org = group.id
    return summary.summary(owner_org, limit=data["limit"], offset=data["offset"])
