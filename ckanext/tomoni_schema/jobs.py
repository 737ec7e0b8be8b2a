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
    """Index again those datasets of an organization whose indexed municipality is no longer its own.

    The rows of its datasets move with it in the table of records.

    Returns how many there were. Running it twice does nothing the second time.
    """
    upkeep.place_organization(ident)
    made = index.municipality_fields(*organizations.code_and_title(ident))
    code = made.get("tomoni_municipality_code")
    stale = f'-tomoni_municipality_code:"{code}"' if code else "+tomoni_municipality_code:[* TO *]"
    ids = _found(f'+owner_org:"{ident}" {stale}')
    if ids:
        search.rebuild(package_ids=ids)
        search.commit()
    return len(ids)


def _found(fq: str) -> list[str]:
    ids: list[str] = []
    while True:
        question = {"fq": fq, "fl": "id", "rows": PAGE, "start": len(ids), "include_private": True}
        page = tk.get_action("package_search")({"ignore_auth": True}, question)["results"]
        ids.extend(item["id"] for item in page)
        if len(page) < PAGE:
            return ids
