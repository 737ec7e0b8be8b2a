"""What the two consumers do with a message: ckanext-harvest's own callbacks, and a record when they fail."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

from ckan import model

from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.consumers import keeper
from ckanext.tomoni_harvest.consumers.loop import Loop
from ckanext.tomoni_harvest.consumers.queues import fetch_queue, gather_queue
from ckanext.tomoni_harvest.engine.lock import source_lock
from ckanext.tomoni_harvest.engine.pause import stop_when
from ckanext.tomoni_harvest.harvester import TomoniHarvester

log = logging.getLogger(__name__)


class _Silent:
    """Stands for the channel of ckanext-harvest's callbacks; the loop itself acknowledges."""

    def basic_ack(self, _tag: object) -> None:
        return


def _call(callback: Callable[..., object], key: str, identifier: str) -> None:
    body = json.dumps({key: identifier})
    callback(_Silent(), stock.queue.FakeMethod(body), None, body)


def gather(job_id: str) -> None:
    """Gather one job, alone on its source; a job that is no longer running is left alone."""
    job = stock.HarvestJob.get(job_id)
    if job is None or job.status != "Running":
        log.info("job %s is not running; nothing to gather", job_id)
        return
    harvester = stock.queue.get_harvester(job.source.type)
    with source_lock(job.source_id):
        if isinstance(harvester, TomoniHarvester):
            harvester.run_job(job_id)
        else:
            _call(stock.queue.gather_callback, "harvest_job_id", job_id)
    keeper.finish(job_id)


def gather_failed(job_id: str, problem: Exception) -> None:
    """Write down why a job could not be gathered, so that it finishes and its report says so."""
    job = stock.HarvestJob.get(job_id)
    if job is None:
        return
    job.gather_finished = job.gather_finished or keeper.now()
    job.save()
    stock.HarvestGatherError.create(f"{type(problem).__name__}: {problem}"[:1000], job)
    keeper.finish(job_id)


def fetch(object_id: str) -> None:
    """Fetch and import one object."""
    _call(stock.queue.fetch_callback, "harvest_object_id", object_id)


def fetch_failed(object_id: str, problem: Exception) -> None:
    """Write down why an object failed: it is one error of its job and stops nothing else."""
    found = stock.HarvestObject.get(object_id)
    if found is None:
        return
    found.state, found.report_status = "ERROR", "errored"
    found.save()
    stock.HarvestObjectError.create(f"{type(problem).__name__}: {problem}"[:1000], found, "Import")
    model.Session.commit()


def gather_loop() -> Loop:
    """Return the loop of ``ckan tomoni-harvest gather``."""
    loop = Loop(gather_queue(), gather, gather_failed, keeper.keep)
    stop_when(lambda: loop.stopping)
    return loop


def fetch_loop() -> Loop:
    """Return the loop of ``ckan tomoni-harvest fetch``."""
    return Loop(fetch_queue(), fetch, fetch_failed, keeper.keep)
