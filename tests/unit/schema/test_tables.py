"""Tables of the browser, their pure part: opened, bounded, described, begun."""

from __future__ import annotations

import csv
import io

import pytest

from ckanext.tomoni_core.errors import EmptyFile, ReadingError
from ckanext.tomoni_core.standards import Standard, registry
from ckanext.tomoni_core.writing import csv_bytes
from ckanext.tomoni_schema import template_files
from ckanext.tomoni_schema.tables import content, layout, opening, prefill
from ckanext.tomoni_schema.tables.content import TableError

ALL = registry().all()


def _standard(ident: str) -> Standard:
    found = registry().get(ident)
    assert found is not None
    return found


TOILET = _standard("public_toilet@2026")
HEADER = [column.name for column in TOILET.columns]


def _row(**cells: str) -> list[str]:
    return [cells.get(name, "") for name in HEADER]


@pytest.mark.parametrize("standard", [each for each in ALL if each.columns], ids=lambda each: each.id)
def test_what_is_written_is_opened_again(standard: Standard) -> None:
    """Every standard and edition: the file that is published comes back as the same table, hostile cells and all."""
    header = [column.name for column in standard.columns]
    rows = [[column.example for column in standard.columns], ['"=1+1\n,\t'] + ["x"] * (len(header) - 1)]
    opened = opening.open_file(csv_bytes(header, rows), name="a.csv", format="CSV")
    assert (opened.standard, opened.header, opened.notes) == (standard, header, [])
    assert opened.rows == rows


def test_a_template_without_rows_is_an_empty_table() -> None:
    """An officer may open what was uploaded empty."""
    opened = opening.open_file(template_files.make(TOILET, "csv").content, name="a.csv")
    assert (opened.standard, opened.rows) == (TOILET, [])


def test_another_order_other_names_and_own_columns() -> None:
    """The standard's order and names; what only this file has stays, at the end; each difference is said."""
    names = ["駐車台数", "所在地_連結標記", *[n for n in reversed(HEADER) if n != "所在地_連結表記"], ""]
    row = ["4", "東京都港区", *["x"] * (len(HEADER) - 1), "名のない列"]
    opened = opening.open_file(csv_bytes(names, [row]))
    assert opened.header == [*HEADER, "駐車台数", ""]
    assert opened.rows[0][-2:] == ["4", "名のない列"]
    assert opened.rows[0][HEADER.index("所在地_連結表記")] == "東京都港区"


def test_a_preamble_and_missing_columns_are_told() -> None:
    """What publishing changes is said before."""
    kept = HEADER[:30]
    text = "公衆トイレの一覧\r\n".encode() + csv_bytes(kept, [["x"] * 30]).removeprefix(b"\xef\xbb\xbf")
    opened = opening.open_file(text)
    said = " ".join(ja for ja, _ in opened.notes)
    assert "表の上の1行" in said
    assert HEADER[30] in said
    assert all(en for _, en in opened.notes)


def test_the_filled_template_is_opened_without_its_explanations() -> None:
    """Cells come as they were typed, zeros and times too; the sheet that explains the columns is named as left out."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(template_files.make(TOILET, "xlsx").content))
    filled = _row(名称="公園", ID="0000000001", 利用開始時間="09:00")
    for number, value in enumerate(filled, 1):
        book.worksheets[0].cell(2, number, value or None)
    out = io.BytesIO()
    book.save(out)
    opened = opening.open_file(out.getvalue(), format="XLSX")
    assert opened.standard is TOILET
    assert opened.rows == [filled]
    assert "CSV" in opened.notes[0][0]
    assert "項目の説明" in opened.notes[-1][0]


def test_the_empty_template_is_opened_as_an_empty_table() -> None:
    assert opening.open_file(template_files.make(TOILET, "xlsx").content).rows == []


@pytest.mark.parametrize(("title", "ours"), [("別の表", True), ("選択肢", False)])
def test_a_workbook_of_several_tables_is_not_opened(title: str, ours: bool) -> None:
    """A CSV would lose the other table, whatever it is called."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(template_files.make(TOILET, "xlsx").content))
    book.worksheets[0].append(_row(名称="公園"))
    if not ours:
        for sheet in book.worksheets[1:]:
            book.remove(sheet)
    other = book.create_sheet(title)
    other.append(["地区", "件数"])
    other.append(["中央", 3])
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(TableError) as raised:
        opening.open_file(out.getvalue(), format="XLSX")
    assert raised.value.slug == "table-several"


