"""The remembered records of a source: read into a ledger, and written with the batches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_harvest.engine.plan import ACTIVE, DISMISSED, GONE, Known, Ledger
from ckanext.tomoni_harvest.engine.rows import PACKAGE, new_id
from ckanext.tomoni_harvest.model import Record

TABLE: sa.Table = Record.__table__
PENDING = "~"
"""Before the hash of a dataset that is stored and not yet indexed: the next run writes it again."""


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

    A dataset that is deleted here while its record is live was deleted by hand: it is not brought back.
    """
    _forget_purged(source_id)
    query = (
        sa.select(TABLE, PACKAGE.c.state.label("package_state"))
        .join(PACKAGE, PACKAGE.c.id == TABLE.c.package_id)
        .where(TABLE.c.source_id == source_id)
    )
    found = []
    for row in model.Session.execute(query).mappings():
        state = row["state"]
        if state == ACTIVE and row["package_state"] == "deleted":
            state = DISMISSED
        elif state == GONE and row["package_state"] == "active":
            state = ACTIVE
        found.append(
            Known(row["remote_id"], row["remote_name"], row["organization"], row["package_id"], row["content_hash"],
                  state, row["resources"] or {}, row["missing_runs"])
        )  # fmt: skip
    return Ledger.of(found)


def _forget_purged(source_id: str) -> None:
    there = sa.select(PACKAGE.c.id).where(PACKAGE.c.id == TABLE.c.package_id).exists()
    model.Session.execute(sa.delete(TABLE).where(TABLE.c.source_id == source_id, ~there))
    model.Session.commit()


def remember(source_id: str, changes: list[Change]) -> None:
    """Write what was stored; the hashes stay pending until ``settle``."""
    made = []
    for change in changes:
        row: dict[str, Any] = {
            "remote_id": change.remote_id, "remote_name": change.name, "organization": change.organization,
            "package_id": change.package_id, "content_hash": PENDING + change.content_hash,
            "remote_modified": change.modified, "state": ACTIVE, "missing_runs": 0, "missing_since": None,
            "failures": 0, "resources": change.resources,
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


def mark_gone(source_id: str, known: list[Known]) -> None:
    """Remember that records are gone from their source; they are recognised when they return."""
    same = sa.and_(TABLE.c.source_id == source_id, TABLE.c.remote_id.in_([item.remote_id for item in known]))
    model.Session.execute(sa.update(TABLE).where(same).values(state=GONE, changed=sa.func.now()))


def mark_missing(source_id: str, known: list[Known]) -> None:
    """Count one more run in which records were missing."""
    same = sa.and_(TABLE.c.source_id == source_id, TABLE.c.remote_id.in_([item.remote_id for item in known]))
    values = {
        "missing_runs": TABLE.c.missing_runs + 1,
        "missing_since": sa.func.coalesce(TABLE.c.missing_since, sa.func.now()),
    }
    model.Session.execute(sa.update(TABLE).where(same).values(**values))


def mark_found(source_id: str, known: list[Known]) -> None:
    """Forget that records were missing: they are listed again."""
    same = sa.and_(TABLE.c.source_id == source_id, TABLE.c.remote_id.in_([item.remote_id for item in known]))
    model.Session.execute(sa.update(TABLE).where(same).values(missing_runs=0, missing_since=None))
