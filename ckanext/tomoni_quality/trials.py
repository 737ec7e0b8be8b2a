"""Long tasks, as the actions begin them, try them again and cancel them.

A file is put aside in a storage that is not public, a job checks it, and only who sent it (and a sysadmin) sees the
report. The mended tables of a large file are put aside likewise. A row of the database is there before the file and
goes after it, so that no file is left that nobody knows of.
"""

from __future__ import annotations

import logging
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.model.types import make_uuid
from ckan.plugins import toolkit as tk
from redis.exceptions import RedisError

from ckanext.tomoni_quality import every_place, job_state, putting_aside, settings, source, trial_job
from ckanext.tomoni_quality.mending import Choice
from ckanext.tomoni_quality.trial_model import MOST_ROWS, RUNNING, QualityTrial
from ckanext.tomoni_quality.trial_telling import dictize, standing

__all__ = ["again", "begin", "begin_mending", "cancel", "forget_old", "sweep"]

log = logging.getLogger(__name__)

TITLES = {
    "check": "tomoni_quality: check a file before it is published",
    "mend": "tomoni_quality: mend a large file",
}


def begin(upload: Any, name: str, size: int, user_id: str, options: dict[str, Any]) -> dict[str, Any]:
    """Put a file aside and queue its check.

    :raises toolkit.ValidationError: too many or too much is put aside already, or the storage fails
    """
    row = _reserve(user_id, filename=name, size=size, options=options)
    try:
        putting_aside.keep(upload, row.id)
    except OSError as problem:
        _delete(row)
        message = tk._("The portal could not keep the file for its check. Try again later, or tell its administrator.")
        raise tk.ValidationError({"upload": [message]}) from problem
    _queue(row)
    return dictize(row)


def begin_mending(resource: dict[str, Any], user_id: str, choice: Choice) -> dict[str, Any]:
    """Queue the mending of a resource's file; the largest file's room is kept for its tables until it is done.

    :raises toolkit.ValidationError: too many or too much is put aside already
    """
    options = {"resource_id": resource["id"], "off": sorted(choice.off), "bom": choice.bom}
    name = source.file_name(resource)[:200]
    row = _reserve(user_id, kind="mend", filename=name, size=settings.max_bytes(), options=options)
    _queue(row)
    return dictize(row)


def _reserve(user_id: str, *, size: int, **values: Any) -> QualityTrial:
    """A row that holds the place of the file, if there is room for it."""
    forget_old(user_id)
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext("tomoni-quality-trials"))))
    if QualityTrial.held(user_id)[0] >= settings.try_files():
        model.Session.rollback()
        message = tk._("You have {count} files waiting for their check. Wait for one to end, or cancel one.")
        raise tk.ValidationError({"upload": [message.format(count=settings.try_files())]})
    if QualityTrial.held()[1] + size > settings.try_disk_bytes():
        model.Session.rollback()
        message = tk._("Too many large files wait for their check now. Try again after a while.")
        raise tk.ValidationError({"upload": [message]})
    ident = make_uuid()
    location = f"{putting_aside.FOLDER}/{ident}"
    row = QualityTrial(id=ident, user_id=user_id, size=size, location=location, **values)
    model.Session.add(row)
    model.Session.commit()
    return row


def _queue(row: QualityTrial) -> None:
    """Hand it to a worker. Where the queue does not answer the file stays, and the check can be begun again."""
    ident, job_id = row.id, row.job_id
    try:
        tk.enqueue_job(
            trial_job.do,
            [ident, job_id],
            title=TITLES[row.kind],
            rq_kwargs={"timeout": settings.job_timeout(), "job_id": job_id},
        )
    except RedisError as problem:
        log.warning("The check of a file was not queued: %s", problem)
        QualityTrial.tell(ident, job_id, ("storing",), state="stopped", problem="queue")
    else:
        # A worker may be at it already.
        QualityTrial.tell(ident, job_id, ("storing",), state="queued")
    model.Session.refresh(row)


def again(row: QualityTrial) -> dict[str, Any]:
    """Queue a check that stopped; one that runs or is done is left alone."""
    state, _ = standing(row)
    if state == "stopped" and row.location:
        old, job_id = row.job_id, make_uuid()
        begun = {"job_id": job_id, "state": "storing", "problem": "", "done": 0, "total": 0}
        if QualityTrial.tell(row.id, old, (*RUNNING, "stopped"), **begun):
            model.Session.refresh(row)
            _queue(row)
    return dictize(row)


def cancel(row: QualityTrial) -> None:
    """Forget a check, whatever its state: its file, its report, its place in the queue."""
    try:
        job_state.forget(row.job_id)
    except RedisError:
        log.warning("Redis is down: job %s will find nothing to do", row.job_id)
    _delete(row)


def _delete(row: QualityTrial) -> None:
    """Delete the file, then what is known of it; where the storage would not, the sweep tries again."""
    ident, location = row.id, row.location
    QualityTrial.cancel(ident)
    every_place.forget(ident)
    if putting_aside.remove(location):
        QualityTrial.purge(ident)


def sweep() -> int:
    """``forget_old``, and delete each file that no row tells of: its worker was killed after it was cancelled, or the
    database is an older one; how many.
    """
    gone = forget_old()
    # A row is there before its file: what has none now will never have one.
    lying = putting_aside.locations()
    known = set(model.Session.scalars(sa.select(QualityTrial.location)))
    return gone + sum(putting_aside.remove(each) for each in lying if each not in known)


def forget_old(user_id: str = "") -> int:
    """Delete the files and reports whose time is over, what could not be deleted before, and the oldest of a user
    who has many; how many.
    """
    rows = QualityTrial.old(settings.try_hours())
    many = QualityTrial.of(user_id)[MOST_ROWS - 1 :] if user_id else []
    for row in [*rows, *(row for row in many if row.state not in RUNNING)]:
        _delete(row)
    return len(rows)
