"""Which cells of a column Frictionless is sure to accept, told by Polars over the whole column.

A test here may leave a good cell out (it is then asked for singly) but may never let a bad one in: numbers are compared
strictly, since rounding to a float keeps their order but not their difference; days beyond the 28th are left out; a
pattern is used only where Python's and Rust's regular expressions cannot differ.
"""

from __future__ import annotations

from typing import Any

import polars as pl
from frictionless import Field, fields

from ckanext.tomoni_quality.engine.patterns import rusty

DATE = r"\A[1-9][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])\z"
BOUNDS = ("minimum", "maximum")
KNOWN = {"required", "minLength", "maxLength", "pattern", "enum", *BOUNDS}
#: The types whose cells are cast before they are tested, so that this is done once for all tests.
NUMBERS: dict[type[Field], type[pl.DataType]] = {fields.IntegerField: pl.Int64, fields.NumberField: pl.Float64}


def sure(column: pl.Expr, field: Field, number: pl.Expr) -> pl.Expr | None:
    """True for each cell that ``field`` is sure to accept; None when nothing is known of any.

    :param column: text; nulls and missing values may come out as anything, the caller knows them
    :param field: the field of Frictionless the column is read by
    :param number: ``column`` cast to its type of ``NUMBERS``, null where that cannot be done
    """
    asked = {
        name: field.constraints[name] for name in field.supported_constraints if field.constraints.get(name) is not None
    }
    if asked.keys() - KNOWN:
        return None
    if type(field) in NUMBERS:
        return _number(number, field, asked)
    test = _TESTS.get(type(field))
    return test(column, field, asked) if test else None


def _any(column: pl.Expr, field: Field, asked: dict[str, Any]) -> pl.Expr | None:
    return None if "enum" in asked else column.is_not_null()


def _string(column: pl.Expr, field: Field, asked: dict[str, Any]) -> pl.Expr | None:
    if field.format not in (None, "default"):
        return None
    found = column.is_not_null()
    if "enum" in asked:
        found &= column.is_in([value for value in asked["enum"] if isinstance(value, str)])
    if "minLength" in asked:
        found &= column.str.len_chars() >= asked["minLength"]
    if "maxLength" in asked:
        found &= column.str.len_chars() <= asked["maxLength"]
    if "pattern" in asked:
        pattern = rusty(asked["pattern"])
        if pattern is None:
            return None
        found &= column.str.contains(pattern)
    return found


def _number(values: pl.Expr, field: Field, asked: dict[str, Any]) -> pl.Expr | None:
    if isinstance(field, fields.IntegerField):
        return _within(values, field, asked)
    if {"group_char", "decimal_char", "bare_number"} & set(field.list_defined()):
        return None
    within = _within(values, field, asked)
    return None if within is None else within & values.is_finite()


def _within(values: pl.Expr, field: Field, asked: dict[str, Any]) -> pl.Expr | None:
    if "enum" in asked:
        return None
    found = values.is_not_null()
    read = field.create_value_reader()
    for name in asked.keys() & set(BOUNDS):
        bound = read(asked[name])
        try:
            limit = float(bound)
        except (TypeError, ValueError, OverflowError):
            return None
        found &= (values > limit) if name == "minimum" else (values < limit)
    return found


def _date(column: pl.Expr, field: Field, asked: dict[str, Any]) -> pl.Expr | None:
    if field.format not in (None, "default") or "enum" in asked:
        return None
    found = column.str.contains(DATE)
    read = field.create_value_reader()
    for name in asked.keys() & set(BOUNDS):
        bound = read(asked[name])
        if bound is None or bound.year < 1000:
            return None
        limit = bound.isoformat()
        found &= (column > limit) if name == "minimum" else (column < limit)
    return found


def _boolean(column: pl.Expr, field: Field, asked: dict[str, Any]) -> pl.Expr | None:
    known = [*field.true_values, *field.false_values] if isinstance(field, fields.BooleanField) else []
    return None if "enum" in asked else column.is_in(known)


_TESTS = {
    fields.AnyField: _any,
    fields.StringField: _string,
    fields.DateField: _date,
    fields.BooleanField: _boolean,
}
