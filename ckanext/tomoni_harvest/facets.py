"""What the values of the sources' facets are called."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk

__all__ = ["label_values"]


def label_values(search_facets: dict[str, Any]) -> None:
    """Name how often a source is harvested, in place; ckanext-harvest shows its constants (``MANUAL``)."""
    names = {
        "MANUAL": tk._("By hand only"),
        "ALWAYS": tk._("All the time"),
        "DAILY": tk._("Every day"),
        "WEEKLY": tk._("Every week"),
        "BIWEEKLY": tk._("Every two weeks"),
        "MONTHLY": tk._("Every month"),
    }
    for item in search_facets.get("frequency", {}).get("items", []):
        item["display_name"] = names.get(item["name"], item["display_name"])
