"""Workbooks: every sheet, text as displayed, what hides behind the cells, and bombs."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import zipfile
from collections.abc import Callable

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from ckanext.tomoni_core.errors import Damaged, Encrypted, ReadingError, TooBig, WrongType
from ckanext.tomoni_core.reading import Limits, Reading, cell_name, read


def workbook(fill: Callable[[Worksheet], object], *more: Callable[[Worksheet], object]) -> bytes:
    """The bytes of a workbook whose sheets the functions fill."""
    book = Workbook()
    sheets = [book.active, *(book.create_sheet(f"表{n}") for n, _ in enumerate(more, 2))]
    for sheet, filler in zip(sheets, (fill, *more), strict=True):
        assert isinstance(sheet, Worksheet)
        filler(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def notes(reading: Reading, table: int = 0) -> dict[str, list[str | None]]:
    """Slug to cell names of a table's notes."""
    found: dict[str, list[str | None]] = {}
    for note in reading.tables[table].notes:
        place = cell_name(note.row, note.column) if note.row and note.column else note.value
        found.setdefault(note.slug, []).append(place)
    return found


def rewrite(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def simple(sheet: Worksheet) -> None:
    """A small table."""
    sheet.append(["名称", "値"])
    sheet.append(["A", 1])


SHEET = "xl/worksheets/sheet1.xml"


def test_text_as_displayed() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["コード", "整数", "小数", "日付", "日時", "時刻", "時間", "真偽", "小", "大"])
        sheet.append(
            [
                "011002",
                3,
                0.1 + 0.2,
                dt.date(2023, 4, 1),
                dt.datetime(2023, 4, 1, 9, 30),  # noqa: DTZ001
                dt.time(9, 0),
                dt.timedelta(hours=30),
                True,
                1e-7,
                1234567890123,
            ]
        )

    expected = [
        "011002",
        "3",
        "0.3",
        "2023-04-01",
        "2023-04-01T09:30:00",
        "09:00",
        "30:00",
        "TRUE",
        "0.0000001",
        "1234567890123",
    ]
    assert read(workbook(fill)).tables[0].rows == [expected]


def test_furigana_is_no_part_of_a_cell() -> None:
    """Japanese Excel stores the reading of what was typed beside it; rich text comes in runs; CR is escaped."""

    def change(raw: bytes) -> bytes:
        cell = b'<c r="A2" t="inlineStr"><is>%s</is></c>'
        runs = "<r><t>高</t></r><r><t>松_x000D_\n市</t></r><rPh sb='0' eb='3'><t>タカマツシ</t></rPh>"
        start, end = raw.index(b'<c r="A2"'), raw.index(b'<c r="B2"')
        return raw[:start] + cell % runs.encode() + raw[end:]

    assert read(rewrite(workbook(simple), SHEET, change)).tables[0].rows == [["高松\r\n市", "1"]]


def test_every_sheet_is_read_and_blank_ones_are_told() -> None:
    reading = read(workbook(simple, lambda s: s.append(["題名", "住所"]), lambda s: None))
    assert [table.sheet for table in reading.tables] == ["Sheet", "表2"]
    assert [(note.slug, note.value) for note in reading.notes] == [("empty_sheet", "表3")]
    assert (reading.kind, reading.encoding) == ("xlsx", "")


def test_rows_keep_their_numbers() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["B2"] = "公園一覧"
        for column, name in enumerate(["名称", "住所", "電話"], 2):
            sheet.cell(4, column, name)
            sheet.cell(5, column, "x")

    table = read(workbook(fill)).tables[0]
    assert (table.header_row, table.first_data_row) == (4, 5)
    assert table.header == ["", "名称", "住所", "電話"]


def test_structure_is_noted_with_its_cells() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (["名称", "値", "計", "秘"], ["A", 1, "=B2*2", 1], ["B", 2, 4, 1]):
            sheet.append(row)
        sheet.merge_cells("A4:B4")
        sheet["A5"] = "#N/A"
        sheet["A5"].data_type = "e"
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["D"].hidden = True
        sheet["A2"].comment = Comment("注", "担当")

    found = notes(read(workbook(fill)))
    assert found["formula"] == ["C2"]
    assert found["formula_without_value"] == ["C2"]
    assert found["merged_cells"] == ["A4"]
    assert found["error_cell"] == ["A5"]
    assert found["hidden_column"] == ["D"]
    assert "hidden_row" in found
    assert "comment" in found


def test_hidden_sheet() -> None:
    reading = read(workbook(simple, lambda s: (simple(s), setattr(s, "sheet_state", "hidden"))))
    assert "hidden_sheet" in notes(reading, 1)


def test_zeros_that_only_the_format_shows() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["コード", "数"])
        sheet.append([11002, 11002])
        sheet["A2"].number_format = "000000"

    reading = read(workbook(fill))
    assert reading.tables[0].rows == [["011002", "11002"]]
    assert notes(reading)["zeros_by_format"] == ["A2"]


def test_formulas_are_counted_beyond_the_notes_kept() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["名称", "値"])
        for row in range(2, 302):
            sheet.append([f"A{row}", f"={row}*2"])

    table = read(workbook(fill)).tables[0]
    assert table.note_counts["formula"] == 300
    assert sum(note.slug == "formula" for note in table.notes) == 100


