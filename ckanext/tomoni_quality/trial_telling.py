"""Long checks as the actions tell them: what is stored of them, and what the queue knows."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from redis.exceptions import RedisError

from ckanext.tomoni_quality import job_state, settings
from ckanext.tomoni_quality.trial_model import MOST_ROWS, RUNNING, QualityTrial

__all__ = ["dictize", "listed", "standing"]

log = logging.getLogger(__name__)

#: So long may a file take on its way into the storage.
STORING = timedelta(minutes=10)


def listed(user_id: str) -> list[dict[str, Any]]:
    """The checks of a user, newest first, without their reports."""
    return [dictize(row) for row in QualityTrial.of(user_id)[:MOST_ROWS]]


def dictize(row: QualityTrial, *, full: bool = False) -> dict[str, Any]:
    """How a check stands; ``full`` adds its report when it is done."""
    state, problem = standing(row)
    found = {
        "id": row.id,
        "kind": row.kind,
        "name": row.filename,
        "size": row.size,
        "state": state,
        "problem": problem,
        "done": row.done,
        "total": row.total,
        **(_waiting(row) if state == "queued" else {"before": None, "served": None}),
        "created": row.created.astimezone(UTC).isoformat(timespec="seconds"),
        "until": (row.created + timedelta(hours=settings.try_hours())).astimezone(UTC).isoformat(timespec="seconds"),
        "url": tk.h.url_for("tomoni_quality_trial.read", ident=row.id, _external=True),
    }
    if row.kind == "mend":
        found["resource_id"] = row.options.get("resource_id")
    return {**found, "report": _report(row, state)} if full else found


def _report(row: QualityTrial, state: str) -> dict[str, Any] | None:
    """What a check found, what a mend would do (its first changes), or why a file was refused."""
    if state == "done":
        return row.report if row.kind == "check" else row.report["answer"]
    return row.report or None if row.problem == "refused" else None


def standing(row: QualityTrial) -> tuple[str, str]:
    """The state and why it is so, by what the queue knows of its job."""
    if row.state == "storing":
        late = datetime.now(UTC) - row.updated > STORING
        return ("stopped", "lost") if late else (row.state, "")
    try:
        if row.state in RUNNING and job_state.is_lost(row.job_id):
            # It may have ended between the two looks.
            model.Session.refresh(row)
            return ("stopped", "lost") if row.state in RUNNING else (row.state, row.problem)
    except RedisError:
        log.warning("Redis is down: whether a check still runs is not known")
    return row.state, row.problem


def _waiting(row: QualityTrial) -> dict[str, Any]:
    try:
        return {"before": job_state.before(row.job_id), "served": job_state.is_served()}
    except RedisError:
        return {"before": None, "served": None}
