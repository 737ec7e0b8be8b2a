"""Standards and lists of bodies are public facts: anyone reads them."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context

__all__ = [
    "tomoni_municipality_list",
    "tomoni_standard_list",
    "tomoni_standard_record_sources",
    "tomoni_standard_records",
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
def tomoni_standard_records(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Anyone asks; each gets the rows of the datasets that they may see."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_standard_record_sources(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Anyone asks; each gets the resources of the datasets that they may see."""
    return {"success": True}
