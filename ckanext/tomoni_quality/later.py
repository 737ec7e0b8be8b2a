"""A check that has to wait for a server goes back to the queue: no worker sleeps over it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from ckan.lib import jobs as ckan_jobs
from rq import get_current_job

from ckanext.tomoni_core import errors
from ckanext.tomoni_quality import hosts, pending, settings

__all__ = ["TRIES", "Later", "put_off", "wait_for_turn", "wanted_later"]

#: So often a server that asks for a pause is believed; then the report says that the file cannot be had.
TRIES = 3
#: A worker waits so many seconds for its turn, in all.
PATIENCE = 10.0
#: 429 without Retry-After.
_UNSAID = 60.0


class Later(Exception):
    """The server is not to be asked for so many ``seconds``; ``asked`` when it said so itself.

    ``claimed`` when another worker is at the resource.
    """

    def __init__(self, seconds: float, *, asked: bool, claimed: bool = False) -> None:
        super().__init__(seconds)
        self.seconds = seconds
        self.asked = asked
        self.claimed = claimed


def wait_for_turn(url: str, sleep: Callable[[float], None] = time.sleep) -> None:
    """Wait a moment for the turn at the host of ``url``; by hand, outside of a worker, as long as it takes.

    :raises Later: it would take longer
    """
    left = PATIENCE if get_current_job() else float("inf")
    while (seconds := hosts.turn(url, settings.check_spacing())) > 0:
        if seconds > left:
            raise Later(seconds, asked=False)
        sleep(seconds)
        left -= seconds


def wanted_later(problem: errors.TomoniError, url: str, tries: int) -> Later | None:
    """What a server means that answered ``problem``: come again later, or, None, that it is so."""
    if not isinstance(problem, errors.TooManyRequests | errors.ServerError):
        return None
    seconds = problem.context.get("retry_after")
    if seconds is None and isinstance(problem, errors.ServerError):
        return None
    pause = min(_UNSAID if seconds is None else float(seconds), hosts.LONGEST)
    hosts.hold(url, pause)
    return Later(pause, asked=True) if tries < TRIES and get_current_job() else None


def put_off(job: Callable[..., Any], resource_id: str, fingerprint: str, seconds: float, **known: Any) -> None:
    """Put the running job into its queue again, to begin after ``seconds``."""
    running = get_current_job()
    name = ckan_jobs.remove_queue_name_prefix(running.origin) if running else ckan_jobs.DEFAULT_QUEUE_NAME
    meta = dict(running.meta or {}) if running else {}
    again = ckan_jobs.get_queue(name).enqueue_in(
        timedelta(seconds=max(seconds, 1.0)), job, resource_id, **known, job_timeout=settings.job_timeout(), meta=meta
    )
    pending.name_job(resource_id, fingerprint, again.id, wait=seconds)
