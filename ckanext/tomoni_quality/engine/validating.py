"""Validate columns against a Table Schema: Frictionless's report, by columns where that can be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl
from frictionless import Checklist, Dialect, Error, Report, Schema
from frictionless.report.task import ReportTask
from frictionless.resources import TableResource

from ckanext.tomoni_quality.engine.columns import Columns
from ckanext.tomoni_quality.engine.faults import CLASSES, Fault
from ckanext.tomoni_quality.engine.pausing import no_collection
from ckanext.tomoni_quality.engine.reading import KEYS, Asked, ask
from ckanext.tomoni_quality.engine.rows import Judge

#: Frictionless's own limit.
LIMIT_ERRORS = 1000
NAME = "table"


@dataclass
class Validation:
    """What was found.

    :ivar of_header: errors of the header, by Frictionless
    :ivar faults: of the rows, in order
    :ivar rows: how many rows were read
    :ivar whole: the report of Frictionless, where it did the whole work
    """

    labels: list[str]
    fields: int
    rows: int
    of_header: list[Error] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
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
    checklist = checklist or Checklist()
    opened = _opened(columns, schema)
    if opened is None or checklist.checks or schema.foreign_keys:
        return _by_frictionless(columns, schema, checklist, limit_errors)
    with opened as resource:
        expected = resource.header.get_expected_fields()
        header: list[Error] = [error for error in resource.header.errors if checklist.match(error)]
    names = [one.name for one in expected]
    primary = [names.index(name) for name in schema.primary_key] if set(schema.primary_key) <= set(names) else []
    unique = [place for place, one in enumerate(expected) if one.constraints.get("unique")]
    if len(expected) != len(columns.labels) or any(type(expected[place]) not in KEYS for place in (*unique, *primary)):
        return _by_frictionless(columns, schema, checklist, limit_errors)
    found = Validation(columns.labels, len(schema.fields), columns.height, header)
    wanted = frozenset(checklist.scope) & CLASSES.keys()
    with no_collection():
        asked = [ask(columns.frame[str(place)], one, schema) for place, one in enumerate(expected)]
        _judge(found, columns, asked, Judge(asked, unique, primary), wanted, limit_errors)
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


def _by_frictionless(columns: Columns, schema: Schema, checklist: Checklist, limit_errors: int) -> Validation:
    places = sorted(range(columns.height), key=columns.number)
    data = [columns.labels, *columns.cells(places)]
    resource = TableResource(name=NAME, data=data, schema=schema, dialect=dialect())
    report = resource.validate(checklist, limit_errors=limit_errors)
    task = report.task
    stats = task.stats
    return Validation(
        task.labels, stats.get("fields") or 0, stats.get("rows") or 0, warnings=task.warnings, whole=report
    )


def _judge(
    found: Validation, columns: Columns, asked: list[Asked], judge: Judge, wanted: frozenset[str], limit: int
) -> None:
    if limit and len(found.of_header) >= limit:
        _cut(found, limit, rows=1)
        return
    bad: dict[int, list[int]] = {}
    for place, column in enumerate(asked):
        if column.bad is not None:
            for row in column.bad.arg_true().to_list():
                bad.setdefault(row, []).append(place)
    blank, keyed = set(_blank(asked)), set(_same_keys(asked, judge))
    rows = sorted({*bad, *blank, *columns.ragged, *keyed}, key=columns.number)
    for row, cells in zip(rows, columns.cells(rows), strict=True):
        number = columns.number(row)
        faults = judge.faults(number, cells, bad.get(row, []), blank=row in blank, keyed=row in keyed)
        found.faults += [fault for fault in faults if fault.type in wanted]
        if limit and len(found.of_header) + len(found.faults) >= limit:
            _cut(found, limit, rows=number - 1)
            return


def _cut(found: Validation, limit: int, rows: int) -> None:
    """Frictionless looks at its limit after each row, and reads no further."""
    found.of_header = found.of_header[:limit]
    found.faults = found.faults[: limit - len(found.of_header)]
    found.warnings.append(f"reached error limit: {limit}")
    found.rows = rows


def _blank(asked: list[Asked]) -> list[int]:
    blank = asked[0].missing
    for column in asked[1:]:
        blank = blank & column.missing
    return blank.arg_true().to_list()


def _same_keys(asked: list[Asked], judge: Judge) -> list[int]:
    """The rows of which a key may be another's, or nothing; some may turn out to have none of either."""
    rows: list[int] = []
    for place in judge.unique:
        keys = asked[place].keys()
        rows += (keys.hash().is_duplicated() & keys.is_not_null()).arg_true().to_list()
    if judge.primary:
        keys = pl.DataFrame([asked[place].keys().alias(str(place)) for place in judge.primary])
        nothing = keys.select(pl.all_horizontal(pl.all().is_null())).to_series()
        rows += (keys.hash_rows().is_duplicated() | nothing).arg_true().to_list()
    return rows
