"""Who may: a report is as private as its resource, a check needs the right to update the dataset."""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context

from ckanext.tomoni_quality import settings
from ckanext.tomoni_quality.logic.audit_auth import (
    tomoni_audit_compare,
    tomoni_audit_list,
    tomoni_audit_show,
    tomoni_audit_trend,
)
from ckanext.tomoni_quality.trial_model import QualityTrial

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


def _same_as(action: str, target: str, context: Context, data_dict: dict[str, Any]) -> AuthResult:
    resource_id, package_id = data_dict.get("resource_id"), data_dict.get("package_id")
    if resource_id:
        tk.check_access(f"resource_{action}", context, {"id": resource_id})
    else:
        tk.check_access(f"package_{action}", context, {"id": package_id})
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_quality_report_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may see the resource or dataset."""
    return _delegate("show", context, data_dict)


@tk.auth_allow_anonymous_access
def tomoni_quality_report_compare(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may see the resource."""
    return _delegate("show", context, data_dict)


def tomoni_quality_check(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may update the dataset."""
    return _delegate("update", context, data_dict)


def tomoni_quality_check_table(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever is logged in; for a dataset, whoever may update it."""
    return _delegate("update", context, data_dict) if data_dict.get("package_id") else {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_quality_check_file(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever is logged in; everyone where the portal lets them."""
    return {"success": _may_ask(context)}


def tomoni_quality_task_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever is logged in: it lists their own."""
    return {"success": True}


def tomoni_quality_task_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Who sent the file; sysadmins too."""
    return _own(context, data_dict)


def tomoni_quality_task_again(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Who sent the file; sysadmins too."""
    return _own(context, data_dict)


def tomoni_quality_task_cancel(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Who sent the file; sysadmins too."""
    return _own(context, data_dict)


def _own(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """What is not there and what is somebody else's are told alike."""
    row = QualityTrial.get(str(data_dict.get("id") or ""))
    user = model.User.get(context.get("user") or "")
    return {"success": row is not None and user is not None and row.user_id == user.id}


def _may_ask(context: Context) -> bool:
    """For what takes the server's time while somebody waits: a crawler must not ask it of every file."""
    return bool(context.get("user")) or settings.try_by_anyone()


def _delegate(verb: str, context: Context, data_dict: dict[str, Any]) -> AuthResult:
    try:
        return _same_as(verb, "", context, data_dict)
    except tk.NotAuthorized as problem:
        return {"success": False, "msg": str(problem.message or "")}


@tk.auth_allow_anonymous_access
def tomoni_quality_summary(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everyone: it counts public datasets only."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_quality_repair_preview(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever is logged in (everyone where the portal lets them) and may see the resource."""
    return _delegate("show", context, data_dict) if _may_ask(context) else {"success": False}


def tomoni_quality_repair_start(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever is logged in and may see the resource."""
    return _delegate("show", context, data_dict)


def tomoni_quality_repair_publish(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may update the dataset."""
    return _delegate("update", context, data_dict)


def tomoni_quality_repair_undo(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may update the dataset."""
    return _delegate("update", context, data_dict)
