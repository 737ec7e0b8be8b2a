"""One column as its field reads it: which values are faulty, and what each is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl
from frictionless import Field, Schema, fields

from ckanext.tomoni_quality.engine.patterns import Pattern
from ckanext.tomoni_quality.engine.sure import NUMBERS, sure

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
    fields.YearField,
    fields.YearmonthField,
    fields.TimeField,
    fields.DatetimeField,
    fields.DurationField,
)
#: Their names in a schema.
KEY_TYPES = frozenset(kind.type for kind in KEYS)
_REMEMBERED = 100_000


@dataclass
class Asked:
    """A column and what its field answered.

    :ivar missing: True where the cell says nothing (a missing value, or no cell at all)
    :ivar bad: the places of the cells that have a fault
    :ivar faults: each faulty text (None for no cell) to what is wrong with it
    """

    field: Field
    column: pl.Series
    missing: pl.Series
    bad: list[int]
    faults: dict[str | None, dict[str, str]]
    answers: dict[str | None, Answer]
    _read: Callable[[str | None], Answer]

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
        if isinstance(self.field, fields.DateField):
            odd = {text: _text(value) for text, (value, _) in self.answers.items() if text is not None}
            return _replaced(found, odd, found)
        # Equal values have equal hashes, and there are not many different ones.
        values = ((text, self.answer(text)[0]) for text in found.drop_nulls().unique())
        return _replaced(found, {text: None if value is None else str(hash(value)) for text, value in values}, found)

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
    return value.isoformat() if isinstance(value, dt.date) else None


def _replaced(column: pl.Series, odd: dict[str, Any], usual: pl.Series) -> pl.Series:
    if not odd:
        return usual
    values = column.replace_strict(list(odd), list(odd.values()), default=None, return_dtype=usual.dtype)
    return usual.zip_with(~_is_one_of(column, list(odd)), values)


def _without_pattern(field: Field) -> Field:
    """Frictionless would try a pattern for as long as it takes."""
    if "pattern" not in field.constraints:
        return field
    other = field.to_copy()
    other.schema = field.schema
    other.constraints = {name: wanted for name, wanted in field.constraints.items() if name != "pattern"}
    return other


class Asker:
    """Asks ``field`` of the cells of a column, part after part; answers are remembered while they are few."""

    def __init__(self, name: str, field: Field, schema: Schema) -> None:
        """``name``: of the column in the frames that are to come."""
        self.name = name
        self.field = field
        pattern = field.constraints.get("pattern") if "pattern" in field.supported_constraints else None
        self.pattern = None if pattern is None else Pattern(pattern)
        self._read: Callable[[str | None], Answer] = _without_pattern(field).create_cell_reader()
        self._known: dict[str | None, Answer] = {}
        gone = field.missing_values if field.has_defined("missing_values") else schema.missing_values
        column, number = pl.col(name), pl.col(f"{name} number")
        missing = column.is_in(gone).fill_null(value=False) | column.is_null() if gone else column.is_null()
        accepted = sure(column, field, number)
        doubtful = ~missing if accepted is None else ~(missing | accepted.fill_null(value=False))
        #: What Polars is to make of a frame, and then to say of it, for :meth:`ask`.
        kind = NUMBERS.get(type(field))
        self.numbers = [column.cast(kind, strict=False).alias(f"{name} number")] if kind else []
        self.tests = (missing.alias(f"{name} missing"), doubtful.alias(f"{name} doubtful"))

    def ask(self, column: pl.Series, tested: pl.DataFrame) -> Asked:
        """Ask of every cell of ``column`` that is not sure to be accepted, each text once."""
        missing = tested[f"{self.name} missing"]
        answers: dict[str | None, Answer] = {}
        faults: dict[str | None, dict[str, str]] = {}
        bad: list[int] = []
        for cells in (tested[f"{self.name} doubtful"], missing):
            if cells.any():
                texts = column.filter(cells)
                found = self._answers(texts.unique())
                answers |= found
                if wrong := {text: notes for text, (_, notes) in found.items() if notes}:
                    faults |= wrong
                    bad += cells.arg_true().filter(texts.is_in(list(wrong), nulls_equal=True)).to_list()
        return Asked(self.field, column, missing, bad, faults, answers, self.answer)

    def answer(self, text: str | None) -> Answer:
        """What the field says of one text."""
        return self._answers([text])[text]

    def _answers(self, texts: Iterable[str | None]) -> dict[str | None, Answer]:
        wanted = list(texts)
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        new = [text for text in wanted if text not in self._known]
        self._known |= {text: self._read(text) for text in new}
        if self.pattern:
            self._judge_by_pattern(self.pattern, new)
        return {text: self._known[text] for text in wanted}

    def _judge_by_pattern(self, pattern: Pattern, texts: list[str | None]) -> None:
        """Add what Frictionless would say after the constraints that come before."""
        read = [text for text in texts if text is not None and isinstance(self._known[text][0], str)]
        for text in pattern.misses(read):
            value, notes = self._known[text]
            told = {**(notes or {}), "pattern": f'constraint "pattern" is "{self.field.constraints["pattern"]}"'}
            self._known[text] = value, {name: told[name] for name in self.field.supported_constraints if name in told}
