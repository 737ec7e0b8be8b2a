"""Keeps the table in step with the resources: only rows that changed are written, each resource in one transaction.

Loading the same file again writes nothing. A source that lost its rows stays behind, empty, so that a poller learns
that they left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_schema import organizations
from ckanext.tomoni_schema.records.model import Record, Source, now
from ckanext.tomoni_schema.records.rows import Row, publisher, rows

__all__ = ["Change", "load", "unload"]

BATCH = 1000


@dataclass
class Change:
    """What one load wrote."""

    added: int = 0
    updated: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.updated or self.removed)


@dataclass
class _Writing:
    """The rows of one source as they stand, and what is still to be written."""

    source: Source
    before: dict[str, Any]
    change: Change = field(default_factory=Change)
    fresh: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    places: Counter[str] = field(default_factory=Counter)

    def take(self, row: Row) -> None:
        """Compare one row of the file with what is stored under its key."""
        self.places[row.municipality_code or ""] += 1
        old = self.before.pop(row.key, None)
        if old is None:
            base = {"source_id": self.source.id, "standard": self.source.standard}
            self.fresh.append({**base, **asdict(row)})
        elif (old.hash, old.municipality_code) != (row.hash, row.municipality_code):
            values = {name: value for name, value in asdict(row).items() if name != "key"}
            self.changed.append({**values, "old_id": old.id})
        if len(self.fresh) + len(self.changed) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self.fresh:
            model.Session.execute(sa.insert(Record.__table__), self.fresh)
        if self.changed:
            table = Record.__table__
            names = ("hash", "municipality_code", "prefecture_code", "lat", "lon", "data")
            values = {name: sa.bindparam(name, type_=table.c[name].type) for name in names}
            update = sa.update(table).where(table.c.id == sa.bindparam("old_id")).values(values)
            model.Session.connection().execute(update, self.changed)
        self.change.added += len(self.fresh)
        self.change.updated += len(self.changed)
        self.fresh, self.changed = [], []

    def finish(self) -> Change:
        """Remove what the file no longer has."""
        self.flush()
        gone = [old.id for old in self.before.values()]
        for part in _parts(gone):
            model.Session.execute(sa.delete(Record).where(Record.id.in_(part)))
        self.change.removed = len(gone)
        return self.change


def load(resource_id: str, package_id: str, standard: str, edition: str, records: Iterable[dict[str, Any]]) -> Change:
    """Make the table hold these records of a resource and no others. Commits."""
    try:
        _lock(resource_id)
        _empty(resource_id, but=standard)
        source = _source(resource_id, package_id, standard, edition)
        writing = _Writing(source, _stored(source.id))
        for row in rows(records, _owner(package_id)):
            writing.take(row)
        change = writing.finish()
        _note(source, writing, package_id, edition)
        model.Session.commit()
    except Exception:
        model.Session.rollback()
        raise
    return change


def unload(resource_ids: Iterable[str]) -> int:
    """Remove the rows of these resources; how many sources lost theirs. Commits."""
    emptied = 0
    for resource_id in resource_ids:
        _lock(resource_id)
        emptied += _empty(resource_id)
    model.Session.commit()
    return emptied


def _lock(resource_id: str) -> None:
    """Two workers with the same resource take turns; the lock ends with the transaction."""
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(resource_id, 0))))


def _source(resource_id: str, package_id: str, standard: str, edition: str) -> Source:
    query = sa.select(Source).where(Source.resource_id == resource_id, Source.standard == standard)
    source = model.Session.scalar(query)
    if source is None:
        source = Source(resource_id=resource_id, package_id=package_id, standard=standard, edition=edition)
        model.Session.add(source)
        model.Session.flush()
    return source


def _stored(source_id: int) -> dict[str, Any]:
    query = sa.select(Record.key, Record.id, Record.hash, Record.municipality_code).where(Record.source_id == source_id)
    return {row.key: row for row in model.Session.execute(query)}


def _owner(package_id: str) -> Any:
    package = model.Session.get(model.Package, package_id)
    return publisher(*organizations.code_and_title(package.owner_org if package and package.owner_org else ""))


def _note(source: Source, writing: _Writing, package_id: str, edition: str) -> None:
    """Say in the source what it holds now; nothing is written where nothing changed."""
    places = dict(writing.places)
    if writing.change or (source.package_id, source.edition, source.places) != (package_id, edition, places):
        source.package_id, source.edition = package_id, edition
        source.places, source.rows = places, sum(places.values())
        source.modified = now()


def _empty(resource_id: str, but: str = "") -> int:
    """Delete the rows of a resource under every standard but one."""
    query = sa.select(Source).where(Source.resource_id == resource_id, Source.standard != but, Source.rows > 0)
    found = list(model.Session.scalars(query))
    for source in found:
        model.Session.execute(sa.delete(Record).where(Record.source_id == source.id))
        source.rows, source.places, source.modified = 0, {}, now()
    return len(found)


def _parts(items: list[int]) -> Iterator[list[int]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
