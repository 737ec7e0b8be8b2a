"""The remembered records of a source: read into a ledger, and written with the batches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_harvest.engine import quarantine
from ckanext.tomoni_harvest.engine.plan import ACTIVE, DISMISSED, GONE, STAY, Known, Ledger
from ckanext.tomoni_harvest.engine.rows import PACKAGE, new_id
from ckanext.tomoni_harvest.model import Question, Record, Refusal

TABLE: sa.Table = Record.__table__
PENDING = "~"
"""Before the hash of a dataset that is stored and not yet indexed: the next run writes it again."""
_HERE = {
    "state": ACTIVE, "missing_runs": 0, "missing_since": None, "missing_in": "", "withdrawn": None, "reason": "",
    "answer": "",
}  # fmt: skip
"""The values of a record that its source lists."""


@dataclass
class Change:
    """What to remember of one dataset that was written."""

    remote_id: str
    name: str
    organization: str
    package_id: str
    content_hash: str
    modified: str
    resources: dict[str, str] = field(default_factory=dict)
    former_remote_id: str | None = None


def load(source_id: str) -> Ledger:
    """Return what is remembered of a source, after forgetting datasets that are no more.

    A dataset that is deleted here while its record is live was deleted by hand: it is not brought back. One that is
    live while its record is gone was brought back by hand: it stays.
    """
    _forget_purged(source_id)
    query = (
        sa.select(TABLE, PACKAGE.c.state.label("package_state"))
        .join(PACKAGE, PACKAGE.c.id == TABLE.c.package_id)
        .where(TABLE.c.source_id == source_id)
    )
    found = []
    for row in model.Session.execute(query).mappings():
        state, answer = row["state"], row["answer"]
        if state == ACTIVE and row["package_state"] == "deleted":
            state = DISMISSED
        elif state == GONE and row["package_state"] == "active":
            state, answer = ACTIVE, STAY
        found.append(
            Known(row["remote_id"], row["remote_name"], row["organization"], row["package_id"], row["content_hash"],
                  state, row["resources"] or {}, row["missing_runs"], row["missing_since"], row["missing_in"], answer,
                  row["remote_modified"])
        )  # fmt: skip
    return Ledger.of(found, quarantine.load(source_id))


def _forget_purged(source_id: str) -> None:
    there = sa.select(PACKAGE.c.id).where(PACKAGE.c.id == TABLE.c.package_id).exists()
    model.Session.execute(sa.delete(TABLE).where(TABLE.c.source_id == source_id, ~there))
    model.Session.commit()


def forget_source(source_id: str) -> None:
    """Forget the records of a source whose datasets were all removed, what it asked, and what was refused."""
    for table in (TABLE, Refusal.__table__, Question.__table__):
        model.Session.execute(sa.delete(table).where(table.c.source_id == source_id))
    model.Session.commit()


def remember(source_id: str, changes: list[Change]) -> None:
    """Write what was stored; the hashes stay pending until ``settle``."""
    made = []
    for change in changes:
        row: dict[str, Any] = {
            "remote_id": change.remote_id, "remote_name": change.name, "organization": change.organization,
            "package_id": change.package_id, "content_hash": PENDING + change.content_hash,
            "remote_modified": change.modified, "resources": change.resources, **_HERE,
        }  # fmt: skip
        if change.former_remote_id is None:
            made.append({**row, "id": new_id(), "source_id": source_id})
        else:
            same = sa.and_(TABLE.c.source_id == source_id, TABLE.c.remote_id == change.former_remote_id)
            model.Session.execute(sa.update(TABLE).where(same).values(**row, changed=sa.func.now()))
    if made:
        model.Session.execute(sa.insert(TABLE), made)


def settle(source_id: str, remote_ids: Iterable[str]) -> None:
    """Mark datasets as indexed."""
    same = sa.and_(
        TABLE.c.source_id == source_id,
        TABLE.c.remote_id.in_(list(remote_ids)),
        TABLE.c.content_hash.like(PENDING + "%"),
    )
    model.Session.execute(sa.update(TABLE).where(same).values(content_hash=sa.func.substr(TABLE.c.content_hash, 2)))


def mark_gone(source_id: str, known: list[Known], reason: str) -> None:
    """Remember that records are withdrawn and why; they are recognised when they return.

    The hash is pending until ``forget_index`` says that the datasets left the index.
    """
    now = datetime.now(UTC)
    values = {
        "state": GONE, "changed": now, "withdrawn": now, "reason": reason, "answer": "",
        "missing_since": sa.func.coalesce(TABLE.c.missing_since, now),
        "content_hash": PENDING + sa.func.ltrim(TABLE.c.content_hash, PENDING),
    }  # fmt: skip
    model.Session.execute(sa.update(TABLE).where(_same(source_id, known)).values(**values))


def still_indexed(source_id: str) -> list[tuple[str, str]]:
    """Return (remote id, dataset) of withdrawn records that may still be in the index: a run was cut short there."""
    query = (
        sa.select(TABLE.c.remote_id, TABLE.c.package_id)
        .join(PACKAGE, PACKAGE.c.id == TABLE.c.package_id)
        .where(TABLE.c.source_id == source_id, TABLE.c.state == GONE, PACKAGE.c.state == "deleted")
        .where(TABLE.c.content_hash.like(PENDING + "%"))
    )
    return [(row.remote_id, row.package_id) for row in model.Session.execute(query)]


def mark_missing(source_id: str, known: list[Known], job_id: str) -> None:
    """Count one more run in which records were missing; a job that is run again counts once."""
    values = {
        "missing_runs": sa.case((TABLE.c.missing_in == job_id, TABLE.c.missing_runs), else_=TABLE.c.missing_runs + 1),
        "missing_since": sa.func.coalesce(TABLE.c.missing_since, sa.func.now()),
        "missing_in": job_id,
    }
    model.Session.execute(sa.update(TABLE).where(_same(source_id, known)).values(**values))


def mark_found(source_id: str, known: list[Known]) -> None:
    """Forget that records were missing, and what was answered about them: they are listed again."""
    model.Session.execute(sa.update(TABLE).where(_same(source_id, known)).values(**_HERE))


def answer(source_id: str, remote_ids: list[str], said: str) -> int:
    """Write what was said about records that a run asked about; return how many of them are still live."""
    same = sa.and_(TABLE.c.source_id == source_id, TABLE.c.remote_id.in_(remote_ids), TABLE.c.state == ACTIVE)
    return model.Session.execute(sa.update(TABLE).where(same).values(answer=said)).rowcount  # type: ignore[attr-defined]


def _same(source_id: str, known: list[Known]) -> Any:
    return sa.and_(TABLE.c.source_id == source_id, TABLE.c.remote_id.in_([item.remote_id for item in known]))


def touch(source_id: str, moments: dict[str, str]) -> None:
    """Remember the timestamps of records that their source dated anew without changing them."""
    for remote_id, moment in moments.items():
        same = sa.and_(TABLE.c.source_id == source_id, TABLE.c.remote_id == remote_id)
        model.Session.execute(sa.update(TABLE).where(same).values(remote_modified=moment))


def read_again(source_id: str, remote_ids: Iterable[str]) -> None:
    """Have the next run read records again whatever their timestamps say: this one could not read or store them."""
    same = sa.and_(
        TABLE.c.source_id == source_id,
        TABLE.c.remote_id.in_(list(remote_ids)),
        TABLE.c.content_hash.notlike(PENDING + "%"),
    )
    model.Session.execute(sa.update(TABLE).where(same).values(content_hash=PENDING + TABLE.c.content_hash))
