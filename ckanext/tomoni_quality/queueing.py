"""Puts checks into CKAN's job queue: only what changed, once, and never at the price of the save."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from redis.exceptions import RedisError

from ckanext.tomoni_quality import jobs, pending, settings, source
from ckanext.tomoni_quality.model import QualityReport

log = logging.getLogger(__name__)

TITLE = "tomoni_quality: check {}"
BULK = "tomoni-bulk"
"""The queue of what a harvest brought; a worker that names it last serves people's own edits first."""


def resources_of(package_id: str) -> list[model.Resource]:
    """The active tabular resources of a dataset, in order."""
    rows = model.Session.scalars(
        sa.select(model.Resource)
        .where(model.Resource.package_id == package_id, model.Resource.state == model.State.ACTIVE)
        .order_by(model.Resource.position)
    )
    return [resource for resource in rows if source.is_tabular(resource)]


def enqueue(resources: Iterable[model.Resource], queue: str = "default", *, if_changed: bool = False) -> list[str]:
    """Queue a check of each resource that does not wait already; the ids queued.

    :param if_changed: where another server has the file, only if it has changed
    :raises RedisError: Redis is down.
    """
    queued = []
    for resource in resources:
        fingerprint = source.fingerprint(resource)
        if not pending.mark(resource.id, fingerprint):
            continue
        job = tk.enqueue_job(
            jobs.check_resource,
            [resource.id],
            {"if_changed": True} if if_changed else {},
            title=TITLE.format(resource.id),
            queue=queue,
            rq_kwargs={"timeout": settings.job_timeout()},
        )
        pending.name_job(resource.id, fingerprint, job.id)
        queued.append(resource.id)
    return queued


def enqueue_remote(package_id: str) -> list[str]:
    """Queue the files of a dataset that other servers have and that were not asked for lately, behind all else.

    What could not be had is asked for again the next day.

    :raises RedisError: Redis is down.
    """
    now = datetime.now(UTC)
    due_from = {
        row.resource_id: row.created + timedelta(days=settings.recheck_days() if row.status == "ok" else 1)
        for row in QualityReport.newest_of_package(package_id)
    }
    due = [
        resource
        for resource in resources_of(package_id)
        if resource.url_type != "upload" and due_from.get(resource.id, now) < now
    ]
    return enqueue(due, BULK, if_changed=True)


def enqueue_changed(package_id: str) -> list[str]:
    """Queue the resources of a dataset whose address, hash, date or format changed since their last report.

    Never raises for a queue that is down: the save has happened, ``ckan tomoni-quality sweep`` finds what was missed.
    """
    known = {row.resource_id: row.source.get("fingerprint") for row in QualityReport.newest_of_package(package_id)}
    changed = [r for r in resources_of(package_id) if known.get(r.id) != source.fingerprint(r)]
    try:
        return enqueue(changed)
    except RedisError as problem:
        log.warning("Checks of dataset %s were not queued, run `ckan tomoni-quality sweep`: %s", package_id, problem)
        return []


def enqueue_harvested(resource_ids: Iterable[str]) -> list[str]:
    """Queue what a harvest brought or changed, behind everything else; never raises for a queue that is down."""
    query = sa.select(model.Resource).where(model.Resource.id.in_(list(resource_ids)))
    try:
        return enqueue([row for row in model.Session.scalars(query) if source.is_tabular(row)], BULK)
    except RedisError as problem:
        log.warning("Checks of harvested resources were not queued, run `ckan tomoni-quality sweep`: %s", problem)
        return []
