"""Which sources are due by the calendar, and when each is harvested next.

A source is due when a time of its calendar has passed since its last job began and since it was last edited. A time
that passed while nothing ran is made up for once. ``next_run`` of ckanext-harvest's own table is kept at the next time,
so that its pages, and its own schedule, see it too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.engine import settings
from ckanext.tomoni_harvest.engine.calendar import HORIZON, Schedule

MANUAL = "MANUAL"


def calendar_sources(now: datetime) -> list[str]:
    """Return the ids of the sources that are due, and note when each of the others is."""
    source: Any = stock.HarvestSource
    query = model.Session.query(source).filter(source.active.is_(True), source.config.like('%"schedule"%'))
    found = []
    for each in query.all():
        schedule = _schedule(each)
        if schedule is None:
            continue
        last_job, busy = _last_job(each.id)
        then = schedule.next_after(max(last_job, _edited(each)))
        if then is not None and then <= now:
            then = schedule.next_after(now)
            if not busy:
                found.append(each.id)
        _note(each, then or now + HORIZON)
    model.Session.commit()
    return found


def next_run(source: Any, now: datetime | None = None) -> datetime | None:
    """Return when ``source`` (ckanext-harvest's) is harvested next, None when only by hand."""
    now = now or datetime.now(UTC)
    if not source.active:
        return None
    schedule = _schedule(source)
    if schedule is not None:
        return schedule.next_after(now)
    if source.frequency == MANUAL:
        return None
    return max(_aware(source.next_run) if source.next_run else now, now)


def _schedule(source: Any) -> Schedule | None:
    options = settings.options_of(source)
    return options.calendar() if options else None


def _last_job(source_id: str) -> tuple[datetime, bool]:
    """Return when the last job of a source was created, and whether one waits or runs."""
    job: Any = stock.HarvestJob
    created, busy = model.Session.query(
        sa.func.max(job.created), sa.func.bool_or(job.status != "Finished")
    ).filter(job.source_id == source_id).one()  # fmt: skip
    return (_aware(created) if created else datetime.min.replace(tzinfo=UTC)), bool(busy)


def _edited(source: Any) -> datetime:
    package = model.Package.get(source.id)
    return _aware(package.metadata_modified if package and package.metadata_modified else source.created)


def _note(source: Any, then: datetime) -> None:
    stored = then.astimezone(UTC).replace(tzinfo=None)
    if source.next_run != stored:
        source.next_run = stored


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)
