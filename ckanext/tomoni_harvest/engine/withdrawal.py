"""Datasets leave and, much later, go for good.

Withdrawn is deleted as CKAN understands it: out of searches and lists, still in the database, at its address a
tombstone. It comes back under the same address when its source lists it again, until it is purged.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_harvest.engine import index, settings, state, write
from ckanext.tomoni_harvest.engine.context import site_context
from ckanext.tomoni_harvest.engine.errors import HeldElsewhere
from ckanext.tomoni_harvest.engine.journal import Entry, Journal
from ckanext.tomoni_harvest.engine.lock import source_lock
from ckanext.tomoni_harvest.engine.plan import GONE, Known
from ckanext.tomoni_harvest.engine.rows import PACKAGE
from ckanext.tomoni_harvest.engine.signals import tell

log = logging.getLogger(__name__)

PURGED_AT_ONCE = 50


def withdraw(source_id: str, gone: list[Known], reason: str, journal: Journal) -> None:
    """Withdraw datasets in one transaction, then take them out of the index and tell the other plugins."""
    ids = [item.package_id for item in gone if item.package_id]
    write.withdraw(ids)
    journal.write_objects([Entry(item.remote_id, item.package_id, "withdrawn") for item in gone if item.package_id])
    state.mark_gone(source_id, gone, reason)
    journal.counts["withdrawn"] += len(gone)
    model.Session.commit()
    _leave_index(source_id, [item.remote_id for item in gone], ids, journal)


def finish(source_id: str, journal: Journal) -> None:
    """Take out of the index what a run that was cut short withdrew."""
    left = state.still_indexed(source_id)
    if left:
        _leave_index(source_id, [remote_id for remote_id, _ in left], [package_id for _, package_id in left], journal)


def _leave_index(source_id: str, remote_ids: list[str], package_ids: list[str], journal: Journal) -> None:
    try:
        index.remove(package_ids)
    except Exception as problem:
        log.exception("withdrawn datasets could not be taken out of the index")
        journal.note("index-failed", problem=str(problem)[:500])
        return
    state.settle(source_id, remote_ids)
    model.Session.commit()
    tell(source_id, withdrawn=package_ids)


def purge_due() -> int:
    """Purge datasets withdrawn longer ago than the portal's setting says; return how many. 0 days is never."""
    days = int(settings.get("purge_withdrawn_after_days"))
    if days <= 0:
        return 0
    due: dict[str, list[str]] = {}
    for source_id, package_id in _long_withdrawn(datetime.now(UTC) - timedelta(days=days)):
        due.setdefault(source_id, []).append(package_id)
    return sum(_purge(source_id, package_ids) for source_id, package_ids in due.items())


def _long_withdrawn(before: datetime) -> list[tuple[str, str]]:
    table = state.TABLE
    query = (
        sa.select(table.c.source_id, table.c.package_id)
        .join(PACKAGE, PACKAGE.c.id == table.c.package_id)
        .where(table.c.state == GONE, table.c.withdrawn < before, PACKAGE.c.state == "deleted")
        .order_by(table.c.withdrawn)
        .limit(PURGED_AT_ONCE)
    )
    return [(row.source_id, row.package_id) for row in model.Session.execute(query)]


def _purge(source_id: str, package_ids: list[str]) -> int:
    """Purge datasets of a source while no run of it is under way: one that returns just now must find its dataset."""
    purged = 0
    try:
        with source_lock(source_id):
            for package_id in package_ids:
                purged += _purge_one(package_id)
    except HeldElsewhere:
        log.info("source %s is being harvested; its withdrawn datasets are purged later", source_id)
    return purged


def _purge_one(package_id: str) -> bool:
    """Purge one dataset that is still withdrawn."""
    package = model.Package.get(package_id)
    if package is None or package.state != "deleted":
        return False
    try:
        tk.get_action("dataset_purge")(site_context(), {"id": package_id})
        model.Session.execute(sa.delete(state.TABLE).where(state.TABLE.c.package_id == package_id))
        model.Session.commit()
    except Exception:
        log.exception("dataset %s could not be purged", package_id)
        model.Session.rollback()
        return False
    return True
