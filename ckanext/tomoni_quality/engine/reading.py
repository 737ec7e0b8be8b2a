"""One column as its field reads it: which values are faulty, and what each is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl
from frictionless import Field, Schema, fields

from ckanext.tomoni_quality.engine.sure import sure

#: What a field says of a cell: its value, and the notes of what is wrong (``{"type": "type is …"}``).
Answer = tuple[Any, dict[str, str] | None]
#: Types whose values are compared for keys here; a key of another type is left to Frictionless.
KEYS = (
    fields.AnyField,
    fields.StringField,
    fields.IntegerField,
    fields.NumberField,
    fields.DateField,
    fields.BooleanField,
)


@dataclass
class Asked:
    """A column and what its field answered.

    :ivar missing: True where the cell says nothing (a missing value, or no cell at all)
    :ivar bad: True where the cell has a fault; None when no cell has
    :ivar faults: each faulty text (None for no cell) to what is wrong with it
    """

    field: Field
    column: pl.Series
    missing: pl.Series
    bad: pl.Series | None
    faults: dict[str | None, dict[str, str]]
    answers: dict[str | None, Answer]
    _read: Any

    def answer(self, cell: str | None) -> Answer:
        """What the field says of ``cell``."""
        if cell not in self.answers:
            self.answers[cell] = self._read(cell)
        return self.answers[cell]

    def keys(self) -> pl.Series:
        """The column with equal values equal, null where there is none: two keys may be equal whose values are not."""
        found = self.column.set(self.missing, None)
        if isinstance(self.field, (fields.StringField, fields.AnyField)):
            return found if not self.faults else found.set(_is_one_of(found, self._unread()), None)
        if isinstance(self.field, (fields.IntegerField, fields.NumberField)):
            odd = {text: _float(value) for text, (value, _) in self.answers.items() if text is not None}
            return _replaced(found, odd, found.cast(pl.Float64, strict=False))
        odd = {text: _text(value) for text, (value, _) in self.answers.items() if text is not None}
        return _replaced(found, odd, found)

    def _unread(self) -> list[str]:
        return [text for text in self.faults if text is not None and self.answers[text][0] is None]


def _is_one_of(column: pl.Series, values: list[str]) -> pl.Series:
    return column.is_in(values).fill_null(value=False) if values else pl.repeat(False, len(column), eager=True)


def _float(value: Any) -> float | None:
    try:
        return float(value) if isinstance(value, (int, float, Decimal)) else None
    except (OverflowError, ValueError):
        # Too large for a float, or a signalling NaN: all such are taken for equal.
        return float("inf")


def _text(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, dt.date) else None if value is None else str(value)


def _replaced(column: pl.Series, odd: dict[str, Any], usual: pl.Series) -> pl.Series:
    if not odd:
        return usual
    values = column.replace_strict(list(odd), list(odd.values()), default=None, return_dtype=usual.dtype)
    return usual.zip_with(~_is_one_of(column, list(odd)), values)


def ask(column: pl.Series, field: Field, schema: Schema) -> Asked:
    """Ask ``field`` of every cell of ``column`` that is not sure to be accepted, each text once."""
    gone = field.missing_values if field.has_defined("missing_values") else schema.missing_values
    missing = _is_one_of(column, gone) | column.is_null()
    read = field.create_cell_reader()
    accepted = sure(column, field)
    doubtful = ~missing if accepted is None else ~(missing | accepted.fill_null(value=False))
    answers: dict[str | None, Answer] = {text: read(text) for text in column.filter(doubtful).unique()}
    if missing.any():
        answers.update((text, read(text)) for text in column.filter(missing).unique())
    faults = {text: notes for text, (_, notes) in answers.items() if notes}
    bad = None
    if faults:
        bad = _is_one_of(column, [text for text in faults if text is not None])
        if None in faults:
            bad |= column.is_null()
    return Asked(field, column, missing, bad, faults, answers, read)
