"""Records that could not be stored: one bad record stays one bad record.

It is tried again at the next run; when it fails again, after an hour, two, four, up to a week. A record that changed at
its source is tried at once, whatever its turn. Those that failed before are tried alone, so that they spoil no batch.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert

from ckanext.tomoni_harvest.engine.plan import Refused
from ckanext.tomoni_harvest.engine.record import NormalRecord
from ckanext.tomoni_harvest.engine.rows import new_id
from ckanext.tomoni_harvest.model import Refusal

TABLE: sa.Table = Refusal.__table__
FIRST_WAIT = timedelta(hours=1)
LONGEST_WAIT = timedelta(days=7)


def wait(failures: int) -> timedelta | None:
    """Return how long a record waits after its ``failures``-th failure in a row; None for the next run."""
    if failures < 2:
        return None
    return min(FIRST_WAIT * 2 ** min(failures - 2, 20), LONGEST_WAIT)


def load(source_id: str) -> dict[str, Refused]:
    """Return the refused records of a source by their remote ids."""
    query = sa.select(TABLE.c.remote_id, TABLE.c.content_hash, TABLE.c.failures, TABLE.c.next_try)
    rows = model.Session.execute(query.where(TABLE.c.source_id == source_id))
    return {row.remote_id: Refused(row.content_hash, row.failures, row.next_try) for row in rows}


def refuse(source_id: str, job_id: str, record: NormalRecord, problem: str) -> int:
    """Write down that ``record`` could not be stored; return how often in a row. A job counts once."""
    now = datetime.now(UTC)
    query = sa.select(TABLE.c.failures, TABLE.c.job_id)
    there = model.Session.execute(
        query.where(TABLE.c.source_id == source_id, TABLE.c.remote_id == record.remote_id)
    ).first()
    failures = (there.failures + (there.job_id != job_id)) if there else 1
    pause = wait(failures)
    values = {
        "remote_name": record.name[:200], "title": record.title[:300], "content_hash": record.fingerprint(),
        "problem": problem, "job_id": job_id, "failures": failures, "last": now,
        "next_try": now + pause if pause else None,
    }  # fmt: skip
    row = {"id": new_id(), "source_id": source_id, "remote_id": record.remote_id, "first": now, **values}
    statement = insert(TABLE).values(**row)
    model.Session.execute(statement.on_conflict_do_update(constraint="tomoni_harvest_refusal_identity", set_=values))
    return failures


def forgive(source_id: str, remote_ids: Iterable[str]) -> None:
    """Forget the failures of records that are stored now."""
    same = sa.and_(TABLE.c.source_id == source_id, TABLE.c.remote_id.in_(list(remote_ids)))
    model.Session.execute(sa.delete(TABLE).where(same))


def forget_unlisted(source_id: str, seen: set[str]) -> None:
    """Forget the failures of records that their source no longer lists."""
    gone = load(source_id).keys() - seen
    if gone:
        forgive(source_id, gone)


def try_again(source_id: str, remote_id: str | None) -> int:
    """Let one record, or all of the source, be tried at the next run; return how many."""
    same = TABLE.c.source_id == source_id
    if remote_id:
        same = sa.and_(same, TABLE.c.remote_id == remote_id)
    return model.Session.execute(sa.update(TABLE).where(same).values(next_try=None)).rowcount  # type: ignore[attr-defined]


def listed(source_id: str, limit: int, offset: int) -> dict[str, Any]:
    """Return the refused records of a source, those that failed most often first."""
    same = TABLE.c.source_id == source_id
    count = model.Session.execute(sa.select(sa.func.count()).where(same)).scalar_one()
    query = sa.select(TABLE).where(same).order_by(TABLE.c.failures.desc(), TABLE.c.remote_name)
    rows = model.Session.execute(query.limit(limit).offset(offset)).mappings()
    return {"count": count, "records": [_shown(row) for row in rows]}


def _shown(row: Any) -> dict[str, Any]:
    return {
        "remote_id": row["remote_id"], "name": row["remote_name"], "title": row["title"], "problem": row["problem"],
        "failures": row["failures"], "first": row["first"].isoformat(), "last": row["last"].isoformat(),
        "next_try": row["next_try"].isoformat() if row["next_try"] else None,
    }  # fmt: skip
