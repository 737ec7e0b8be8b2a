"""How many datasets of this portal follow each standard, as the search index has it."""

from __future__ import annotations

from ckan.lib.search import SearchError
from ckan.plugins import toolkit as tk
from ckan.types import Context

__all__ = ["by_standard"]


def by_standard(context: Context) -> dict[str, int] | None:
    """Visible datasets by standard's slug, None while the search does not answer."""
    question = {"q": "*:*", "rows": 0, "facet.field": ["tomoni_standard"], "facet.limit": -1}
    try:
        found = tk.get_action("package_search")({"user": context.get("user", "")}, question)
    except (SearchError, tk.ValidationError, OSError):
        return None
    items = found["search_facets"].get("tomoni_standard", {}).get("items", [])
    return {item["name"]: item["count"] for item in items}
