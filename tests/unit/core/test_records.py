"""Cells as typed values, rows as records, and columns that mean the same in every edition."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.tomoni_core.reading import read
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_core.standards.records import record_fields, records, typed

SLUGS = sorted({item.slug for item in registry().all()})


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("number", "12", 12), ("number", "1,200", 1200), ("number", "１２．５", 12.5), ("number", "-3", -3),
        ("number", "約3", None), ("number", "3台", None), ("number", "1,2", None), ("number", "9" * 40, None),
        ("number", "1e5", None), ("number", "NaN", None), ("number", "", None), ("number", "　", None),
        ("date", "2026-04-01", "2026-04-01"), ("date", "令和8年4月1日", "2026-04-01"),
        ("date", "2026/4/1", "2026-04-01"),
        ("date", "2026-02-30", None), ("date", "未定", None),
        ("time", "9:00", "09:00"), ("time", "24:00", "24:00"), ("time", "随時", None),
        ("string", " 011002 ", "011002"), ("string", "有", "有"), ("string", "0", "0"), ("string", "a\x00b", "ab"),
        ("string", "\ud800", None),
    ],
)  # fmt: skip
def test_typed(kind: str, cell: str, value: Any) -> None:
    """What leaves no doubt is read, what does is no value; text stays as it is."""
    assert typed(kind, cell) == value


@given(st.sampled_from(["number", "date", "time", "string"]), st.text(st.characters(), max_size=60))
def test_any_cell_can_be_stored(kind: str, cell: str) -> None:
    """Whatever a stranger writes becomes JSON in UTF-8, or nothing."""
    value = typed(kind, cell)
    assert value is None or json.dumps(value, allow_nan=False, ensure_ascii=False).encode("utf-8")
    assert kind == "string" or not isinstance(value, str) or value.isascii()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_key_has_one_type_in_every_edition(slug: str) -> None:
    """Else a column would change its type with the file it comes from."""
    for edition in registry().editions(slug):
        types = {field.name: field.type for field in record_fields(slug)}
        assert {column.key: types[column.key] for column in edition.columns} == {
            column.key: column.type for column in edition.columns
        }


@pytest.mark.parametrize("slug", SLUGS)
def test_a_key_names_one_column(slug: str) -> None:
    """Within an edition no two columns share a name, and none has a name that addresses use for something else."""
    from ckanext.tomoni_schema.records.question import PARAMETERS

    for edition in registry().editions(slug):
        keys = [column.key for column in edition.columns]
        assert len(keys) == len(set(keys))
        assert not set(keys) & {*PARAMETERS, "id_", "header", "column", "value"}
        assert all(key.isidentifier() and key.isascii() and not key.startswith("_") for key in keys)


def test_the_newest_edition_comes_first() -> None:
    """Its columns in its order, then those that only older editions have."""
    fields = record_fields("public_toilet")
    newest = registry().get("public_toilet")
    assert newest is not None
    assert [field.name for field in fields[: len(newest.columns)]] == [column.key for column in newest.columns]
    assert fields[-1].editions == ("2021",)
    assert next(field for field in fields if field.name == "name").editions == ("2021", "2026")


def test_records_of_both_editions_have_the_same_names() -> None:
    """住所 and 所在地_連結表記 are one column; blanks and rows that say nothing are left out."""
    for edition, address in (("2021", "住所"), ("2026", "所在地_連結表記")):
        item = registry().get("public_toilet", edition)
        assert item is not None
        header = ",".join(column.name for column in item.columns)
        cells = {"名称": "公園", address: "中央町1", "緯度": "34.1", "NO": "1", "ID": "1"}
        filled = ",".join(cells.get(column.name, "") for column in item.columns)
        number = ",".join("2" if column.name in ("NO", "ID") else "" for column in item.columns)
        table = read(f"{header}\n{filled}\n{number}\n".encode()).tables[0]
        recognition = registry().recognise(table.header)
        assert recognition is not None
        assert list(records(table, recognition)) == [
            {"id": "1", "name": "公園", "address": "中央町1", "latitude": 34.1}
        ]
