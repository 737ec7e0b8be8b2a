"""A table that follows a standard as typed columns and records. Pure: no CKAN, no database.

Codes stay text. A column takes the standard's type only when every filled cell has it; else it stays text, so that no
value is lost on the way: what is wrong with it, the report says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.standards import Column, Recognition

#: PostgreSQL cuts longer names: 63 bytes, 21 characters of Japanese.
LONGEST_NAME = 63
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?[0-9]{1,30}(?:\.[0-9]{1,30})?")


@dataclass(frozen=True)
class Field:
    """A typed column: its place in the file, the standard's column, the type of the database."""

    position: int
    column: Column
    type: str

    @property
    def id(self) -> str:
        """The name of the column, the standard's key where the name is too long for a database."""
        return self.column.name if len(self.column.name.encode()) <= LONGEST_NAME else self.column.key


def _date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_TYPES: dict[str, tuple[str, Callable[[str], bool]]] = {
    "integer": ("bigint", lambda value: bool(_INTEGER.fullmatch(value))),
    "number": ("numeric", lambda value: bool(_NUMBER.fullmatch(value))),
    "date": ("date", _date),
}


def fields(table: Table, recognition: Recognition) -> list[Field]:
    """The recognised columns of ``table`` with the types their values have."""
    return [Field(position, column, _type(table, position, column)) for position, column in recognition.columns.items()]


def _type(table: Table, position: int, column: Column) -> str:
    wanted, fits = _TYPES.get(column.type, ("text", lambda _: True))
    values = (row[position].strip() for row in table.rows)
    return wanted if all(fits(value) for value in values if value) else "text"


def records(table: Table, of: list[Field]) -> list[dict[str, Any]]:
    """The rows that say something, by the ids of ``of``; an empty cell is None."""
    found = [{field.id: row[field.position].strip() or None for field in of} for row in table.rows]
    return [record for record in found if sum(value is not None for value in record.values()) > 1]
