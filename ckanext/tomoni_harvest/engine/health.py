"""How all sources are, at one look: when each last came through, how far behind it may be, and how its runs went.

``lag`` is the time since a run last came through whole: what changed at the source meanwhile is not here yet.
``newest`` is the latest change the source itself has told of. A source is late when its next time after the last
success passed more than a day ago.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.engine import due, settings
from ckanext.tomoni_harvest.engine.rows import PACKAGE
from ckanext.tomoni_harvest.model import Record, Run

STATES = ("asks", "trouble", "late", "paused", "running", "never", "ok")
"""From what needs somebody to what needs nobody."""
FIVE = ("added", "updated", "withdrawn", "unchanged", "errored")
RUNS_SHOWN = 10
GRACE = timedelta(days=1)
FREQUENCIES = {"ALWAYS": 1, "DAILY": 1, "WEEKLY": 7, "BIWEEKLY": 14, "MONTHLY": 31}
SORTS = ("state", "title", "last_success", "lag", "errors", "next_run", "datasets")

Row = dict[str, Any]


def five(counts: dict[str, Any]) -> dict[str, int]:
    """Return the five figures of a run: what was re-created was changed, what returned was added."""
    figures = {key: int(counts.get(key, 0)) for key in FIVE}
    figures["added"] += int(counts.get("returned", 0))
    figures["updated"] += int(counts.get("recreated", 0))
    return figures


def health(organizations: list[str] | None, now: datetime | None = None) -> list[Row]:
    """Return the health of every source, or of those that belong to ``organizations`` (ids)."""
    now = now or datetime.now(UTC)
    sources = _sources(organizations)
    ids = [row.id for row in sources]
    runs, busy, ended, held = _runs(ids), _busy(ids), _ended(ids), _datasets(ids)
    success = _success(ids)
    found = []
    for row in sources:
        source = stock.HarvestSource.get(row.id)
        seen = runs.get(row.id, [])
        last_success = success.get(row.id) or (None if seen else ended.get(row.id))
        then = due.next_run(source, now)
        found.append(
            {
                "id": row.id, "name": row.name, "title": row.title or row.name, "url": row.url, "kind": row.type,
                "organization": row.organization or "", "organization_name": row.organization_name or "",
                "datasets": held.get(row.id, 0),
                "last_success": last_success.isoformat() if last_success else None,
                "lag": round((now - last_success).total_seconds() / 3600, 1) if last_success else None,
                "newest": next((run.watermark for run in reversed(seen) if run.watermark), "") or None,
                "next_run": then.isoformat() if then else None,
                "outcome": seen[-1].outcome if seen else None,
                "figures": five(seen[-1].counts) if seen else None,
                "runs": [_run(run) for run in seen],
                "errors": sum(int(run.counts.get("errored", 0)) for run in seen),
                "state": _state(source, seen, row.id in busy, last_success, now),
            }
        )  # fmt: skip
    return found


def chosen(rows: list[Row], *, q: str = "", state: str = "", sort: str = "state") -> list[Row]:
    """Return the rows that hold every word of ``q`` and are in ``state``, sorted (``lag desc`` turns it round)."""
    words = q.lower().split()
    found = [row for row in rows if (not state or row["state"] == state) and _holds(row, words)]
    field, _, direction = sort.partition(" ")
    # What is not known comes last, whichever way round.
    known = [row for row in found if _SORTS[field](row) is not None]
    unknown = [row for row in found if _SORTS[field](row) is None]
    known.sort(key=lambda row: str(row["title"]))
    known.sort(key=_SORTS[field], reverse=direction == "desc")
    return known + unknown


_SORTS: dict[str, Callable[[Row], Any]] = {
    "state": lambda row: STATES.index(row["state"]),
    **{field: (lambda row, field=field: row[field]) for field in SORTS if field != "state"},
}


def _holds(row: Row, words: list[str]) -> bool:
    text = " ".join(str(row[key]) for key in ("title", "name", "url", "organization")).lower()
    return all(word in text for word in words)


def _sources(organizations: list[str] | None) -> list[Any]:
    source: sa.Table = stock.HarvestSource.__table__
    group: sa.Table = model.group_table  # type: ignore[attr-defined]
    query = (
        sa.select(
            source.c.id, source.c.url, source.c.type, PACKAGE.c.name, PACKAGE.c.title,
            group.c.title.label("organization"), group.c.name.label("organization_name"),
        )
        .join(PACKAGE, PACKAGE.c.id == source.c.id)
        .outerjoin(group, group.c.id == PACKAGE.c.owner_org)
        .where(PACKAGE.c.state == "active", source.c.active.is_(True))
        .order_by(PACKAGE.c.title, source.c.id)
    )  # fmt: skip
    if organizations is not None:
        query = query.where(PACKAGE.c.owner_org.in_(organizations))
    return list(model.Session.execute(query))


def _runs(ids: list[str]) -> dict[str, list[Run]]:
    """Return the last runs of each source, the oldest first."""
    place = sa.func.row_number().over(partition_by=Run.source_id, order_by=Run.started.desc()).label("place")
    ranked = sa.select(Run.job_id, place).where(Run.source_id.in_(ids)).subquery()
    query = sa.select(Run).join(ranked, ranked.c.job_id == Run.job_id).where(ranked.c.place <= RUNS_SHOWN)
    found: dict[str, list[Run]] = {}
    for run in model.Session.scalars(query.order_by(Run.started)):
        found.setdefault(run.source_id, []).append(run)
    return found


def _success(ids: list[str]) -> dict[str, datetime]:
    query = sa.select(Run.source_id, sa.func.max(Run.finished))
    query = query.where(Run.source_id.in_(ids), Run.outcome == "done").group_by(Run.source_id)
    return dict(model.Session.execute(query).tuples().all())  # type: ignore[arg-type]


def _busy(ids: list[str]) -> set[str]:
    job: Any = stock.HarvestJob
    query = model.Session.query(job.source_id).filter(job.source_id.in_(ids), job.status != "Finished")
    return {source_id for (source_id,) in query}


def _ended(ids: list[str]) -> dict[str, datetime]:
    """Return when a job of each source last ended: all that is known of harvesters by others."""
    job: Any = stock.HarvestJob
    query = model.Session.query(job.source_id, sa.func.max(job.finished))
    query = query.filter(job.source_id.in_(ids), job.finished.isnot(None)).group_by(job.source_id)
    return {source_id: ended.replace(tzinfo=UTC) for source_id, ended in query}


def _datasets(ids: list[str]) -> dict[str, int]:
    query = (
        sa.select(Record.source_id, sa.func.count())
        .join(PACKAGE, PACKAGE.c.id == Record.package_id)
        .where(Record.source_id.in_(ids), PACKAGE.c.state == "active")
        .group_by(Record.source_id)
    )
    return dict(model.Session.execute(query).tuples().all())  # type: ignore[arg-type]


def _run(run: Run) -> Row:
    return {
        "job_id": run.job_id, "started": run.started.isoformat(), "outcome": run.outcome, **five(run.counts),
    }  # fmt: skip


def _state(source: Any, runs: list[Run], busy: bool, success: datetime | None, now: datetime) -> str:
    last = runs[-1] if runs else None
    if busy:
        return "paused" if last and last.outcome == "paused" else "running"
    if last and last.outcome == "stopped":
        return "asks"
    if last and (last.outcome in ("failed", "incomplete") or last.counts.get("errored")):
        return "trouble"
    if success is None:
        return "never"
    return "late" if _late(source, success, now) else "ok"


def _late(source: Any, success: datetime, now: datetime) -> bool:
    options = settings.options_of(source)
    schedule = options.calendar() if options else None
    if schedule:
        then = schedule.next_after(success)
    elif source.frequency in FREQUENCIES:
        then = success + timedelta(days=FREQUENCIES[source.frequency])
    else:
        return False
    return then is not None and then + GRACE < now


def trend(rows: list[Row], days: int = 30, now: datetime | None = None) -> list[list[Any]]:
    """Return errors and runs by day, from the runs of ``rows``: a day on which nothing ran has no number."""
    today = (now or datetime.now(UTC)).date()
    found: list[list[Any]] = []
    runs = [run for row in rows for run in row["runs"]]
    for back in range(days - 1, -1, -1):
        day = (today - timedelta(days=back)).isoformat()
        of_day = [run for run in runs if run["started"].startswith(day)]
        errors = sum(run["errored"] for run in of_day) if of_day else None
        found.append([day, errors, len(of_day)])
    return found
