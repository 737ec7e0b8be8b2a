"""Validate columns against a Table Schema: Frictionless's report, by columns where that can be done."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from frictionless import Checklist, Dialect, Error, Report, Schema
from frictionless.report.task import ReportTask
from frictionless.resources import TableResource

from ckanext.tomoni_core.reading.arrow import Irregular
from ckanext.tomoni_quality.engine import parts
from ckanext.tomoni_quality.engine.columns import Columns
from ckanext.tomoni_quality.engine.faults import CLASSES, Fault
from ckanext.tomoni_quality.engine.inquiry import Inquiry
from ckanext.tomoni_quality.engine.pausing import no_collection
from ckanext.tomoni_quality.engine.reading import KEYS

#: Frictionless's own limit.
LIMIT_ERRORS = 1000
NAME = "table"


@dataclass
class Validation:
    """What was found.

    :ivar of_header: errors of the header, by Frictionless
    :ivar faults: of the rows, in order
    :ivar rows: how many rows were read
    :ivar given_up: fields whose pattern took too long: not every cell was held against it
    :ivar whole: the report of Frictionless, where it did the whole work
    """

    labels: list[str]
    fields: int
    rows: int
    of_header: list[Error] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    whole: Report | None = None

    @property
    def valid(self) -> bool:
        """Whether nothing was found."""
        return self.whole.valid if self.whole else not (self.of_header or self.faults)

    def descriptors(self) -> list[dict[str, Any]]:
        """Every error as ``error.to_descriptor()`` gives it."""
        if self.whole:
            return [error.to_descriptor() for error in self.whole.task.errors]
        with no_collection():
            of_rows = [fault.descriptor() for fault in self.faults]
        return [*(error.to_descriptor() for error in self.of_header), *of_rows]

    def report(self) -> Report:
        """The report as an object of Frictionless (tens of microseconds an error: :meth:`descriptors` is quick)."""
        if self.whole:
            return self.whole
        errors = [*self.of_header, *(fault.error() for fault in self.faults)]
        stats: Any = {"errors": len(errors), "warnings": len(self.warnings), "seconds": 0}
        own: Any = {**stats, "fields": self.fields, **({"rows": self.rows} if self.rows else {})}
        whole: Any = {**stats, "tasks": 1}
        task = ReportTask(
            valid=not errors, name=NAME, type="table", place="<memory>", labels=self.labels, stats=own, errors=errors,
            warnings=self.warnings,
        )  # fmt: skip
        return Report(valid=not errors, stats=whole, warnings=[], errors=[], tasks=[task])


def validate(
    columns: Columns,
    schema: Schema,
    checklist: Checklist | None = None,
    limit_errors: int = LIMIT_ERRORS,
) -> Validation:
    """Validate ``columns`` against ``schema``.

    :param checklist: which errors are wanted; with further checks Frictionless does the whole work
    :param limit_errors: stop after so many, as Frictionless does; 0 for all
    :raises frictionless.FrictionlessException: the schema is not valid
    """
    return _validate(lambda: iter([columns]), schema, checklist or Checklist(), limit_errors)


def validate_csv(
    opened: parts.Open,
    schema: Schema,
    checklist: Checklist | None = None,
    limit_errors: int = LIMIT_ERRORS,
    delimiter: str = ",",
) -> Validation:
    """Validate a CSV file in UTF-8 of any length, part after part, each row as :mod:`csv` reads it.

    :param opened: opens the file anew: rows with keys that are met again are read a second time
    :param checklist: which errors are wanted; with further checks Frictionless does the whole work, in memory
    :param limit_errors: stop after so many, as Frictionless does; 0 for all
    :raises frictionless.FrictionlessException: the schema is not valid
    :raises UnicodeDecodeError: it is not UTF-8
    """
    *quick, last = parts.ways(opened, delimiter)
    for read in quick:
        with contextlib.suppress(Irregular):
            return _validate(read, schema, checklist or Checklist(), limit_errors)
    return _validate(last, schema, checklist or Checklist(), limit_errors)


def _validate(read: parts.Read, schema: Schema, checklist: Checklist, limit: int) -> Validation:
    begun = read()
    first = next(begun)
    opened = _opened(first, schema)
    if opened is None or checklist.checks or schema.foreign_keys:
        return _by_frictionless(read, schema, checklist, limit)
    with opened as resource:
        expected = resource.header.get_expected_fields()
        header: list[Error] = [error for error in resource.header.errors if checklist.match(error)]
    names = [one.name for one in expected]
    primary = [names.index(name) for name in schema.primary_key] if set(schema.primary_key) <= set(names) else []
    unique = [place for place, one in enumerate(expected) if one.constraints.get("unique")]
    if len(expected) != len(first.labels) or any(type(expected[place]) not in KEYS for place in (*unique, *primary)):
        return _by_frictionless(read, schema, checklist, limit)
    found = Validation(first.labels, len(schema.fields), 0, header)
    inquiry = Inquiry(expected, schema, unique, primary, frozenset(checklist.scope) & CLASSES.keys())
    with no_collection():
        enough = limit and max(limit - len(header), 0)
        found.rows, found.faults = (0, []) if limit and not enough else inquiry.of(chain([first], begun), read, enough)
        found.given_up = inquiry.given_up()
        found.warnings += [f'the pattern of field "{name}" takes too long to be judged' for name in found.given_up]
        if limit and len(header) + len(found.faults) >= limit:
            _cut(found, limit)
    return found


def dialect() -> Dialect:
    """The header is the first row: left to itself, Frictionless looks for it among rows of like length."""
    return Dialect(header=True, header_rows=[1])


def _opened(columns: Columns, schema: Schema) -> TableResource | None:
    """Frictionless's own judgement of the header; None when it has no header or no row to judge."""
    if not columns.labels or not columns.height:
        return None
    resource = TableResource(name=NAME, data=[columns.labels, columns.cells([0])[0]], schema=schema, dialect=dialect())
    resource.to_descriptor(validate=True)
    return resource


def _by_frictionless(read: parts.Read, schema: Schema, checklist: Checklist, limit_errors: int) -> Validation:
    labels: list[str] = []
    rows: list[list[str]] = []
    for part in read():
        labels = part.labels
        rows += part.cells(sorted(range(part.height), key=part.number))
    resource = TableResource(name=NAME, data=[labels, *rows], schema=schema, dialect=dialect())
    report = resource.validate(checklist, limit_errors=limit_errors)
    task = report.task
    stats = task.stats
    return Validation(
        task.labels, stats.get("fields") or 0, stats.get("rows") or 0, warnings=task.warnings, whole=report
    )


def _cut(found: Validation, limit: int) -> None:
    """Frictionless looks at its limit after each row, and reads no further."""
    found.of_header = found.of_header[:limit]
    found.faults = found.faults[: limit - len(found.of_header)]
    found.warnings.append(f"reached error limit: {limit}")
    found.rows = found.faults[-1].row_number - 1 if found.faults else 1
