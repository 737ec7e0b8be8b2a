"""What CKAN's queue knows of a job: whether anybody will still do it, and how many
are before it.

A job whose worker was killed leaves no word of its own; its heart stops.
"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

from ckan.lib import jobs as ckan_jobs
from ckan.lib.redis import connect_to_redis
from rq import Worker
from rq.command import send_stop_job_command
from rq.exceptions import InvalidJobOperation

__all__ = ["before", "forget", "is_lost", "is_served"]

#: A worker says every half minute that it is at its job: after so long without a word it is dead.
SILENCE = timedelta(minutes=3)
_WAITING = ("queued", "deferred", "scheduled")


def is_lost(job_id: str) -> bool:
    """Whether nobody works on the job and nobody will.

    :raises RedisError: Redis is down.
    """
    try:
        job = ckan_jobs.job_from_id(job_id)
    except KeyError:
        return True
    status = _status(job)
    if status in _WAITING:
        return False
    heard = job.last_heartbeat
    if status != "started" or heard is None:
        return status != "started"
    return datetime.now(UTC) - (heard if heard.tzinfo else heard.replace(tzinfo=UTC)) > SILENCE


def before(job_id: str) -> int | None:
    """How many jobs wait before this one; None when it does not wait.

    :raises RedisError: Redis is down.
    """
    try:
        job = ckan_jobs.job_from_id(job_id)
    except KeyError:
        return None
    return job.get_position()


def is_served() -> bool:
    """Whether a worker is there for the queue of people's own work.

    :raises RedisError: Redis is down.
    """
    return bool(Worker.all(queue=ckan_jobs.get_queue()))


def forget(job_id: str) -> None:
    """Take a job that waits out of its queue, and have the worker of one that runs end it.

    :raises RedisError: Redis is down.
    """
    try:
        job = ckan_jobs.job_from_id(job_id)
    except KeyError:
        return
    status = _status(job)
    if status in _WAITING:
        job.delete()
    elif status == "started":
        # It may end in this very moment; and it sees for itself that it is not wanted.
        with contextlib.suppress(InvalidJobOperation):
            send_stop_job_command(connect_to_redis(), job_id)


def _status(job: ckan_jobs.Job) -> str:
    """What the queue says of the job; nothing where it was deleted a moment ago."""
    try:
        status = job.get_status()
    except InvalidJobOperation:
        return ""
    return str(getattr(status, "value", status))
