"""How many datasets of this portal follow each standard and belong to each place, as the search index has it."""

from __future__ import annotations

from typing import Any

from ckan.lib.search import SearchError
from ckan.plugins import toolkit as tk
from ckan.types import Context

__all__ = ["by_place", "by_standard"]


def by_standard(context: Context) -> dict[str, int] | None:
    """Visible datasets by standard's slug, None while the search does not answer."""
    found = _facets({"user": context.get("user", "")}, ["tomoni_standard"])
    return None if found is None else found["tomoni_standard"]


def by_place() -> dict[str, int] | None:
    """Public datasets by the code of a prefecture, municipality or ward, None without an answer.

    Each counts the datasets of the places below it too.
    """
    found = _facets({"user": ""}, ["tomoni_place"])
    return None if found is None else found["tomoni_place"]


def _facets(context: Any, fields: list[str]) -> dict[str, dict[str, int]] | None:
    question = {"q": "*:*", "rows": 0, "facet.field": fields, "facet.limit": -1}
    try:
        found = tk.get_action("package_search")(context, question)["search_facets"]
    except (SearchError, tk.ValidationError, OSError):
        return None
    return {name: {item["name"]: item["count"] for item in found.get(name, {}).get("items", [])} for name in fields}
