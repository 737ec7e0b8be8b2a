"""Asks the table. Every value is a bound parameter; every statement ends after a while, whatever was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import JSONB

from ckanext.tomoni_schema.records.model import Record, Source
from ckanext.tomoni_schema.records.question import Filter, Question

__all__ = ["COUNTED", "Found", "SourceInfo", "count", "page", "sources", "stream", "touched"]

Condition = sa.ColumnElement[bool]
#: Beyond this a count of filtered rows is "more than".
COUNTED = 10_000
BATCH = 2000
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


def page(question: Question, seen: Condition, size: int) -> list[Found]:
    """Up to ``size`` rows after ``question.after``, by their ids."""
    _bounded()
    query = (
        sa.select(
            Record.id, Record.key, Record.municipality_code, Record.prefecture_code, Record.lat, Record.lon,
            Record.data, Source.edition, Source.package_id, Source.resource_id,
        )
        .join(Source, Source.id == Record.source_id)
        .where(Record.source_id.in_(_visible(question, seen)), Record.id > question.after, *_conditions(question))
        .order_by(Record.id)
        .limit(size)
    )  # fmt: skip
    return [Found(*row) for row in model.Session.execute(query)]


def stream(question: Question, seen: Condition) -> Iterator[Found]:
    """The rows of a question, fetched in parts; no connection is held between the parts."""
    left, after = question.limit, question.after
    while left is None or left > 0:
        size = BATCH if left is None else min(BATCH, left)
        rows = page(question.from_row(after), seen, size)
        model.Session.rollback()
        yield from rows
        if len(rows) < size:
            return
        after = rows[-1].id
        left = None if left is None else left - len(rows)


def count(question: Question, seen: Condition) -> tuple[int, bool]:
    """How many rows there are, and whether that is exact: with filters no more than COUNTED are counted."""
    if question.by_place_only:
        return _by_place(question, seen), True
    _bounded()
    some = sa.select(Record.id).where(Record.source_id.in_(_visible(question, seen)), *_conditions(question))
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


def _conditions(question: Question) -> list[Condition]:
    made: list[Condition] = [Record.standard == question.standard]
    if question.municipality:
        made.append(Record.municipality_code == question.municipality)
    if question.prefecture:
        made.append(Record.prefecture_code == question.prefecture)
    if question.bbox:
        west, south, east, north = question.bbox
        made += [Record.lat.between(south, north), Record.lon.between(west, east)]
    for each in question.filters:
        made += _place_filter(each) or _filter(each)
    return made


def _place_filter(each: Filter) -> list[Condition]:
    """Latitude and longitude are columns of their own."""
    column = {"latitude": Record.lat, "longitude": Record.lon}.get(each.field.name)
    if column is None:
        return []
    if each.values:
        return [sa.or_(*(column.is_(None) if value is None else column == value for value in each.values))]
    low = [column >= each.gte] if each.gte is not None else []
    return low + ([column <= each.lte] if each.lte is not None else [])


def _filter(each: Filter) -> list[Condition]:
    name = each.field.name
    if each.values:
        return [sa.or_(*(_equals(name, value) for value in each.values))]
    cell = Record.data[name]
    low = [cell >= sa.cast(each.gte, JSONB)] if each.gte is not None else []
    return low + ([cell <= sa.cast(each.lte, JSONB)] if each.lte is not None else [])


def _equals(name: str, value: Any) -> Condition:
    if value is None:
        return sa.not_(Record.data.has_key(name))
    return Record.data.contains({name: value})
