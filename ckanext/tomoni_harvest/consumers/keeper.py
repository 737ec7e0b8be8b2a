"""Looks after the jobs, so that no cron is needed: finishes those whose work is done, sends again those that got lost,
starts those that are due, and clears away what is old.

ckanext-harvest finishes a job only when ``harvester run`` is called from cron. Here every consumer does it whenever it
is idle; a database lock keeps it to one at a time.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.harvest.logic import HarvestJobExists

from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.consumers.queues import gather_queue
from ckanext.tomoni_harvest.engine import due, notices, retention, withdrawal
from ckanext.tomoni_harvest.engine.errors import HeldElsewhere
from ckanext.tomoni_harvest.engine.lock import KEEPER, is_held, source_lock
from ckanext.tomoni_harvest.model import Run

log = logging.getLogger(__name__)

LOST_AFTER = timedelta(seconds=20)
RESUBMIT_EVERY = timedelta(seconds=60)
CLEAR_EVERY = timedelta(hours=1)
_resubmitted = [datetime(1970, 1, 1)]  # noqa: DTZ001  compared with ckanext-harvest's naive UTC
_cleared = [datetime(1970, 1, 1)]  # noqa: DTZ001


def now() -> datetime:
    """Return the time as ckanext-harvest stores it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def context() -> Context:
    """Return the context in which ckanext-harvest's actions run for the portal itself."""
    site_user = tk.get_action("get_site_user")(Context(ignore_auth=True, defer_commit=True), {})
    return Context({"session": model.Session, "user": site_user["name"], "ignore_auth": True, "model": model})  # type: ignore


def keep() -> None:
    """Do all the keeper does, once."""
    try:
        with source_lock(KEEPER):
            start_due()
            for (job_id,) in model.Session.query(stock.HarvestJob.id).filter_by(status="Running").all():
                if not finish(job_id):
                    send_again(job_id)
            _resubmit_objects()
            _clear_old()
            notices.queue()
    except HeldElsewhere:
        return


def clear_old() -> dict[str, int]:
    """Thin the history and purge what was withdrawn long ago; return how many rows of each kind went."""
    done = {**retention.thin(), "datasets": withdrawal.purge_due()}
    done = {kind: count for kind, count in done.items() if count}
    if done:
        log.info("cleared away: %s", done)
    return done


def _clear_old() -> None:
    """Clear away now and then; at once again while there is more."""
    if now() - _cleared[0] >= CLEAR_EVERY and not clear_old():
        _cleared[0] = now()


def finish(job_id: str) -> bool:
    """Finish a running job when nothing of it is left to do; return whether it is finished."""
    job = stock.HarvestJob.get(job_id)
    if job is None or job.status == "Finished":
        return True
    if job.status != "Running" or job.gather_finished is None or _left(job_id):
        return False
    last = (
        model.Session.query(stock.HarvestObject.import_finished)
        .filter(stock.HarvestObject.harvest_job_id == job_id, stock.HarvestObject.import_finished.isnot(None))
        .order_by(stock.HarvestObject.import_finished.desc())
        .first()
    )
    notices.prepare(job_id)
    job.status = "Finished"
    job.finished = max(last[0], job.gather_finished) if last else job.gather_finished
    source_id = job.source_id
    job.save()
    log.info("job %s of source %s is finished", job_id, source_id)
    _refresh(source_id)
    notices.queue()
    return True


def _left(job_id: str) -> int:
    query = model.Session.query(stock.HarvestObject.id).filter(
        stock.HarvestObject.harvest_job_id == job_id, stock.HarvestObject.state.notin_(["COMPLETE", "ERROR"])
    )
    return query.limit(1).count()


def _refresh(source_id: str) -> None:
    """Index the source again, so that its page shows the job's end; a search that is down must not undo the job."""
    try:
        tk.get_action("harvest_source_reindex")(context(), {"id": source_id})
    except Exception:
        log.exception("source %s could not be indexed again", source_id)
        model.Session.rollback()


def send_again(job_id: str) -> bool:
    """Queue a running job that is neither waiting nor being worked on: its process or Redis lost it."""
    job = stock.HarvestJob.get(job_id)
    if job is None or job.gather_finished is not None or now() - job.created < LOST_AFTER or _waits(job_id):
        return False
    queue = gather_queue()
    if job_id in queue.waiting() or is_held(job.source_id):
        return False
    log.warning("job %s is worked on by nobody; it is queued again", job_id)
    queue.send(job_id)
    return True


def _waits(job_id: str) -> bool:
    """Whether a job leaves its source alone for a while."""
    run = model.Session.get(Run, job_id)
    return bool(run and run.resume_after and run.resume_after > datetime.now(UTC))


def _resubmit_objects() -> None:
    if now() - _resubmitted[0] < RESUBMIT_EVERY:
        return
    _resubmitted[0] = now()
    stock.queue.resubmit_objects()


def start_due() -> None:
    """Start the jobs of the sources whose next run has come."""
    for source_id in due.calendar_sources(datetime.now(UTC)):
        try:
            tk.get_action("harvest_job_create")(context(), {"source_id": source_id, "run": True})
        except HarvestJobExists:
            log.info("source %s is still at its last job", source_id)
        except Exception:
            log.exception("the job of source %s could not be started", source_id)
            model.Session.rollback()
    stock.make_scheduled_jobs(context(), {})
