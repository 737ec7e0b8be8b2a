"""Delimited text to a table: header, preamble, rows, notes."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.tomoni_core.errors import Damaged, EmptyFile, ReadingError, TooBig, WrongType
from ckanext.tomoni_core.reading import Limits, Table, read


def table(text: str) -> Table:
    """The one table of a text."""
    reading = read(text.encode())
    assert len(reading.tables) == 1
    return reading.tables[0]


def slugs(found: Table) -> list[str]:
    """The slugs of a table's notes."""
    return [note.slug for note in found.notes]


def test_plain_table() -> None:
    found = table("名称,緯度\r\n高松駅,34.35\r\n坂出駅,34.31\r\n")
    assert found == Table("", 1, ["名称", "緯度"], [["高松駅", "34.35"], ["坂出駅", "34.31"]], 2)


def test_codes_stay_text() -> None:
    assert table("コード,日付\n011002,2023/4/1\n").rows == [["011002", "2023/4/1"]]


@pytest.mark.parametrize(
    ("text", "header_row", "header"),
    [
        ("公園一覧\n\n名称,住所,電話\nA,B,1\n", 3, ["名称", "住所", "電話"]),
        ("公園一覧,,\n令和5年4月1日現在,,\n名称,住所,電話\nA,B,1\n", 3, ["名称", "住所", "電話"]),
        (
            "表題,,,,\n作成日,2023,,,\n名称,住所,電話,緯度,経度\nA,B,1,2,3\n",
            3,
            ["名称", "住所", "電話", "緯度", "経度"],
        ),
        ("名称,住所\nA,B\n", 1, ["名称", "住所"]),
        ("名称\nA\nB\n", 1, ["名称"]),
        ("\n\n名称,住所\nA,B\n", 3, ["名称", "住所"]),
        ("年,人口,,,,,,\n", 1, ["年", "人口", "", "", "", "", "", ""]),
        ("名称,住所,電話,,,,\nA,B,1,2,3,4,5\n", 1, ["名称", "住所", "電話", "", "", "", ""]),
    ],
)
def test_header_row(text: str, header_row: int, header: list[str]) -> None:
    found = table(text)
    assert (found.header_row, found.header) == (header_row, header)
    assert ("rows_before_header" in slugs(found)) == (header_row > 1)


def test_header_is_sought_in_the_first_rows_only() -> None:
    """A wide row far below is data, not a header."""
    text = "名称\n" * 30 + "a,b,c,d,e,f\n"
    assert table(text).header_row == 1


def test_linked_csv() -> None:
    text = "#LINK,,\n#lang,ja,\n#property,name,address\n#object_type_xsd,string,string\n1,高松駅,浜ノ町\n"
    found = table(text)
    assert (found.header_row, found.first_data_row, found.rows) == (3, 5, [["1", "高松駅", "浜ノ町"]])
    assert slugs(found) == ["linked_csv_preamble"]


def test_odd_headers_are_noted_and_kept() -> None:
    found = table('名称,"都道府県コード又は\n市区町村コード",,名称,←項目名を入力,\nA,1,x,B,y,\n')
    assert found.header == ["名称", "都道府県コード又は\n市区町村コード", "", "名称", "←項目名を入力", ""]
    places = {(note.slug, note.column) for note in found.notes}
    assert places == {
        ("newline_in_header", 2),
        ("empty_header", 3),
        ("duplicate_header", 4),
        ("template_remark", 5),
        ("trailing_empty_header", 6),
    }


def test_split_header_is_noted() -> None:
    found = table("名称,病床,,\n,一般,療養,計\nA病院,10,20,30\nB病院,1,2,3\n")
    assert "split_header" in slugs(found)


@pytest.mark.parametrize(
    "text",
    [
        "名称,病,床,数,備考\n,一般,療養,計,\nA病院,10,20,30,\nB病院,1,2,3,\n",
        "名称,病床数,,,備考\n,一般,療養,計,\nA病院,10,20,30,\n",
    ],
)
def test_second_row_of_names_is_noted(text: str) -> None:
    assert "split_header" in slugs(table(text))


@pytest.mark.parametrize(
    "text",
    [
        "名称,定員\nA,10\nB,20\n",
        "名称,定員,備考\nA,なし,x\nB,20,y\n",
        "名称,区分,定員\n,公立,10\nB,私立,20\n",
        "名称,備考,定員\nA,,10\n,改修中,\n",
    ],
)
def test_ordinary_rows_are_no_names(text: str) -> None:
    assert "split_header" not in slugs(table(text))


@given(
    st.lists(st.sampled_from(["", "公園一覧", "令和5年4月1日現在", "※注"]), max_size=8),
    st.integers(3, 12),
    st.integers(1, 5),
)
def test_titles_above_never_hide_the_header(titles: list[str], width: int, count: int) -> None:
    header = [f"項目{n}" for n in range(width)]
    rows = [[f"値{n}"] * width for n in range(count)]
    text = "\n".join([*titles, ",".join(header), *(",".join(row) for row in rows)])
    found = table(text)
    assert (found.header, found.rows, found.first_data_row) == (header, rows, len(titles) + 2)


def test_header_that_looks_like_data() -> None:
    assert "header_looks_like_data" in slugs(table("1,2,高松\n3,4,坂出\n"))


def test_ragged_rows() -> None:
    found = table("名称,住所\nA\nB,C,D\nE,F,\n\nG,H\n\n\n")
    assert found.rows == [["A", ""], ["B", "C", "D"], ["E", "F"], ["", ""], ["G", "H"]]
    assert [(note.slug, note.row) for note in found.notes] == [
        ("blank_rows_at_end", 7),
        ("row_too_short", 2),
        ("row_too_long", 3),
    ]


