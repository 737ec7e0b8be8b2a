"""What the home page shows. Each block is asked for on its own, so that one that fails leaves the others standing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ckan import model
from ckan.common import current_user
from ckan.plugins import toolkit as tk

log = logging.getLogger(__name__)

LATEST_DATASETS = 6
LATEST_PROJECTS = 3
MUNICIPALITIES = 12
LEVELS = ("good", "fair", "poor", "unchecked")


@dataclass(frozen=True)
class Block:
    """One part of the page: its items, how many there are in all, and whether it could be had."""

    items: list[dict[str, Any]] = field(default_factory=list)
    total: int = 0
    available: bool = True


MISSING = Block(available=False)


def guarded(ask: Callable[[], Block]) -> Block:
    """Return what ``ask`` answers, or :data:`MISSING` whatever goes wrong.

    The first page of a portal has to open when Solr, a plugin or another room is down; the cause goes to the log.
    """
    try:
        return ask()
    except Exception:
        log.exception("a block of the home page could not be had")
        model.Session.rollback()
        return MISSING


def act(action: str, **data: Any) -> Any:
    """Call ``action`` as the reader of the page."""
    return tk.get_action(action)({"user": current_user.name}, data)


def datasets() -> Block:
    """Return the datasets changed last."""
    found = act("package_search", q="*:*", rows=LATEST_DATASETS, sort="metadata_modified desc")
    return Block(found["results"], found["count"])


def standards() -> Block:
    """Return the municipal standards, those with datasets on this portal first."""
    listed = _listed(act("tomoni_standard_list"))
    counts = _counts("tomoni_standard")
    items: dict[str, dict[str, Any]] = {}
    for one in listed:
        slug = one["slug"]
        items.setdefault(slug, {"slug": slug, "title_ja": one["title_ja"], "title_en": one.get("title_en")})
        items[slug]["count"] = counts.get(slug, 0)
    ordered = sorted(items.values(), key=lambda one: -one["count"])
    return Block(ordered, len(ordered))


def municipalities() -> Block:
    """Return the organizations with most datasets."""
    found = act("package_search", q="*:*", rows=0, **{"facet.field": ["organization"], "facet.limit": MUNICIPALITIES})
    items = found["search_facets"].get("organization", {}).get("items", [])
    ordered = sorted(items, key=lambda one: -one["count"])
    return Block(ordered, len(act("organization_list")))


def projects() -> Block:
    """Return the projects published last."""
    answer = act("tomoni_project_list", limit=LATEST_PROJECTS)
    items = _listed(answer)
    total = answer.get("count", len(items)) if isinstance(answer, dict) else len(items)
    return Block(items[:LATEST_PROJECTS], total)


def quality() -> Block:
    """Return how many datasets are at each level of quality."""
    counts = _counts("tomoni_quality")
    items = [{"level": level, "count": counts.get(level, 0)} for level in LEVELS]
    return Block(items, sum(one["count"] for one in items))


def blocks() -> dict[str, Block]:
    """Return every block of the home page by name; an index that does not answer is asked once, not four times."""
    latest = guarded(datasets)
    asked = {"standards": standards, "municipalities": municipalities, "quality": quality}
    indexed = {name: guarded(ask) if latest.available else MISSING for name, ask in asked.items()}
    return {"datasets": latest, "projects": guarded(projects), **indexed}


def _counts(field_name: str) -> dict[str, int]:
    found = act("package_search", q="*:*", rows=0, **{"facet.field": [field_name], "facet.limit": -1})
    return {one["name"]: one["count"] for one in found["search_facets"].get(field_name, {}).get("items", [])}


def _listed(answer: Any) -> list[dict[str, Any]]:
    return answer["results"] if isinstance(answer, dict) else answer
