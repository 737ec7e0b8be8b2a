"""What a question asks of a row, as SQL. Every value is a bound parameter."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ckanext.tomoni_schema.records.model import Record
from ckanext.tomoni_schema.records.question import Filter, Question

__all__ = ["Condition", "at_place", "of_row"]

Condition = sa.ColumnElement[bool]
#: Columns of their own; the others stand in the JSON of a row.
_PLACE = {"latitude": Record.lat, "longitude": Record.lon}


def at_place(question: Question) -> list[Condition]:
    """Standard, municipality and prefecture: what an index leads to, in the order of the rows."""
    made: list[Condition] = [Record.standard == question.standard]
    if question.municipality:
        made.append(Record.municipality_code == question.municipality)
    if question.prefecture:
        made.append(Record.prefecture_code == question.prefecture)
    return made


def of_row(question: Question) -> list[Condition]:
    """Everything that a question asks of a row."""
    made = at_place(question)
    if question.bbox:
        west, south, east, north = question.bbox
        made += [Record.lat.between(south, north), Record.lon.between(west, east)]
    for each in question.filters:
        made += _filter(each)
    return made


def _filter(each: Filter) -> list[Condition]:
    name, place = each.field.name, _PLACE.get(each.field.name)
    if each.values:
        return [sa.or_(*(_equals(name, value) for value in each.values))]
    made: list[Condition] = []
    for bound, compared in ((each.gte, "__ge__"), (each.lte, "__le__")):
        if bound is not None:
            cell, value = (Record.data[name], sa.cast(bound, JSONB)) if place is None else (place, bound)
            made.append(getattr(cell, compared)(value))
    text = Record.data[name].astext
    made += [text.icontains(each.contains, autoescape=True)] if each.contains else []
    return made + ([text.istartswith(each.starts, autoescape=True)] if each.starts else [])


def _equals(name: str, value: Any) -> Condition:
    place = _PLACE.get(name)
    if place is not None:
        return place.is_(None) if value is None else place == value
    if value is None:
        return sa.not_(Record.data.has_key(name))
    return Record.data.contains({name: value})
