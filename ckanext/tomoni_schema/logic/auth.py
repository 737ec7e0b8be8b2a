"""Standards and lists of bodies are public facts: anyone reads them."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context

__all__ = [
    "tomoni_localgov_autocomplete",
    "tomoni_localgov_list",
    "tomoni_localgov_show",
    "tomoni_municipality_list",
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
