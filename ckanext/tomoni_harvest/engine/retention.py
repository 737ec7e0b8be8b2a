"""The history of the harvests, thinned: ckanext-harvest keeps every object, job and error for ever.

What stays whatever its age: the current object of each dataset and the latest of one that was withdrawn, the last job
of each source, jobs that still have objects, the figures of every job that stays, and the hash of each content that was
written. Done in batches of one transaction each, so that no harvest waits for it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.orm import aliased

from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.engine import settings
from ckanext.tomoni_harvest.engine.rows import PACKAGE
from ckanext.tomoni_harvest.model import Credential, Finding, Lock, Question, Refusal, Run, Version

BATCH = 1000
BATCHES = 20
_ENDED = ("Finished", "Aborted")


def thin(batch: int = BATCH, batches: int = BATCHES) -> dict[str, int]:
    """Delete what is older than the portal's setting says; 0 days is never.

    :param batches: after so many batches the rest is left to the next time
    :returns: how many rows of each kind were deleted
    """
    days = int(settings.get("history_days"))
    if days <= 0:
        return {}
    before = (datetime.now(UTC) - timedelta(days=days)).replace(tzinfo=None)
    done: dict[str, int] = {}
    for _ in range(batches):
        turn = {"objects": _objects(before, batch), "findings": _findings(before, batch), "jobs": _jobs(before, batch)}
        turn["orphans"] = _orphans(batch)
        model.Session.commit()
        for kind, rows in turn.items():
            done[kind] = done.get(kind, 0) + rows
        if not any(turn.values()):
            break
    return done


def _ended_before(before: datetime) -> Any:
    job = stock.HarvestJob
    return sa.and_(job.status.in_(_ENDED), sa.func.coalesce(job.finished, job.gather_finished, job.created) < before)


def _objects(before: datetime, batch: int) -> int:
    """Delete objects of ended jobs that are not current, and not the last trace of a dataset."""
    item, later = stock.HarvestObject, aliased(stock.HarvestObject)
    newer = sa.exists().where(later.package_id == item.package_id, later.gathered > item.gathered)
    query = (
        sa.select(item.id)
        .join(stock.HarvestJob, stock.HarvestJob.id == item.harvest_job_id)
        .where(_ended_before(before), item.current.isnot(True), sa.or_(item.package_id.is_(None), newer))
        .limit(batch)
    )
    ids = list(model.Session.scalars(query))
    for table, column in (
        (stock.HarvestObjectError.__table__, "harvest_object_id"),
        (stock.HarvestObjectExtra.__table__, "harvest_object_id"),
        (item.__table__, "id"),
    ):
        _delete(table, column, ids)
    return len(ids)


def _findings(before: datetime, batch: int) -> int:
    """Delete the findings of ended jobs; what a run counted stays in its figures."""
    table = Finding.__table__
    query = (
        sa.select(table.c.id)
        .join(stock.HarvestJob, stock.HarvestJob.id == table.c.job_id)
        .where(_ended_before(before), _has_later_job(stock.HarvestJob))
        .limit(batch)
    )
    ids = list(model.Session.scalars(query))
    _delete(table, "id", ids)
    return len(ids)


def _has_later_job(job: Any) -> Any:
    later = aliased(stock.HarvestJob)
    return sa.exists().where(later.source_id == job.source_id, later.created > job.created)


def _jobs(before: datetime, batch: int) -> int:
    """Delete ended jobs that have no object left, with what only they have; a source keeps its last job."""
    job, item = stock.HarvestJob, stock.HarvestObject
    none_left = ~sa.exists().where(item.harvest_job_id == job.id)
    query = sa.select(job.id).where(_ended_before(before), none_left, _has_later_job(job)).limit(batch)
    ids = list(model.Session.scalars(query))
    for table, column in (
        (stock.HarvestGatherError.__table__, "harvest_job_id"),
        (Finding.__table__, "job_id"),
        (Run.__table__, "job_id"),
        (job.__table__, "id"),
    ):
        _delete(table, column, ids)
    return len(ids)


def _orphans(batch: int) -> int:
    """Delete what belongs to datasets and sources that were purged, and findings and runs without a job."""
    count = 0
    for table, key, column, other in (
        (Lock.__table__, "id", "package_id", PACKAGE),
        (Version.__table__, "id", "package_id", PACKAGE),
        (Refusal.__table__, "id", "source_id", PACKAGE),
        (Question.__table__, "source_id", "source_id", PACKAGE),
        (Credential.__table__, "source_id", "source_id", PACKAGE),
        (Finding.__table__, "id", "job_id", stock.HarvestJob.__table__),
        (Run.__table__, "job_id", "job_id", stock.HarvestJob.__table__),
    ):
        query = sa.select(table.c[key]).where(~sa.exists().where(other.c.id == table.c[column])).limit(batch)
        ids = list(model.Session.scalars(query))
        _delete(table, key, ids)
        count += len(ids)
    return count


def _delete(table: sa.Table, column: str, ids: list[str]) -> None:
    if ids:
        model.Session.execute(sa.delete(table).where(table.c[column].in_(ids)))
