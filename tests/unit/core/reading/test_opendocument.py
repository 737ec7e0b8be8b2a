"""ODS: cells as LibreOffice shows them, and from the XML what the cells do not say."""

from __future__ import annotations

import pytest

from ckanext.tomoni_core.errors import Damaged, Encrypted, TooBig
from ckanext.tomoni_core.reading import read
from tests.unit.core.reading.opendocuments import document, number, row, sheet, text

HEAD = row(text("名称"), text("数"))
BLANKS = row("<table:table-cell table:number-columns-repeated='16384'/>", more="table:number-rows-repeated='1048576'")


def test_every_sheet_is_read() -> None:
    reading = read(
        document(sheet("一", HEAD, row(text("甲"), number(1.0)), BLANKS), sheet("二", HEAD, row(text("乙"))))
    )
    assert reading.kind == "ods"
    assert [(table.sheet, list(table.rows)) for table in reading.tables] == [
        ("一", [["甲", "1"]]),
        ("二", [["乙", ""]]),
    ]
    assert [note.slug for table in reading.tables for note in table.notes] == []


def test_what_the_cells_do_not_say_is_noted() -> None:
    total = number(2, 'table:formula="of:=SUM([.B2:.B3])"')
    wide = text("合計", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/>"
    remark = text("乙", "").replace("<text:p>", "<office:annotation><text:p>x</text:p></office:annotation><text:p>")
    reading = read(
        document(
            sheet(
                "一",
                HEAD,
                row(text("甲"), number(1)),
                row(remark, number(1), more='table:visibility="collapse"'),
                row(text("丙"), total),
                row(wide),
                "<table:shapes><draw:frame/></table:shapes>",
                style="gone",
                columns='<table:table-column/><table:table-column table:visibility="collapse"/>',
            )
        )
    )
    told = {(note.slug, note.row, note.column, note.value) for note in reading.tables[0].notes}
    assert told >= {
        ("hidden_sheet", None, None, "一"),
        ("hidden_row", 3, None, None),
        ("hidden_column", None, 2, None),
        ("formula", 4, 2, "=SUM([.B2:.B3])"),
        ("merged_cells", 5, 1, "A5:B5"),
        ("comment", None, None, None),
        ("drawing", None, None, None),
    }


def test_repeated_cells_keep_their_place() -> None:
    rows = row(text("甲", 'table:number-columns-repeated="2"'), more='table:number-rows-repeated="3"')
    reading = read(document(sheet("一", HEAD, rows, row(text("乙"), number(1, 'table:formula="of:=1"')))))
    assert list(reading.tables[0].rows) == [["甲", "甲"]] * 3 + [["乙", "1"]]
    assert [(note.row, note.column) for note in reading.tables[0].notes] == [(5, 2)]


def test_a_bomb_of_repeated_cells_is_refused() -> None:
    bomb = row(text("x", 'table:number-columns-repeated="1000"'), more='table:number-rows-repeated="1000000"')
    with pytest.raises(TooBig):
        read(document(sheet("一", HEAD, bomb)))


def test_entities_are_refused() -> None:
    with pytest.raises(Damaged):
        read(document(sheet("一", HEAD), head='<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'))


def test_a_password_is_told() -> None:
    with pytest.raises(Encrypted):
        read(document(sheet("一", HEAD), manifest="<manifest:encryption-data/>"))


def test_a_file_cut_short_is_damaged() -> None:
    with pytest.raises(Damaged):
        read(document(sheet("一", HEAD))[:-60])
