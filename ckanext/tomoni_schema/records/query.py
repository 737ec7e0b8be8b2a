"""Asks the table. Every value is a bound parameter; every statement ends after a while, whatever was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_schema.records import conditions
from ckanext.tomoni_schema.records.conditions import Condition
from ckanext.tomoni_schema.records.model import Record, Source
from ckanext.tomoni_schema.records.question import Question

__all__ = ["COUNTED", "Found", "SourceInfo", "count", "page", "sources", "stream", "touched"]

#: Beyond this a count of filtered rows is "more than".
COUNTED = 10_000
BATCH = 2000
#: A stream's statement looks at so many ids at most, however few of them it wants.
SPAN = 100_000
TIMEOUT = "20s"


@dataclass(frozen=True)
class Found:
    """A row as it is stored, with the dataset it comes from."""

    id: int
    key: str
    municipality_code: str | None
    prefecture_code: str | None
    lat: float | None
    lon: float | None
    data: dict[str, Any]
    edition: str
    package_id: str
    resource_id: str


@dataclass(frozen=True)
class SourceInfo:
    """A visible resource of the table."""

    resource_id: str
    edition: str
    rows: int
    places: dict[str, int]
    modified: datetime
    package_id: str
    name: str
    title: str
    license_id: str
    resource_name: str
    organization: str
    organization_title: str
    changed: datetime | None


def _visible(question: Question, seen: Condition) -> Any:
    """Source joined to its dataset and resource, as far as the person may see them."""
    query = (
        sa.select(Source.id)
        .join(model.Package, model.Package.id == Source.package_id)
        .join(model.Resource, model.Resource.id == Source.resource_id)
        .where(Source.standard == question.standard, Source.rows > 0, model.Resource.state == model.State.ACTIVE, seen)
    )
    if question.edition:
        query = query.where(Source.edition == question.edition)
    if question.resource:
        query = query.where(Source.resource_id == question.resource)
    if question.dataset:
        query = query.where(sa.or_(model.Package.id == question.dataset, model.Package.name == question.dataset))
    return query


def sources(question: Question, seen: Condition) -> list[SourceInfo]:
    """The resources a question's rows can come from, in order."""
    group = model.Group
    query = _visible(question, seen).outerjoin(group, group.id == model.Package.owner_org)
    if question.municipality:
        query = query.where(Source.places.has_key(question.municipality))
    query = query.with_only_columns(
        Source.resource_id, Source.edition, Source.rows, Source.places, Source.modified, model.Package.id,
        model.Package.name, model.Package.title, model.package_table.c.license_id, model.Resource.name, group.name,
        group.title,
        model.Package.metadata_modified,
    ).order_by(Source.id)  # fmt: skip
    return [SourceInfo(*(_plain(cell) for cell in row)) for row in model.Session.execute(query)]


def _plain(cell: Any) -> Any:
    return "" if cell is None else cell


def touched(standard: str) -> datetime | None:
    """When anything about a standard's rows last changed, also rows that nobody sees any more."""
    query = sa.select(sa.func.max(Source.modified), sa.func.max(model.Package.metadata_modified))
    query = query.outerjoin(model.Package, model.Package.id == Source.package_id).where(Source.standard == standard)
    loaded, saved = model.Session.execute(query).one()
    times = [loaded, saved.replace(tzinfo=UTC) if saved else None]
    return max((time for time in times if time), default=None)


def page(question: Question, seen: Condition, size: int, until: int | None = None) -> list[Found]:
    """Up to ``size`` rows after ``question.after``, by their ids; with ``until``, none after that id."""
    _bounded()
    query = (
        sa.select(
            Record.id, Record.key, Record.municipality_code, Record.prefecture_code, Record.lat, Record.lon,
            Record.data, Source.edition, Source.package_id, Source.resource_id,
        )
        .join(Source, Source.id == Record.source_id)
        .where(Record.source_id.in_(_visible(question, seen)), Record.id > question.after, *conditions.of_row(question))
        .order_by(Record.id)
        .limit(size)
    )  # fmt: skip
    if until is not None:
        query = query.where(Record.id <= until)
    return [Found(*row) for row in model.Session.execute(query)]


def stream(question: Question, seen: Condition) -> Iterator[Found]:
    """The rows of a question, fetched in parts; no connection is held between the parts.

    No statement grows with the table: each looks at the ids of one span, so that a filter that no index knows and few
    rows meet is many short statements, not one that is cut off.
    """
    left, after = question.limit, question.after
    while left is None or left > 0:
        size = BATCH if left is None else min(BATCH, left)
        try:
            start = _next(question, after)
            rows = page(question.from_row(after), seen, size, start + SPAN) if start else []
        finally:
            model.Session.rollback()
        if start is None:
            return
        yield from rows
        after = rows[-1].id if len(rows) == size else start + SPAN
        left = None if left is None else left - len(rows)


def _next(question: Question, after: int) -> int | None:
    """The id of the first row after ``after`` that is at the question's place, whatever else it asks."""
    _bounded()
    return model.Session.scalar(
        sa.select(sa.func.min(Record.id)).where(Record.id > after, *conditions.at_place(question))
    )


def count(question: Question, seen: Condition) -> tuple[int, bool]:
    """How many rows there are, and whether that is exact: with filters no more than COUNTED are counted."""
    if question.by_place_only:
        return _by_place(question, seen), True
    _bounded()
    some = sa.select(Record.id).where(Record.source_id.in_(_visible(question, seen)), *conditions.of_row(question))
    query = sa.select(sa.func.count()).select_from(some.limit(COUNTED + 1).subquery())
    number = model.Session.scalar(query) or 0
    return min(number, COUNTED), number <= COUNTED


def _by_place(question: Question, seen: Condition) -> int:
    """What the sources counted when they were loaded."""
    code, prefecture = question.municipality, question.prefecture
    visible = _visible(question, seen)
    if not code and not prefecture:
        return model.Session.scalar(visible.with_only_columns(sa.func.sum(Source.rows))) or 0
    if code and prefecture and not code.startswith(prefecture):
        return 0
    place = sa.func.jsonb_each_text(Source.places).table_valued("key", "value").lateral()
    counted = visible.with_only_columns(sa.func.sum(sa.cast(place.c.value, sa.Integer))).join(place, sa.true())
    wanted = place.c.key == code if code else place.c.key.startswith(prefecture or "")
    return model.Session.scalar(counted.where(wanted)) or 0


def _bounded() -> None:
    model.Session.execute(sa.text(f"SET LOCAL statement_timeout = '{TIMEOUT}'"))
