"""Who may see the audit: figures are of public datasets, a dataset's record is as private as the dataset."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context

__all__ = ["tomoni_audit_compare", "tomoni_audit_list", "tomoni_audit_show", "tomoni_audit_trend"]


@tk.auth_allow_anonymous_access
def tomoni_audit_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everyone; of a dataset whoever may see it."""
    if data_dict.get("package_id"):
        try:
            tk.check_access("package_show", context, {"id": data_dict["package_id"]})
        except tk.NotAuthorized as problem:
            return {"success": False, "msg": str(problem.message or "")}
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_audit_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everyone: it lists public datasets only."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_audit_trend(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everyone: it counts public datasets only."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_audit_compare(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everyone: it counts public datasets only."""
    return {"success": True}
