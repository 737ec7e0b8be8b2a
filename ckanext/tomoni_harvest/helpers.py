"""Template helpers of the harvest's pages."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.model import Run

__all__ = ["tomoni_harvest_counts", "tomoni_harvest_report", "tomoni_harvest_run", "tomoni_harvest_source_of"]

_FIGURES = ("added", "updated", "recreated", "returned", "withdrawn", "unchanged", "errored")


def tomoni_harvest_run(job_id: str) -> dict[str, Any] | None:
    """Return how far a job of ours is: its outcome, how much it has read, of how much, and the share in percent."""
    run = model.Session.get(Run, job_id)
    if run is None:
        return None
    read, total = int(run.counts.get("read", 0)), run.total
    percent = min(100, round(100 * read / total)) if total else None
    return {"outcome": run.outcome, "read": read, "total": total, "percent": percent, "counts": dict(run.counts)}


def tomoni_harvest_counts(counts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the figures of a run in the order of reading, with their names."""
    names = {
        "added": tk._("Added"), "updated": tk._("Changed"), "recreated": tk._("Re-created at the source"),
        "returned": tk._("Returned"), "withdrawn": tk._("Withdrawn"), "unchanged": tk._("Unchanged"),
        "errored": tk._("Errors"),
    }  # fmt: skip
    return [{"key": key, "name": names[key], "count": int(counts.get(key, 0))} for key in _FIGURES]


def tomoni_harvest_report(job_id: str) -> dict[str, Any] | None:
    """Return the report of a job for those who may see it."""
    try:
        return tk.get_action("tomoni_harvest_report_show")({}, {"job_id": job_id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None


def tomoni_harvest_source_of(package_id: str) -> dict[str, str] | None:
    """Return ``id`` and ``title`` of the source that a dataset comes from, None for one that was made here.

    The siblings ask this: a dataset itself does not say it, only the search index does.
    """
    found = (
        model.Session.query(stock.HarvestSource.id, stock.HarvestSource.title)
        .join(stock.HarvestObject, stock.HarvestObject.harvest_source_id == stock.HarvestSource.id)
        .filter(stock.HarvestObject.package_id == package_id, stock.HarvestObject.current.is_(True))
        .first()
    )
    return {"id": str(found[0]), "title": str(found[1] or "")} if found else None
