"""What a result shows beside its title: quality and projects, read from the index in one query for a whole page."""

from __future__ import annotations

import logging
from typing import Any

from ckan.lib.search import SearchError
from ckan.plugins import toolkit as tk

log = logging.getLogger(__name__)

FIELDS = ["id", "tomoni_quality", "tomoni_quality_score", "tomoni_project_count", "tomoni_standard"]


def for_packages(packages: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the index fields of ``packages`` by dataset id; empty when the index does not answer."""
    ids = [one["id"] for one in packages if one.get("id")]
    if not ids:
        return {}
    query = {"fq": "id:({})".format(" OR ".join(f'"{one}"' for one in ids)), "rows": len(ids), "fl": FIELDS}
    try:
        found = tk.get_action("package_search")({}, {**query, "include_private": True, "include_drafts": True})
    except (SearchError, tk.ValidationError):
        log.warning("no badges: the index does not answer", exc_info=True)
        return {}
    return {one["id"]: one for one in found["results"]}
