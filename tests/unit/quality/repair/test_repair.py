"""Mending loses nothing and is done once: on files made up by hypothesis, on formulas of Excel, by every choice."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.tomoni_core.errors import ReadingError
from ckanext.tomoni_core.reading import read
from ckanext.tomoni_quality.check import LIMITS
from ckanext.tomoni_quality.repair import Repair, repair, slugs
from ckanext.tomoni_quality.rules._workbooks import workbook

NAMES = ("名称", "名　称", "定員", "備考", "", "利用\n区分", "SSID", "年度", "平成31年")
CODES = (
    "公開日",
    "緯度",
    "経度",
    "電話番号",
    "郵便番号",
    "法人番号",
    "名称_カナ",
    "開始時間",
    "全国地方公共団体コード",
)
DATES = ("令和元年5月1日", "R6.5.1", "01/02/03", "5/1/2023", "5/31/2023", "令和5年度", "9:00", "平成40年度", "S5")
NUMBERS = ("１２", "1,200", "12", "3", "34.342787", "134.046574", "34度20分34.0秒", "11002", "372013", "-5", "０")
OTHERS = ("０８７－８３９－２０１１", "〒760-8571", "T1000020372013", "しやくしょ", "ｼﾔｸｼｮ", "合　計", "林　一", " a")
ODD = ("", "", "　", "同上", "※注", "=1+1", "±", "1\t2", '"', "甲;乙", "名称", "#property", "a\nb", "←記入")
HEADERS = st.sampled_from([*NAMES, *CODES])
CELLS = st.one_of(
    st.sampled_from([*DATES, *NUMBERS, *OTHERS, *ODD]),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6),
)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    width = draw(st.integers(1, 5))
    title = draw(st.lists(st.sampled_from(["人口統計", "令和6年4月1日現在", ""]), max_size=2))
    header = draw(st.lists(HEADERS, min_size=width, max_size=width))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=8))
    out = io.StringIO(newline="")
    csv.writer(out).writerows([*([cell] + [""] * (width - 1) for cell in title), header, *rows])
    return out.getvalue().encode()


def lost(data: bytes, found: Repair, name: str = "a.csv") -> list[tuple[int, int, str]]:
    """Cells of the file that are neither where they were nor changed nor moved."""
    missing = []
    for table, mended in zip(read(data, name=name, limits=LIMITS).tables, found.tables, strict=True):
        now = dict(zip(mended.row_numbers, mended.rows, strict=True))
        places = {column: place for place, column in enumerate(mended.columns)}
        told = {(c.row, c.column): c for c in found.changes if c.sheet == table.sheet}
        moved = {(m.row, m.column) for m in found.moved if m.sheet == table.sheet}
        rows = [*enumerate(table.above, 1), (table.header_row, table.header)]
        rows += [*enumerate(table.between, table.header_row + 1), *enumerate(table.rows, table.first_data_row)]
        for number, row in rows:
            for column, cell in enumerate(row, 1):
                if not cell.strip() or (number, column) in moved:
                    continue
                wide = len(row) - len(now.get(number, [])) if column > len(table.header) else 0
                place = places.get(column, column - 1 - wide)
                after = now[number][place] if number in now and place < len(now[number]) else None
                change = told.get((number, column))
                if after != (change.after if change else cell):
                    missing.append((number, column, cell))
    return missing


@settings(max_examples=300, deadline=None)
@given(files(), st.booleans())
def test_nothing_is_lost_and_mending_twice_changes_nothing(data: bytes, bom: bool) -> None:
    try:
        once = repair(data, "a.csv", bom=bom)
    except ReadingError:
        return
    assert lost(data, once) == []
    again = repair(once.tables[0].data, "a.csv", bom=bom)
    assert (again.changes, again.moved, again.dropped) == ([], [], 0)


FORMULA = workbook({"一覧": [["名称", "人数", "計"], ["甲", 12, "=B2*2"], ["乙", 3, 6]]})


def _computed(data: bytes) -> bytes:
    """The workbook as Excel saves it: with the result of its formula."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(
                name,
                part.replace(b"<f>B2*2</f><v/>", b"<f>B2*2</f><v>24</v>").replace(
                    b"<f>B2*2</f><v></v>", b"<f>B2*2</f><v>24</v>"
                ),
            )
    return out.getvalue()


def test_a_formula_becomes_its_stored_result() -> None:
    found = repair(_computed(FORMULA), "a.xlsx")
    assert [(c.row, c.column, c.before, c.after) for c in found.changes] == [(2, 3, "=B2*2", "24")]
    assert found.tables[0].rows[1] == ["甲", "12", "24"]
    assert repair(FORMULA, "a.xlsx").changes == []


def test_zeros_of_a_format_become_text() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(workbook({"一覧": [["コード", "人数"], [1101, 1], [372013, 2]]})))
    for cell in ("A2", "A3"):
        book.worksheets[0][cell].number_format = "000000"
    out = io.BytesIO()
    book.save(out)
    found = repair(out.getvalue(), "a.xlsx")
    assert [(c.mend, c.row, c.before, c.after) for c in found.changes] == [("zeros-by-format", 2, "1101", "001101")]
    assert found.tables[0].rows[1][0] == "001101"


def test_each_sheet_is_a_table() -> None:
    data = workbook({"甲": [["名　称", "数"], ["a", 1]], "乙": [["名称", "数"], [" b", 2]]})
    found = repair(data, "a.xlsx")
    assert [table.sheet for table in found.tables] == ["甲", "乙"]
    assert [(c.sheet, c.row, c.column) for c in found.changes] == [("甲", 1, 1), ("乙", 2, 1)]


DIRTY = "施設一覧,\r\n名称,公開日\r\n甲,令和6年5月1日\r\n".encode("cp932")


@pytest.mark.parametrize("slug", slugs())
def test_each_mend_can_be_switched_off(slug: str) -> None:
    assert slug not in repair(DIRTY, "a.csv", off=[slug]).counts


def test_with_every_mend_off_the_file_is_as_it_was() -> None:
    assert repair(DIRTY, "a.csv", off=slugs()).tables[0].data == DIRTY


def test_encoding_by_choice() -> None:
    assert repair(DIRTY, "a.csv").tables[0].data == "\ufeff名称,公開日\r\n甲,2024-05-01\r\n".encode()
    assert repair(DIRTY, "a.csv", bom=False).tables[0].data.startswith("名称".encode())
    kept = repair(DIRTY, "a.csv", off=["encoding"])
    assert (kept.tables[0].data.decode("cp932"), kept.written) == ("名称,公開日\r\n甲,2024-05-01\r\n", "cp932")


def test_the_title_becomes_a_description() -> None:
    assert repair(DIRTY, "a.csv").description("") == "施設一覧"


def test_a_cell_that_two_mends_touch_is_told_once() -> None:
    found = repair("名称,公開日\n甲,　令和６年５月１日\n".encode(), "a.csv")
    assert [(c.before, c.after) for c in found.changes] == [("　令和６年５月１日", "2024-05-01")]
