"""Files that cities publish, as records: every row that says something, typed, placed, named."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.tomoni_core.reading import read
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_core.standards.records import record_fields, records
from ckanext.tomoni_schema.records.rows import publisher, rows
from tests.shared import require_shared

OYAMA = "092088"


def real(name: str) -> tuple[str, list[dict[str, Any]], int]:
    """The standard of a real file, its records, and how many rows it has."""
    table = read(require_shared(f"data/municipal/{name}").read_bytes(), name=name).tables[0]
    recognition = registry().recognise(table.header)
    assert recognition is not None
    return recognition.standard.slug, list(records(table, recognition)), len(table.rows)


def test_the_toilets_of_oyama() -> None:
    """A clean file of the 2021 edition: no row is lost, every place lies in Japan, the same keys at every reading."""
    slug, found, count = real("oyama_092088_public_toilet_oldstd.csv")
    assert (slug, len(found)) == ("public_toilet", count)
    made = list(rows(found, publisher(OYAMA, "小山市")))
    assert len({row.key for row in made}) == count
    assert {row.municipality_code for row in made} == {OYAMA}
    assert all(36 < (row.lat or 0) < 37 and 139 < (row.lon or 0) < 140 for row in made)
    assert [row.key for row in made] == [row.key for row in rows(found, publisher(OYAMA, "小山市"))]
    types = {field.name: field.type for field in record_fields(slug)}
    for record in found:
        assert set(record) <= set(types)
        assert all(isinstance(value, int | float) for name, value in record.items() if types[name] == "number")


@pytest.mark.parametrize("name", ["takamatsu_exchange_center_newline_header.csv"])
def test_other_cities(name: str) -> None:
    """A header of two lines, remarks of the template: what it says is read under the keys."""
    slug, found, count = real(name)
    assert found
    assert len(found) <= count
    assert {name for record in found for name in record} <= {field.name for field in record_fields(slug)}
