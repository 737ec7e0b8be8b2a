"""Template helpers of the harvest's pages."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.tomoni_harvest import kinds, stock
from ckanext.tomoni_harvest.engine import locks, quarantine, questions
from ckanext.tomoni_harvest.model import Run

__all__ = [
    "tomoni_harvest_counts",
    "tomoni_harvest_field_label",
    "tomoni_harvest_followed",
    "tomoni_harvest_kept",
    "tomoni_harvest_locked",
    "tomoni_harvest_on_hold",
    "tomoni_harvest_question",
    "tomoni_harvest_report",
    "tomoni_harvest_run",
    "tomoni_harvest_source_of",
    "tomoni_harvest_stored_options",
]

_FIGURES = ("added", "updated", "recreated", "returned", "withdrawn", "unchanged", "errored")
_FIGURES_IF_ANY = ("missing", "kept", "held")


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
        "errored": tk._("Errors"), "missing": tk._("Missing, waited for"), "kept": tk._("Missing, kept here"),
        "held": tk._("On hold"),
    }  # fmt: skip
    shown = [*_FIGURES, *(key for key in _FIGURES_IF_ANY if counts.get(key))]
    return [{"key": key, "name": names[key], "count": int(counts.get(key, 0))} for key in shown]


def tomoni_harvest_stored_options(source_id: str) -> dict[str, Any]:
    """Return the settings of a source as the fields of its form, for those who may edit it.

    ckanext-harvest loses them between what it runs by and what it shows: without this, saving the form would drop them.
    """
    source = stock.HarvestSource.get(source_id)
    if source is None or not tk.h.check_access("harvest_source_update", {"id": source_id}):
        return {}
    if kinds.find(source.type) is None:
        return {"config": source.config}
    try:
        stored = json.loads(source.config or "{}")
    except ValueError:
        return {}
    return stored if isinstance(stored, dict) else {}


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


def tomoni_harvest_question(source_id: str) -> int:
    """Return about how many datasets a source asks whether they may go; 0 when it asks nothing."""
    return questions.count(source_id)


def tomoni_harvest_kept(source_id: str) -> int:
    """Return how many datasets stay here though their source lost them."""
    return questions.kept(source_id, 0, 0)["count"]


def tomoni_harvest_on_hold(source_id: str) -> int:
    """Return how many records of a source could not be stored."""
    return quarantine.listed(source_id, 0, 0)["count"]


def tomoni_harvest_followed(dataset_id: str) -> dict[str, str] | None:
    """Return name and title of the source that a dataset follows field by field: one of our own kinds; else None."""
    source_id = locks.source_of(dataset_id)
    source = model.Package.get(source_id) if source_id else None
    return {"name": source.name, "title": source.title or source.name} if source else None


def tomoni_harvest_locked(dataset_id: str) -> list[str]:
    """Return the keys of the fields of a dataset that keep their value here."""
    return locks.locked(dataset_id)


def tomoni_harvest_field_label(field: str, of_resource: bool = False) -> str:
    """Return what the dataset's form calls a field, in the reader's language."""
    if field == "tags":
        field = "tag_string"
    schema = tk.h.scheming_get_dataset_schema("dataset") if "scheming_get_dataset_schema" in tk.h else None
    listed = (schema or {}).get("resource_fields" if of_resource else "dataset_fields", [])
    found = next((item for item in listed if item["field_name"] == field), None)
    return tk.h.scheming_language_text(found["label"]) if found else field
