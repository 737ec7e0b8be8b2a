"""Rows of a table that follows a standard, as records: typed values under the keys that all editions share.

A key has one type for good, whatever a cell says: what cannot be read as that type is ``None`` here (the check reports
the cell, the file keeps it). Digits of any width, ``1,200``, ``9:00`` and ``令和5年5月1日`` are read, for they leave no
doubt; ``約3`` does. Text stays text, codes with their zeros too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ckanext.tomoni_core.codes import time_of_day, wareki
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.standards.model import Column, Recognition
from ckanext.tomoni_core.standards.registry import registry
from ckanext.tomoni_core.text import nfkc

__all__ = ["RecordField", "record_fields", "records", "typed"]

_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,15})(\.[0-9]{1,15})?")
_LONGEST = 100
#: Neither JSON in a database nor UTF-8 can hold them.
_IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class RecordField:
    """A column of a standard's records: its name (the key), its type, and what the editions call it."""

    name: str
    type: str
    title_ja: str
    title_en: str
    editions: tuple[str, ...]


@cache
def record_fields(slug: str) -> tuple[RecordField, ...]:
    """The columns of every edition of a standard, each once: the newest edition's in its order, then older ones."""
    found: dict[str, list[tuple[str, Column]]] = {}
    for standard in sorted(registry().editions(slug), key=lambda item: item.edition, reverse=True):
        for column in standard.columns:
            found.setdefault(column.key, []).append((standard.edition, column))
    return tuple(_field(key, seen) for key, seen in found.items())


def _field(key: str, seen: list[tuple[str, Column]]) -> RecordField:
    newest = seen[0][1]
    english = next((column.name_en for _, column in seen if column.name_en), key)
    return RecordField(key, newest.type, newest.name, english, tuple(sorted(edition for edition, _ in seen)))


def typed(kind: str, cell: str) -> Any:
    """The value of a cell as ``number``, ``date`` (ISO), ``time`` (HH:MM) or text; None for a blank and in doubt."""
    text = _IMPOSSIBLE.sub("", cell).strip()
    if not text:
        return None
    read = _READERS.get(kind)
    return read(nfkc(text[:_LONGEST]).strip()) if read else text


def _number(text: str) -> int | float | None:
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    plain = text.replace(",", "")
    return float(plain) if match[1] else int(plain)


_READERS: dict[str, Callable[[str], Any]] = {
    "number": _number,
    "integer": _number,
    "date": wareki.normalise,
    "time": time_of_day.normalise,
}


def records(table: Table, recognition: Recognition) -> Iterator[dict[str, Any]]:
    """The rows of ``table`` that say something, blanks left out; a row number alone says nothing."""
    types = {field.name: field.type for field in record_fields(recognition.standard.slug)}
    columns = [(place, column.key, types[column.key]) for place, column in recognition.columns.items()]
    for row in table.rows:
        made = {key: value for place, key, kind in columns if (value := typed(kind, row[place])) is not None}
        if len(made) > 1:
            yield made