def test_no_rows() -> None:
    assert slugs(table("名称,住所\n")) == ["no_rows"]


def test_notes_of_a_kind_are_bounded_and_counted() -> None:
    found = table("a,b\n" + "1\n" * 500)
    assert slugs(found).count("row_too_short") == 100
    assert found.note_counts["row_too_short"] == 500


@pytest.mark.parametrize(
    ("text", "delimiter", "width"),
    [
        ("名称\t住所\nA\tB\n", "\t", 2),
        ("名称\t料金, 備考\nA\t1,000\n", "\t", 2),
        ("名称;住所\nA;B\n", ";", 2),
        ("名称,対象\nA,1年;2年\nB,3年;4年\n", ",", 2),
        ("対象\n1年;2年\n3年\n", ",", 1),
        ("名称\nA\n", ",", 1),
    ],
)
def test_delimiters(text: str, delimiter: str, width: int) -> None:
    reading = read(text.encode())
    assert reading.delimiter == delimiter
    assert len(reading.tables[0].header) == width


def test_tsv_by_its_name() -> None:
    assert read(b"a\tb\n1\t2\n", name="x.tsv").kind == "tsv"


def test_ragged_tsv_by_its_name() -> None:
    """A name decides where the bytes leave it open, and only there."""
    data = "名称\t住所\nA,B\tC\nD\n".encode()
    assert read(data, name="x.tsv").delimiter == "\t"
    assert read(data, name="x.csv").delimiter == ","
    assert read("名称,住所\nA,B\n".encode(), name="x.tsv").delimiter == ","


def test_old_line_ends() -> None:
    assert table("a,b\r1,2\r3,4\r").rows == [["1", "2"], ["3", "4"]]


def test_nul_characters_are_dropped_and_told() -> None:
    reading = read("名称,住所\nA\x00,B\n".encode())
    assert reading.tables[0].rows == [["A", "B"]]
    assert [(note.slug, note.row) for note in reading.notes] == [("nul_characters", 2)]


def test_quote_that_swallows_lines() -> None:
    reading = read(('名称,住所\nA,"B\n' + "C,D\n" * 200).encode())
    assert [(note.slug, note.row, note.column) for note in reading.notes] == [("swallowed_lines", 2, 2)]


@pytest.mark.parametrize("limit", [16 * 1024 * 1024, 1024**3])
def test_quote_that_swallows_megabytes(limit: int) -> None:
    """Whatever another library made of the process's limit of the csv module."""
    before = csv.field_size_limit(limit)
    with pytest.raises(Damaged) as caught:
        read(('名称\n"' + "あいうえお,\n" * 3_000_000).encode("cp932"))
    csv.field_size_limit(before)
    assert caught.value.slug == "unclosed_quote"
    assert caught.value.context["row"] == 2


@pytest.mark.parametrize("data", [b"", b"  \r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n\n", b",,,\n,,\n", b"\x00\x00"])
def test_empty(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        read(data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!DOCTYPE html><html><body>404</body></html>", "html"),
        (b"\xef\xbb\xbf\n <HTML lang='ja'>", "html"),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC ''><html>", "html"),
        ("<!DOCTYPE html><html>".encode("utf-16"), "html"),
        (b"<?xml version='1.0'?><rdf:RDF/>", "xml"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "png"),
        (b"\xff\xd8\xff\xe0\x00", "jpeg"),
        (b"\x1f\x8b\x08\x00\x00", "gzip"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
    ],
)
def test_other_things_served_as_csv(data: bytes, kind: str) -> None:
    with pytest.raises(WrongType) as caught:
        read(data, name="a.csv", format="CSV")
    assert caught.value.context["kind"] == kind
    assert caught.value.hint_ja


def test_brackets_are_no_json() -> None:
    assert table("[名称],[住所]\nA,B\n").header == ["[名称]", "[住所]"]


@pytest.mark.parametrize(
    ("limits", "slug"),
    [
        (Limits(max_bytes=10), "too_many_bytes"),
        (Limits(max_rows=2), "too_many_rows"),
        (Limits(max_columns=2), "too_many_columns"),
        (Limits(max_cells=5), "too_many_cells"),
    ],
)
def test_bounds(limits: Limits, slug: str) -> None:
    with pytest.raises(TooBig) as caught:
        read(b"a,b,c\n1,2,3\n4,5,6\n", limits=limits)
    assert caught.value.slug == slug


def assert_readable(error: ReadingError) -> None:
    """An error a person can read in both languages."""
    assert error.slug
    assert error.message("ja")
    assert error.message("en")


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=12)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_csv_writes_is_read_again(rows: list[list[str]]) -> None:
    """Below a header of names, every row comes back cell by cell, until the blank rows at the end."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["名称", "住所", "備考"], *rows])
    found = table(out.getvalue())
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if found.header == ["名称", "住所", "備考"]:
        assert found.rows == rows


@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda s: s.encode("utf-8", "replace"))))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing but a ReadingError ever comes out, whatever goes in."""
    try:
        reading = read(data)
    except ReadingError as error:
        assert_readable(error)
    else:
        for found in reading.tables:
            assert all(len(row) >= len(found.header) for row in found.rows)


@given(st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]), st.binary(max_size=300))
@settings(deadline=None)
def test_any_false_workbook_is_refused(magic: bytes, data: bytes) -> None:
    with pytest.raises(ReadingError):
        read(magic + data)
