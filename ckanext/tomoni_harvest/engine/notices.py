"""Tells by mail how a job went, to those its source names.

Who is to be told is written before the job is marked as finished, so that no crash forgets it. It is sent afterwards by
a background job of CKAN's, again with growing pauses when the mail server does not take it, and never by a process that
harvests. A receiver may hear twice after a crash between sending and writing that down.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from ckan import model
from ckan.lib.redis import connect_to_redis
from ckan.plugins import toolkit as tk
from redis.exceptions import RedisError

from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.engine import mails, settings
from ckanext.tomoni_harvest.engine.health import five
from ckanext.tomoni_harvest.engine.options import Options
from ckanext.tomoni_harvest.model import Notice, Run

log = logging.getLogger(__name__)

TRIES = 8
"""After so many attempts, about a day, a receiver is given up."""
MOST_EDITORS = 20
KEPT_DAYS = 90
QUEUED_SECONDS = 300
"""For so long no second background job is queued."""


def prepare(job_id: str) -> None:
    """Note down who is to be told of a job that has ended; nothing when nobody is, or when all were noted before.

    What goes wrong here is logged: telling must not undo a job.
    """
    try:
        _prepare(job_id)
        model.Session.commit()
    except Exception:
        log.exception("who is to be told of job %s could not be noted", job_id)
        model.Session.rollback()


def _prepare(job_id: str) -> None:
    run = model.Session.get(Run, job_id)
    source = stock.HarvestSource.get(run.source_id) if run else None
    options = settings.options_of(source) if source else None
    if run is None or options is None or not options.mail_when:
        return
    reason = occasion(run, _before(run), options.mail_when)
    if reason is None:
        return
    noted = set(model.Session.scalars(sa.select(Notice.address).where(Notice.job_id == job_id)))
    for address, language in _receivers(run.source_id, options):
        if address not in noted:
            model.Session.add(Notice(job_id, reason, address, language))


def occasion(run: Run, before: Run | None, wanted: frozenset[str]) -> str | None:
    """Return why a run is told of, the gravest reason first; None when it is not."""
    figures = five(run.counts)
    found = {
        "asks": run.outcome == "stopped",
        "trouble": _is_trouble(run),
        "recovery": before is not None and not _is_well(before) and _is_well(run),
        "change": any(figures[key] for key in ("added", "updated", "withdrawn")),
        "always": True,
    }
    return next((reason for reason, holds in found.items() if holds and reason in wanted), None)


def _is_trouble(run: Run) -> bool:
    return run.outcome in ("failed", "incomplete") or bool(run.counts.get("errored"))


def _is_well(run: Run) -> bool:
    return run.outcome == "done" and not _is_trouble(run)


def _before(run: Run) -> Run | None:
    earlier = sa.select(Run).where(
        Run.source_id == run.source_id, Run.job_id != run.job_id, Run.started < run.started, Run.finished.is_not(None)
    )
    return model.Session.scalar(earlier.order_by(Run.started.desc()).limit(1))


def _receivers(source_id: str, options: Options) -> list[tuple[str, str]]:
    """Return the addresses with the language of each, everybody once."""
    usual = "ja" if str(tk.config.get("ckan.locale_default") or "ja").startswith("ja") else "en"
    found = {address: language or usual for address, language in options.mail_to}
    if options.mail_editors:
        package = model.Package.get(source_id)
        for address in _editors(package.owner_org if package else None):
            found.setdefault(address, usual)
    return list(found.items())


def _editors(owner_org: str | None) -> list[str]:
    members = (
        sa.select(model.User.email)
        .join(model.Member, sa.and_(model.Member.table_id == model.User.id, model.Member.table_name == "user"))
        .where(
            model.Member.group_id == owner_org,
            model.Member.state == model.State.ACTIVE,
            model.Member.capacity.in_(("admin", "editor")),
            model.User.state == model.State.ACTIVE,
            model.User.email.is_not(None),
        )
        .order_by(model.Member.capacity, model.User.name)
        .limit(MOST_EDITORS)
    )
    return [address for address in model.Session.scalars(members) if address]


def queue() -> bool:
    """Have a background job tell those who wait; nothing when nobody does, or when one is queued. Never raises."""
    try:
        if not model.Session.scalar(sa.select(sa.exists().where(*_waiting()))):
            return False
        if not connect_to_redis().set(_mark(), 1, nx=True, ex=QUEUED_SECONDS):
            return False
        tk.enqueue_job(deliver_queued, title="tomoni_harvest: tell how harvests went")
    except RedisError as problem:
        log.warning("mails wait: Redis does not answer (%s)", problem)
        return False
    return True


def deliver_queued() -> None:
    """The background job of :func:`queue`."""
    connect_to_redis().delete(_mark())
    deliver()


def deliver(most: int = 200) -> tuple[int, int]:
    """Tell up to ``most`` of those who wait, each committed by itself; return how many were told, and were not."""
    told = [0, 0]
    for _ in range(most):
        query = sa.select(Notice).where(*_waiting()).order_by(Notice.due).limit(1)
        notice = model.Session.scalar(query.with_for_update(skip_locked=True))
        if notice is None:
            break
        problem = _tell(notice)
        notice.tries += 1
        notice.problem = problem[:500]
        if problem:
            notice.due = datetime.now(UTC) + timedelta(minutes=min(4 ** (notice.tries - 1), 360))
        else:
            notice.sent = datetime.now(UTC)
        told[bool(problem)] += 1
        model.Session.commit()
    model.Session.execute(sa.delete(Notice).where(Notice.due < datetime.now(UTC) - timedelta(days=KEPT_DAYS)))
    model.Session.commit()
    return told[0], told[1]


def _tell(notice: Notice) -> str:
    """Send one mail; what went wrong, empty when nothing did. A job that is gone is told to nobody."""
    try:
        mails.send(notice)
    except Exception as problem:
        log.warning("%s was not told of job %s: %s", notice.address, notice.job_id, problem)
        return str(problem) or type(problem).__name__
    return ""


def _waiting() -> tuple[sa.ColumnElement[bool], ...]:
    return Notice.sent.is_(None), Notice.tries < TRIES, Notice.due <= datetime.now(UTC)


def _mark() -> str:
    return f"ckan:{tk.config['ckan.site_id']}:tomoni_harvest:telling"