def test_other_encodings_become_text() -> None:
    """A CP932 file of the old edition is opened as what it is."""
    old = _standard("public_toilet@2021")
    names = [column.name for column in old.columns]
    data = csv_bytes(names, [["x"] * len(names)]).decode("utf-8-sig").encode("cp932")
    assert opening.open_file(data).standard is old


@pytest.mark.parametrize(
    ("data", "slug"), [(b"a,b\n1,2\n", "table-unrecognised"), (b"\x00", ""), (b"<html><body>x</body></html>", "")]
)
def test_what_cannot_be_opened(data: bytes, slug: str) -> None:
    """Nothing but errors that say the way out."""
    with pytest.raises((TableError, ReadingError)) as raised:
        opening.open_file(data)
    assert not slug or raised.value.slug == slug
    assert raised.value.message("ja")
    assert raised.value.hint_en or isinstance(raised.value, EmptyFile | ReadingError)


def test_rows_are_bounded_and_shaped() -> None:
    """Short rows are padded, blank ones at the end dropped, line ends made one, NUL left out."""
    assert content.rows([["a"], ["", "b\r\nc\rd\x00"], [""], []], 2) == [["a", ""], ["", "b\nc\nd"]]
    assert content.rows([["x", "y"]] * content.MAX_ROWS, 2)[-1] == ["x", "y"]
    for wrong in (None, [1], [["a", None]], [["a", "b", "c"]], [["x" * (content.MAX_CELL + 1)]]):
        with pytest.raises(TableError):
            content.rows(wrong, 2)
    with pytest.raises(TableError) as raised:
        content.rows([["x", ""]] * (content.MAX_ROWS + 1), 2)
    assert "10,000" in raised.value.ja


def test_too_much_text_in_all() -> None:
    """Many long cells are refused together although each is short enough."""
    with pytest.raises(TableError):
        content.rows([["あ" * 9_000]] * 1_000, 1)


def test_a_header_is_the_standards() -> None:
    """In its order, with own columns after it; the same name twice is a file's own affair."""
    assert content.header([*HEADER, "自由欄", "自由欄"], TOILET)[-1] == "自由欄"
    for wrong in (HEADER[::-1], HEADER[:-1], "名称", [*HEADER, 1]):
        with pytest.raises(TableError):
            content.header(wrong, TOILET)


def test_blank_rows_are_not_published() -> None:
    """Also those in between, and those of blanks alone."""
    assert content.without_blanks([["a"], [""], [" \n　"], ["b"]]) == [["a"], ["b"]]


def test_columns_are_described_for_the_browser() -> None:
    """What it needs to check by itself, and nothing that is not said."""
    described = {each["name"]: each for each in layout.columns(TOILET, [*HEADER, "自由欄"])}
    assert described["名称"]["required"] is True
    assert "required" not in described["名称_カナ"]
    assert described["緯度"]["minimum"] == 20
    assert described["自由欄"] == {"name": "自由欄", "own": True, "level": "optional", "type": "string"}


def test_a_standard_without_columns_has_no_table() -> None:
    """It says why, and what would change that."""
    empty = Standard("s", "2026", "99", "試験用", "For testing", False, "")
    with pytest.raises(TableError) as raised:
        layout.require_columns(empty)
    assert raised.value.slug == "no-columns"
    assert "試験用" in raised.value.message("ja")
    assert layout.require_columns(TOILET) is TOILET


@pytest.mark.parametrize(
    ("ident", "code", "known"),
    [
        ("public_toilet@2026", "131032", {"全国地方公共団体コード": "131032", "地方公共団体名": "東京都港区"}),
        ("aed@2021", "372013", {"都道府県名": "香川県", "市区町村名": "高松市"}),
        ("aed@2026", "370002", {"全国地方公共団体コード": "370002", "地方公共団体名": "香川県"}),
    ],
)
def test_what_the_organization_knows(ident: str, code: str, known: dict[str, str]) -> None:
    """Its code and its name, where the edition has them."""
    standard = _standard(ident)
    values = {standard.columns[n].name: value for n, value in prefill.values(standard, code).items()}
    assert known.items() <= values.items()


@pytest.mark.parametrize("code", ["", "999999", "高松市役所"])
def test_unknown_bodies_know_nothing(code: str) -> None:
    """Nothing is guessed."""
    assert prefill.values(TOILET, code) == {}


def test_csv_is_what_spreadsheets_read() -> None:
    """BOM, CRLF, quotes only where they are needed."""
    data = csv_bytes(["甲", "乙"], [["1", 'x"\ny']])
    assert data == b"\xef\xbb\xbf" + '甲,乙\r\n1,"x""\ny"\r\n'.encode()
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1] == ["1", 'x"\ny']
