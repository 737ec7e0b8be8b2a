"""Where a whole reading that had to pause goes on, so that no page is asked for twice.

Only a reading that paused in good order leaves one: what it had seen is needed to know what is gone. A process that was
killed leaves none, and its job starts over, writing nothing that is stored already.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ckan import model

from ckanext.tomoni_harvest.model import Cursor


@dataclass
class Place:
    """How far a reading came: the next record, and what was seen and told until there."""

    start: int
    watermark: str
    seen: list[str]
    private: list[str]
    sheltered: list[str]
    ids: list[str]
    totals: list[int]
    unreadable: list[str]
    failed: list[str]
    failed_pages: int
    read: int
    counts: dict[str, int] = field(default_factory=dict)


def keep(job_id: str, place: Place) -> None:
    """Remember ``place``; the caller commits."""
    forget(job_id)
    model.Session.add(Cursor(job_id, vars(place)))


def find(job_id: str) -> Place | None:
    """Return where the job goes on, None when it starts at the beginning."""
    found: Any = model.Session.get(Cursor, job_id)
    try:
        return Place(**found.state) if found else None
    except TypeError:  # of another version
        return None


def forget(job_id: str) -> None:
    """Forget where the job goes on; the caller commits."""
    found = model.Session.get(Cursor, job_id)
    if found:
        model.Session.delete(found)
        model.Session.flush()