def test_workbook_served_as_csv_is_read_and_told() -> None:
    reading = read(workbook(simple), name="a.csv")
    assert [note.slug for note in reading.notes] == ["format_mismatch"]
    assert read(workbook(simple), name="a.xlsx", format="XLSX").notes == []


def test_other_archives() -> None:
    kinds = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx", "xl/workbook.bin": "xlsb"}
    for name, kind in kinds.items():
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, "x")
        with pytest.raises(WrongType) as caught:
            read(out.getvalue())
        assert caught.value.context["kind"] == kind


def test_truncated_workbook() -> None:
    with pytest.raises(Damaged):
        read(workbook(simple)[:-200])


def test_encrypted_workbook() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 500
    with pytest.raises(Encrypted) as caught:
        read(ole)
    assert "パスワード" in caught.value.message("ja")


def test_other_old_office_document() -> None:
    with pytest.raises(WrongType):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"))


def test_legacy_workbook_is_read_and_told() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for row, values in enumerate([("名称", "値"), ("A", 1)]):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    out = io.BytesIO()
    book.save(out)
    reading = read(out.getvalue())
    assert reading.tables[0].rows == [["A", "1"]]
    assert [note.slug for note in reading.notes] == ["legacy_format"]


def test_bomb_by_size() -> None:
    bomb = rewrite(workbook(simple), SHEET, lambda raw: raw + b" " * 50_000_000)
    with pytest.raises(TooBig) as caught:
        read(bomb)
    assert caught.value.slug == "zip_bomb"


def test_bomb_by_a_lying_size() -> None:
    """A part that is longer than the archive says is damage, not memory."""
    data = bytearray(rewrite(workbook(simple), SHEET, lambda raw: raw + b" " * 5_000_000))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    lying = bytes(data).replace(size, (100).to_bytes(4, "little"))
    with pytest.raises(Damaged):
        read(lying)


@pytest.mark.parametrize("ref", [b'r="XFD1048576"', b"r='XFD1048576'", b'r = "xfd1048576"'])
def test_bomb_by_a_far_cell(ref: bytes) -> None:
    """One cell at the far corner would make a reader allocate seventeen billion."""
    with pytest.raises(TooBig):
        read(rewrite(workbook(simple), SHEET, lambda raw: raw.replace(b'r="B2"', ref)))


def test_bomb_by_a_sparse_rectangle() -> None:
    """Within every bound, and still nineteen million cells for two that are filled."""
    with pytest.raises(TooBig) as caught:
        read(rewrite(workbook(simple), SHEET, lambda raw: raw.replace(b'r="B2"', b'r="R1048576"')))
    assert caught.value.slug == "too_many_cells"


def test_bomb_by_a_far_row() -> None:
    def change(raw: bytes) -> bytes:
        return raw.replace(b'<row r="2"', b'<row r="999999999"').replace(b' r="A2"', b"").replace(b' r="B2"', b"")

    with pytest.raises(TooBig):
        read(rewrite(workbook(simple), SHEET, change))


@pytest.mark.parametrize("junk", [b"<c ", b"<row ", b" r=", b"<mergeCell ref ", b"<f><c"])
def test_unclosed_tags_do_not_hang(junk: bytes) -> None:
    """Two megabytes of beginnings without an end: patterns that look for the end each time would take hours."""
    data = rewrite(workbook(simple), SHEET, lambda raw: raw.replace(b"</row>", junk * (2_000_000 // len(junk)), 1))
    with contextlib.suppress(ReadingError):
        assert len(read(data).tables) <= 1


def test_far_formatting_without_a_value_is_no_bomb() -> None:
    def fill(sheet: Worksheet) -> None:
        simple(sheet)
        sheet["XFD5"].number_format = "0.00"

    assert len(read(workbook(fill)).tables[0].header) == 2


def test_entities_are_refused() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    for part in (SHEET, "xl/workbook.xml", "xl/styles.xml"):
        with pytest.raises(Damaged):
            read(
                rewrite(
                    workbook(simple),
                    part,
                    lambda raw: laughs + raw.partition(b"?>")[2] if b"?>" in raw else laughs + raw,
                )
            )


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"])
def test_damaged_parts(part: str) -> None:
    with pytest.raises(ReadingError):
        read(rewrite(workbook(simple), part, lambda raw: raw[: len(raw) // 2]))


@pytest.mark.parametrize(
    ("limits", "slug"),
    [
        (Limits(max_rows=1), "too_many_rows"),
        (Limits(max_columns=1), "too_many_columns"),
        (Limits(max_cells=3), "too_many_cells"),
        (Limits(max_sheets=0), "too_many_sheets"),
        (Limits(max_zip_entries=2), "zip_bomb"),
    ],
)
def test_bounds(limits: Limits, slug: str) -> None:
    with pytest.raises(TooBig) as caught:
        read(workbook(simple), limits=limits)
    assert caught.value.slug == slug


def assert_readable(error: ReadingError) -> None:
    """An error a person can read in both languages."""
    assert error.slug
    assert error.message("ja")
    assert error.message("en")


WHOLE = workbook(simple, simple)


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_damage_is_read_or_refused(place: int, junk: bytes) -> None:
    """Bytes overwritten anywhere: a table or a ReadingError, nothing else."""
    data = WHOLE[:place] + junk + WHOLE[place + len(junk) :]
    try:
        read(data)
    except ReadingError as error:
        assert_readable(error)
