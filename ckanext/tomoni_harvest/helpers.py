"""Template helpers of the harvest's pages."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.tomoni_harvest import health_page, kinds, stock
from ckanext.tomoni_harvest.engine import due, locks, quarantine, questions, settings
from ckanext.tomoni_harvest.engine.calendar import JST
from ckanext.tomoni_harvest.engine.options import FORM
from ckanext.tomoni_harvest.model import Run

__all__ = [
    "tomoni_harvest_counts",
    "tomoni_harvest_field_label",
    "tomoni_harvest_followed",
    "tomoni_harvest_form",
    "tomoni_harvest_health_words",
    "tomoni_harvest_kept",
    "tomoni_harvest_locked",
    "tomoni_harvest_next_run",
    "tomoni_harvest_on_hold",
    "tomoni_harvest_own_health",
    "tomoni_harvest_question",
    "tomoni_harvest_report",
    "tomoni_harvest_run",
    "tomoni_harvest_source_of",
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
    waits = run.resume_after if run.outcome == "paused" else None
    return {
        "outcome": run.outcome, "read": read, "total": total, "percent": percent, "counts": dict(run.counts),
        "reading": run.reading if run.finished else "", "resume_after": _here(waits) if waits else None,
    }  # fmt: skip


def _here(moment: datetime) -> str:
    return moment.astimezone(JST).strftime("%Y-%m-%d %H:%M")


def tomoni_harvest_next_run(source_id: str) -> dict[str, Any]:
    """Return when a source is harvested next (``at``, ``text``; empty when by hand only) and its hours (``window``)."""
    source = stock.HarvestSource.get(source_id)
    if source is None:
        return {"at": "", "text": "", "calendar": False, "window": None}
    options = settings.options_of(source)
    then = due.next_run(source)
    window = options.window if options else None
    return {
        "at": then.isoformat() if then else "", "text": _here(then) if then else "",
        "calendar": bool(options and options.schedule),
        "window": [f"{each:%H:%M}" for each in (window.opens, window.closes)] if window else None,
    }  # fmt: skip


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


def tomoni_harvest_form(data: dict[str, Any]) -> dict[str, Any]:
    """Return what the form of a source shows: what was sent, else what ckanext-harvest's table holds.

    The dataset of a source that was saved by the form does not carry its settings: editing would lose them.
    """
    source = stock.HarvestSource.get(data["id"]) if data.get("id") else None
    if source is None or not tk.h.check_access("harvest_source_update", {"id": source.id}):
        return data
    if kinds.find(source.type) is None:
        return {**data, "config": data.get("config") or source.config}
    try:
        stored = json.loads(source.config or "{}")
    except ValueError:
        return data
    if not isinstance(stored, dict):
        return data
    return {**{key: value for key, value in stored.items() if key in FORM}, **data}


def tomoni_harvest_health_words() -> Any:
    """Return the words, cells and charts of the page on how the sources are (``health_page``)."""
    return health_page


def tomoni_harvest_own_health(source: dict[str, Any]) -> dict[str, Any] | None:
    """Return how one source is, for those who may edit it."""
    try:
        found = tk.get_action("tomoni_harvest_health")({}, {"q": source["url"], "limit": 1000})
    except (tk.NotAuthorized, tk.ValidationError):
        return None
    return next((row for row in found["results"] if row["id"] == source["id"]), None)
