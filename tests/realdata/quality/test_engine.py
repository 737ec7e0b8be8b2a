"""The engine and Frictionless give one report of every real municipal file, cell by cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from frictionless import Schema
from frictionless.resources import TableResource

from ckanext.tomoni_core.reading import Table, read
from ckanext.tomoni_quality import columns, conformity, engine
from ckanext.tomoni_quality.check import recognise
from ckanext.tomoni_quality.engine.validating import dialect
from tests.shared import require_shared

FILES = list(yaml.safe_load(Path(__file__).with_name("expected.yaml").read_text()))
#: For a file of no standard: what its columns are by their names.
TYPES = {"latitude": "number", "longitude": "number", "number": "number", "date": "date", "time": "time"}


def schemas(table: Table) -> list[dict[str, Any]]:
    """The schema of the standard the table follows; and a strict one by the names of its columns, with a key."""
    recognition = recognise(table)
    found = [conformity.schema(table, recognition)] if recognition else []
    kinds = columns.kinds(table.header, recognition)
    fields = [
        {"name": f"#{at}", "type": TYPES.get(kinds.get(at, ""), "string"), "constraints": {"required": True}}
        for at in range(len(table.header))
    ]
    fields[0]["constraints"] = {"required": True, "unique": True, "pattern": "[0-9A-Za-z-]+"}
    return [*found, {"fields": fields, "primaryKey": [field["name"] for field in fields[:2]]}]


@pytest.fixture(scope="module")
def folder() -> Path:
    return require_shared("data/municipal")


@pytest.mark.parametrize("name", FILES)
def test_reports_are_equal(folder: Path, name: str) -> None:
    """Each table of the file, as the reader reads it."""
    for table in read((folder / name).read_bytes(), name=name).tables:
        for descriptor in schemas(table):
            names = [field["name"] for field in descriptor["fields"]]
            schema = Schema.from_descriptor(descriptor)
            source = TableResource(data=[names, *table.rows], schema=schema, dialect=dialect())
            theirs = source.validate(limit_errors=0).task.errors
            ours = engine.validate(engine.Columns.of_rows(names, table.rows), schema, limit_errors=0)
            assert ours.descriptors() == [error.to_descriptor() for error in theirs]


def test_there_is_something_to_find(folder: Path) -> None:
    """The strict schema is one that real files break: equal reports are not all empty."""
    (table,) = read((folder / FILES[0]).read_bytes(), name=FILES[0]).tables[:1]
    descriptor = schemas(table)[-1]
    names = [field["name"] for field in descriptor["fields"]]
    assert engine.validate(engine.Columns.of_rows(names, table.rows), Schema.from_descriptor(descriptor)).faults
