"""Rows of a standard as typed records: codes stay text, nothing is lost."""

from __future__ import annotations

from ckanext.tomoni_core.reading import Table, read
from ckanext.tomoni_core.standards import Column, registry
from ckanext.tomoni_quality import typed
from ckanext.tomoni_quality.rules import _standards

HEADER = _standards.header()


def loaded(**cells: str) -> tuple[Table, list[typed.Field]]:
    table = read(_standards.table(HEADER, **cells).encode(), name="a.csv").tables[0]
    recognition = registry().recognise(table.header)
    assert recognition
    return table, typed.fields(table, recognition)


def types(**cells: str) -> dict[str, str]:
    return {field.id: field.type for field in loaded(**cells)[1]}


def test_numbers_are_numbers_and_codes_are_text() -> None:
    found = types()
    assert found["緯度"] == "numeric"
    assert found["都道府県コード又は市区町村コード"] == "text"
    assert found["名称"] == "text"


def test_a_column_with_a_value_of_another_type_stays_text() -> None:
    assert types(緯度="不明")["緯度"] == "text"
    assert types(緯度="")["緯度"] == "numeric"


def test_records_keep_zeros_and_leave_out_empty_rows() -> None:
    table, fields = loaded(NO="0001")
    table.rows.append([""] * len(HEADER))
    (record,) = typed.records(table, fields)
    assert record["NO"] == "0001"
    assert record["備考"] is None


def test_a_long_name_falls_back_to_the_key() -> None:
    column = Column(name="とても" * 10, key="long_name")
    assert typed.Field(0, column, "text").id == "long_name"
