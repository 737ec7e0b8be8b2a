"""A Table Schema that comes with a file, in place of or beside a standard: read with care, it is a stranger's too.

Fields are found by their names, as ``fieldsMatch`` of Table Schema v2 says (``exact`` when it says nothing), so that a
column too many does not make every cell wrong. What cannot be judged from the one file is said, never passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import regex
from frictionless import Field, FrictionlessException, Schema

from ckanext.tomoni_core import errors
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality import conformity, engine
from ckanext.tomoni_quality.finding import SAMPLES, Finding, Hit, Text
from ckanext.tomoni_quality.rules._base import Grid

__all__ = ["MAX_BYTES", "TableSchema", "parse"]

#: A schema longer than this, or with more fields, is no description of a table.
MAX_BYTES = 1 << 20
MAX_FIELDS = 2_000
_MATCHES = ("exact", "equal", "subset", "superset", "partial")


@dataclass(frozen=True)
class TableSchema:
    """A schema that Frictionless takes.

    :ivar fields: name to descriptor
    """

    descriptor: dict[str, Any]
    fields: dict[str, dict[str, Any]]
    match: str

    def check(
        self, table: Table, grid: Grid, spoken_of: set[tuple[int, int]], samples: int = SAMPLES
    ) -> tuple[list[Finding], set[tuple[int, int]]]:
        """What is found in ``table``, and the cells it speaks of; those of ``spoken_of`` are left out."""
        told = conformity.Told(spoken_of)
        for slug, hit in self._header(table):
            told.add(slug, hit)
        descriptor = self._for(table)
        slow: list[str] = []
        try:
            for fault in conformity.faults(table, descriptor, grid, slow):
                told.add(fault.slug, fault.hit)
        except (TypeError, ValueError, ArithmeticError) as problem:
            # Frictionless compares what cannot be compared, such as times with and without a zone.
            told.add(
                "schema-not-judged", Hit(text=Text(f"値を比べられません：{problem}", f"Not comparable: {problem}"))
            )
        for text in [*map(_slow, slow), *self._left_out(descriptor)]:
            told.add("schema-not-judged", Hit(text=text))
        return told.findings(table, samples), told.cells

    def _for(self, table: Table) -> dict[str, Any]:
        """The schema with a field for each column of the file, in the file's order."""
        left = dict(self.fields)
        fields = [
            left.pop(name.strip(), None) or {"name": f"#{number}", "type": "any"}
            for number, name in enumerate(table.header, 1)
        ]
        known = {field["name"] for field in fields}
        primary = _names(self.descriptor.get("primaryKey"))
        found: dict[str, Any] = {"fields": fields}
        if "missingValues" in self.descriptor:
            found["missingValues"] = self.descriptor["missingValues"]
        if primary and set(primary) <= known and not any(_is_structure(self.fields[name]) for name in primary):
            found["primaryKey"] = primary
        return found

    def _header(self, table: Table) -> Iterator[tuple[str, Hit]]:
        row = table.header_row
        names = [name.strip() for name in table.header]
        missing = [name for name in self.fields if name not in names]
        extra = [number for number, name in enumerate(names, 1) if name not in self.fields]
        if self.match in ("exact", "equal", "subset") or len(missing) == len(self.fields):
            yield from (("missing-label", Hit(row, None, name)) for name in missing)
        if self.match in ("exact", "equal", "superset"):
            yield from (("extra-label", Hit(row, number, names[number - 1])) for number in extra)
        if self.match == "exact" and not missing and not extra:
            for number, (name, wanted) in enumerate(zip(names, self.fields, strict=False), 1):
                if name != wanted:
                    yield "incorrect-label", Hit(row, number, name, suggestion=wanted)

    def _left_out(self, descriptor: dict[str, Any]) -> Iterator[Text]:
        if self.descriptor.get("foreignKeys"):
            yield Text(
                "外部キー（foreignKeys）は、ほかの表がないと確かめられません。", "foreignKeys need other tables."
            )
        primary = _names(self.descriptor.get("primaryKey"))
        if primary and "primaryKey" not in descriptor:
            names = "、".join(primary)
            yield Text(f"主キーを確かめられません：{names}", f"The primary key cannot be judged: {', '.join(primary)}")


def parse(text: str | bytes | dict[str, Any]) -> TableSchema:
    """Read a Table Schema: JSON, or what JSON gave.

    :raises errors.TomoniError: it is none; what is wrong with it is said
    """
    descriptor = text if isinstance(text, dict) else _json(text)
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("fields"), list):
        raise _invalid("fields がありません", "it has no fields")
    if len(descriptor["fields"]) > MAX_FIELDS:
        raise _invalid(f"fields は {MAX_FIELDS:,} 個までです", f"more than {MAX_FIELDS:,} fields")
    # Nothing but what describes the table: Frictionless would follow a path or a profile to where it leads.
    plain = {
        name: descriptor[name] for name in ("fields", "missingValues", "primaryKey") if descriptor.get(name) is not None
    }
    try:
        schema = Schema.from_descriptor(plain)
        for field in schema.fields:
            field.create_cell_reader()
            _bounds(field)
            regex.compile(str(field.constraints.get("pattern") or ""))
    except FrictionlessException as problem:
        notes = "; ".join(error.note for error in problem.reasons) or problem.error.note
        raise _invalid(notes, notes) from problem
    except Exception as problem:
        # A bound that is no number, a pattern that is none: every kind of wrong value has its own exception.
        raise _invalid(str(problem), str(problem)) from problem
    fields = {str(field["name"]).strip(): field for field in plain["fields"]}
    if len(fields) < len(plain["fields"]):
        raise _invalid("同じ名前の項目があります", "two fields have one name")
    match = _names(descriptor.get("fieldsMatch"))
    kept = {**plain, **({"foreignKeys": True} if descriptor.get("foreignKeys") else {})}
    return TableSchema(kept, _judged(fields), match[0] if match and match[0] in _MATCHES else "exact")


def _bounds(field: Field) -> None:
    read = field.create_value_reader()
    for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        if name in field.constraints and read(field.constraints[name]) is None:
            raise ValueError(f'"{name}" of "{field.name}" is not of type "{field.type}"')


def _judged(fields: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Lists and objects cannot be compared as keys."""
    return {
        name: {**field, "constraints": {key: asked for key, asked in constraints.items() if key != "unique"}}
        if (constraints := field.get("constraints") or {}).get("unique") and _is_structure(field)
        else field
        for name, field in fields.items()
    }


def _is_structure(field: dict[str, Any]) -> bool:
    return field.get("type", "any") not in engine.KEY_TYPES


def _names(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(name) for name in value] if isinstance(value, list) else []


def _json(text: str | bytes) -> Any:
    if len(text) > MAX_BYTES:
        raise _invalid(f"{MAX_BYTES:,} バイトを超えています", f"it is longer than {MAX_BYTES:,} bytes")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise _invalid(f"JSON として読めません（{problem}）", f"it is no JSON ({problem})") from problem


def _slow(name: str) -> Text:
    return Text(f"書き方（pattern）の判定に時間がかかりすぎます：{name}", f"The pattern takes too long: {name}")


def _invalid(ja: str, en: str) -> errors.TomoniError:
    return errors.TomoniError(
        "schema-invalid",
        f"表の定義（Table Schema）が正しくありません：{ja[:300]}",
        f"The Table Schema is not valid: {en[:300]}",
        "Table Schema の仕様（https://specs.frictionlessdata.io/table-schema/）に合わせて直してください。",
        "Write it as the specification of Table Schema says (https://specs.frictionlessdata.io/table-schema/).",
    )
