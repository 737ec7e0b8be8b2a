"""Standards and lists of bodies are public facts: anyone reads them. A table is its dataset's editors' own.

A conversion shows what its resource shows. A list is imported by its organization's editors.
"""

from __future__ import annotations

from typing import Any

from ckan import authz
from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context

__all__ = [
    "tomoni_dataset_suggest",
    "tomoni_localgov_autocomplete",
    "tomoni_localgov_list",
    "tomoni_localgov_show",
    "tomoni_municipality_list",
    "tomoni_open_data_list",
    "tomoni_open_data_list_import_apply",
    "tomoni_open_data_list_import_create",
    "tomoni_open_data_list_import_list",
    "tomoni_open_data_list_import_show",
    "tomoni_open_data_list_import_undo",
    "tomoni_standard_convert",
    "tomoni_standard_list",
    "tomoni_standard_recognise",
    "tomoni_standard_record_sources",
    "tomoni_standard_records",
    "tomoni_standard_show",
    "tomoni_standard_template",
    "tomoni_table_check",
    "tomoni_table_draft_delete",
    "tomoni_table_draft_save",
    "tomoni_table_publish",
    "tomoni_table_show",
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
def tomoni_standard_recognise(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_standard_convert(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may see the resource."""
    return authz.is_authorized("resource_show", context, {"id": data_dict.get("resource_id")})


@tk.auth_allow_anonymous_access
def tomoni_municipality_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_standard_records(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Anyone asks; each gets the rows of the datasets that they may see."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_standard_record_sources(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Anyone asks; each gets the resources of the datasets that they may see."""
    return {"success": True}


def tomoni_dataset_suggest(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may make datasets: it tells which names are taken."""
    return _as("package_create", context)


def tomoni_table_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may update the dataset: a draft is not published."""
    return _may_update(context, data_dict)


def tomoni_table_check(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may update the dataset."""
    return _may_update(context, data_dict)


def tomoni_table_draft_save(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may update the dataset."""
    return _may_update(context, data_dict)


def tomoni_table_draft_delete(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may update the dataset."""
    return _may_update(context, data_dict)


def tomoni_table_publish(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may update the dataset."""
    return _may_update(context, data_dict)


def _may_update(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _as("package_update", context, {"id": data_dict.get("package_id")})


def _as(action: str, context: Context, data_dict: dict[str, Any] | None = None) -> AuthResult:
    """Whoever may call another action."""
    try:
        tk.check_access(action, context, data_dict)
    except tk.NotAuthorized as problem:
        return {"success": False, "msg": str(problem.message or "")}
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


@tk.auth_allow_anonymous_access
def tomoni_localgov_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_localgov_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_localgov_autocomplete(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Anyone."""
    return {"success": True}
