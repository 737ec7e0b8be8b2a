"""Does a table keep to its standard's Table Schema? Frictionless says, here it is said so that an officer can mend it.

The engine, which says what Frictionless says, gets the rows as they were read, with a field for each column of the file
in the file's order: it guesses neither encoding, header nor types. Cells a rule has spoken of are not said twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from frictionless import Schema

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.standards import Recognition
from ckanext.tomoni_quality import engine
from ckanext.tomoni_quality.finding import SAMPLES, Finding, Hit, Text, group
from ckanext.tomoni_quality.frictionless_messages import MESSAGES, TYPES, Message
from ckanext.tomoni_quality.rules._base import Grid

CONSTRAINT = re.compile(r'constraint "(\w+)"')


@dataclass(frozen=True)
class Fault:
    """One error of Frictionless with its place in the file."""

    slug: str
    hit: Hit


def titles() -> dict[str, Text]:
    """Slug to title of everything Frictionless can say of a table."""
    return {slug: message.title for slug, message in MESSAGES.items()}


def schema(table: Table, recognition: Recognition) -> dict[str, Any]:
    """The standard's Table Schema with the fields in the order of this file; foreign columns are of any type."""
    descriptor = recognition.standard.table_schema()
    known = {field["name"]: field for field in descriptor["fields"]}
    fields: list[dict[str, Any]] = []
    for number in range(len(table.header)):
        column = recognition.columns.get(number)
        field = known.get(column.name) if column else None
        fields.append(dict(field) if field else {"name": f"#{number + 1}", "type": "any"})
    return {"fields": fields, "missingValues": descriptor["missingValues"]}


class Told:
    """What was found in a table, by slug; cells that a rule has spoken of are left out."""

    def __init__(self, spoken_of: set[tuple[int, int]]) -> None:
        self.cells: set[tuple[int, int]] = set()
        self._spoken_of = spoken_of
        self._by_slug: dict[str, list[Hit]] = {}

    def add(self, slug: str, hit: Hit) -> None:
        """One more place."""
        cell = hit.row or 0, hit.column or 0
        if not all(cell) or cell not in self._spoken_of:
            self._by_slug.setdefault(slug, []).append(hit)
            self.cells.add(cell)

    def findings(self, table: Table, samples: int) -> list[Finding]:
        """All of it, grouped."""
        found: list[Finding] = []
        for slug, hits in self._by_slug.items():
            message = MESSAGES.get(slug) or Message("error", Text(slug, slug), Text("", ""))
            found += group(
                hits, slug=slug, severity=message.severity, title=message.title, fix=message.fix, sheet=table.sheet,
                header=table.header, samples=samples,
            )  # fmt: skip
        return found


def check(
    table: Table, recognition: Recognition, grid: Grid, spoken_of: set[tuple[int, int]], samples: int = SAMPLES
) -> list[Finding]:
    """What Frictionless finds in ``table``, grouped; cells of ``spoken_of`` are left out."""
    told = Told(spoken_of)
    for fault in faults(table, schema(table, recognition), grid):
        told.add(fault.slug, fault.hit)
    return told.findings(table, samples)


def faults(table: Table, descriptor: dict[str, Any], grid: Grid, given_up: list[str] | None = None) -> Iterator[Fault]:
    """Every error of Frictionless, row by row; records without a value are passed over.

    :param given_up: fields whose pattern takes too long are added to it
    """
    names = [field["name"] for field in descriptor["fields"]]
    fields = {field["name"]: field for field in descriptor["fields"]}
    places = (~grid.silent_rows).arg_true()
    columns = engine.Columns(names, grid.frame if len(places) == grid.height else grid.frame[places])
    if grid.beyond:
        longer = {cell.row - grid.first for cell in grid.beyond}
        columns.ragged = {at: table.rows[place] for at, place in enumerate(places) if place in longer}
    validation = engine.validate(columns, Schema.from_descriptor(descriptor), limit_errors=0)
    if given_up is not None:
        given_up += validation.given_up
    for found in validation.faults:
        yield _fault(found, grid.first + places[found.row_number - engine.FIRST_ROW], fields)


def _fault(found: engine.Fault, row: int, fields: dict[str, dict[str, Any]]) -> Fault:
    field = fields.get(found.field_name, {})
    value = None if found.field_number is None else found.cell
    slug = found.type
    text = None
    if slug == "constraint-error":
        match = CONSTRAINT.search(found.note)
        name = match[1] if match else "error"
        slug = f"constraint-{name}"
        text = _constraint_text(name, field)
    elif slug == "type-error":
        text = TYPES.get(field.get("type", ""))
    return Fault(slug, Hit(row, found.field_number, value, text=text))


def _constraint_text(name: str, field: dict[str, Any]) -> Text | None:
    wanted = field.get("constraints", {}).get(name)
    if name == "enum" and wanted:
        return Text("使える値：" + "、".join(map(str, wanted)), "Allowed: " + ", ".join(map(str, wanted)))
    if name in ("minimum", "maximum", "minLength", "maxLength") and wanted is not None:
        bound = {"minimum": "以上", "maximum": "以下", "minLength": "文字以上", "maxLength": "文字以内"}[name]
        return Text(f"{wanted}{bound}にしてください。", f"{name}: {wanted}")
    return None
