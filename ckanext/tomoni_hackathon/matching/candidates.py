"""Datasets whose titles are like what was declared, found through the search, for a person to choose from."""

from __future__ import annotations

import logging
from typing import Any

from ckan.lib.search import SearchError
from ckan.plugins import toolkit as tk

from ckanext.tomoni_hackathon.matching import references, titles

log = logging.getLogger(__name__)

OFFERED = 3
ASKED = 20


def offered(reference: references.Reference, context: Any) -> list[dict[str, Any]]:
    """At most three datasets, the likeliest first, each with ``score``; none when the search is away."""
    words = titles.searched(reference.text) if reference.kind in {"url", "dataset"} else reference.text
    if len(words) < 2:
        return []
    try:
        # With private ones included, the search still answers with what this person may see and nothing more.
        query = {"q": _quoted(words), "rows": ASKED, "fl": "id,name,title", "include_private": True}
        found = tk.get_action("package_search")(context, query)
    except SearchError:
        log.warning("no candidates for a declared dataset: the search does not answer", exc_info=True)
        return []
    scored = [_scored(words, dataset) for dataset in found["results"]]
    likely = [candidate for candidate in scored if candidate["score"] >= titles.ENOUGH]
    return sorted(likely, key=lambda candidate: -candidate["score"])[:OFFERED]


def _quoted(words: str) -> str:
    """Words for the search: letters and digits of any script, so that nothing of the query language is left."""
    plain = "".join(char if char.isalnum() else " " for char in words[:200])
    return " ".join(word for word in plain.split() if word not in {"AND", "OR", "NOT", "TO"}) or "*:*"


def _scored(words: str, dataset: dict[str, Any]) -> dict[str, Any]:
    title = dataset.get("title") or dataset["name"]
    return {"id": dataset["id"], "name": dataset["name"], "title": title, "score": titles.likeness(words, title)}
