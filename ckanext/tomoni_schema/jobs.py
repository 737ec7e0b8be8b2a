"""Keep the index in step with the organizations: an organization's code is indexed with each of its datasets."""

from __future__ import annotations

import logging
from typing import Any

from ckan.lib import search
from ckan.plugins import toolkit as tk

from ckanext.tomoni_schema import index, organizations
from ckanext.tomoni_schema.records import upkeep

__all__ = ["organization_saved", "reindex_organization"]

log = logging.getLogger(__name__)
PAGE = 1000


def organization_saved(action: str, **payload: Any) -> None:
    """Queue the indexing of an organization's datasets. A queue that is down never fails the save."""
    result = payload.get("result")
    ident = result.get("id") if isinstance(result, dict) else result
    if not ident:
        return
    try:
        tk.enqueue_job(reindex_organization, [ident], title=f"tomoni_schema: index the datasets of {ident}")
    except Exception:
        log.exception("The datasets of organization %s could not be queued for indexing", ident)


def reindex_organization(ident: str) -> int:
    """Index again those datasets of an organization whose indexed place is no longer its own.

    The rows of its datasets move with it in the table of records.

    Returns how many there were. Running it twice does nothing the second time.
    """
    upkeep.place_organization(ident)
    code, title = organizations.code_and_title(ident)
    city = index.municipality_fields(code, title).get("tomoni_municipality_code")
    places = index.place_fields(code, title).get("tomoni_place")
    # The lowest place is the organization's own: a ward that becomes another of its city moves too.
    own = {"tomoni_municipality_code": city, "tomoni_place": places and places[-1]}
    stale = " OR ".join(_other(field, code) for field, code in own.items())
    ids = _found(f'+owner_org:"{ident}" +({stale})')
    if ids:
        search.rebuild(package_ids=ids)
        search.commit()
    return len(ids)


def _other(field: str, code: str | None) -> str:
    """Solr's words for a dataset that is not indexed with this code, or with any where there is none."""
    return f'(*:* -{field}:"{code}")' if code else f"{field}:[* TO *]"


def _found(fq: str) -> list[str]:
    ids: list[str] = []
    while True:
        question = {"fq": fq, "fl": "id", "rows": PAGE, "start": len(ids), "include_private": True}
        page = tk.get_action("package_search")({"ignore_auth": True}, question)["results"]
        ids.extend(item["id"] for item in page)
        if len(page) < PAGE:
            return ids
