"""Standards, bodies and lists of public datasets are public: anyone reads them. Importing is for editors."""

from __future__ import annotations

from typing import Any

from ckan import authz
from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context

__all__ = [
    "tomoni_municipality_list",
    "tomoni_open_data_list",
    "tomoni_open_data_list_import_apply",
    "tomoni_open_data_list_import_create",
    "tomoni_open_data_list_import_list",
    "tomoni_open_data_list_import_show",
    "tomoni_open_data_list_import_undo",
    "tomoni_standard_list",
    "tomoni_standard_show",
    "tomoni_standard_template",
]


@tk.auth_allow_anonymous_access
def tomoni_standard_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_standard_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_standard_template(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_municipality_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_open_data_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Anyone; the search gives each the datasets they may see."""
    return {"success": True}


def tomoni_open_data_list_import_create(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Those who may create datasets in the organization: its editors and administrators."""
    user = context.get("user") or ""
    if authz.has_user_permission_for_group_or_org(data_dict["organization"], user, "create_dataset"):
        return {"success": True}
    return {"success": False, "msg": tk._("Only editors of the organization may import a list into it.")}


tomoni_open_data_list_import_apply = tomoni_open_data_list_import_create
tomoni_open_data_list_import_list = tomoni_open_data_list_import_create
tomoni_open_data_list_import_show = tomoni_open_data_list_import_create
tomoni_open_data_list_import_undo = tomoni_open_data_list_import_create
