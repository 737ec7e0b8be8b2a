"""A definition book becomes definitions, with what it changes shown first; what is no book says so."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from frictionless import Schema
from openpyxl import Workbook, load_workbook

from ckanext.tomoni_core.errors import NotABook, ReadingError, TooBig
from ckanext.tomoni_core.standards import loading
from ckanext.tomoni_core.standards.book import read_book
from ckanext.tomoni_core.standards.differences import Change, changes
from ckanext.tomoni_core.standards.importing import Definition, definitions, kind_of
from ckanext.tomoni_core.standards.storing import store
from tests.unit.schema.books import HEADINGS, TOILETS, book, data

PRESENT = loading.descriptors()


def _made(workbook: Workbook, **slugs: str) -> list[Definition]:
    return definitions(read_book(data(workbook), "book.xlsx"), "2027", PRESENT, "book.xlsx", slugs)


def _toilets(workbook: Workbook | None = None) -> Definition:
    return _made(workbook or book())[0]


def _field(definition: Definition, name: str) -> dict[str, Any]:
    return next(field for field in definition.descriptor["fields"] if field["name"] == name)


def test_the_sheets_are_told_from_the_others() -> None:
    """Cover and notes are named, the definition is found under its title rows."""
    found = read_book(data(book()), "book.xlsx")
    assert [sheet.name for sheet in found.sheets] == ["13_公衆トイレ一覧"]
    assert found.others == ("表紙", "データ項目特記事項")
    sheet = found.sheets[0]
    assert (sheet.number, sheet.titles[0], len(sheet.items), sheet.faults) == ("13", "公衆トイレ一覧", 12, ())


def test_marks_of_every_look() -> None:
    """◎ required; ○, 〇 and ◯ recommended; a blank is optional."""
    rows = [[1, "甲", "◎", "", "文字列"], [2, "乙", "○", "", "文字列"], [3, "丙", "〇", "", "文字列"]]
    rows += [[4, "丁", "◯", "", "文字列"], [5, "戊", None, "", "文字列"]]
    items = read_book(data(book({"13_公衆トイレ一覧": rows}))).sheets[0].items
    assert [i.level for i in items] == ["required", "recommended", "recommended", "recommended", "optional"]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("文字列", {"type": "string"}),
        ("文字列（半角数字）", {"type": "string"}),
        ("文字列（全角カナ）", {"type": "string"}),
        ("文字列(統制語彙)", {"type": "string"}),
        ("数値（半角数字）", {"type": "number"}),
        ("時刻（hh:mm）", {"type": "time", "format": "%H:%M"}),
        ("日付（YYYY-MM-DD）", {"type": "date"}),
        ("URI", {"type": "string", "format": "uri"}),
        ("図形", None),
        ("", None),
    ],
)
def test_kinds_of_value(written: str, kind: dict[str, str] | None) -> None:
    """The words of 形式, and what is not one of them."""
    assert kind_of(written) == kind


def test_what_the_book_says_wins() -> None:
    """Names, order, marks and kinds of value are the book's."""
    made = _toilets()
    assert (made.slug, made.descriptor["edition"], made.descriptor["verified"]) == ("public_toilet", "2027", True)
    assert [field["name"] for field in made.descriptor["fields"]] == [str(row[1]).replace("\n", "") for row in TOILETS]
    assert _field(made, "男性トイレ総数")["type"] == "number"
    assert _field(made, "利用開始時間")["format"] == "%H:%M"
    assert _field(made, "名称")["constraints"] == {"required": True}
    assert _field(made, "名称")["example"] == "○○駅"
    assert "book.xlsx" in made.descriptor["source"]["ja"]


def test_what_the_book_does_not_say_is_kept() -> None:
    """Meaning, aliases, choices, bounds and our own descriptions are those of the present definition."""
    made = _toilets()
    assert _field(made, "緯度")["type"] == "number"
    assert _field(made, "緯度")["constraints"] == {"minimum": 20, "maximum": 46}
    assert _field(made, "車椅子使用者用トイレ有無")["constraints"] == {"enum": ["有", "無"]}
    assert _field(made, "車椅子使用者用トイレ有無")["key"] == "toilet_wheelchair"
    present = next(f for f in _present("public_toilet", "2026")["fields"] if f["name"] == "名称")
    assert _field(made, "名称")["description"] == present["description"]
    assert made.descriptor["identifier"] == ["ID"]


def test_a_new_column_has_no_meaning_yet() -> None:
    """Its key is its name, its description the book's, and choices that were not read are said to be so."""
    made = _toilets()
    field = _field(made, "着替え台の有無")
    assert (field["key"], field["description"], field["level"]) == ("着替え台の有無", "新しい項目", "optional")
    assert "着替え台の有無" in made.descriptor["unverified"][0]["ja"]


def test_choices_that_no_longer_hold_are_dropped() -> None:
    """The book's example is none of the choices that are known: they are not kept."""
    rows = [[*row[:5], "1", *row[6:]] if row[0] == 9 else row for row in TOILETS]
    made = _toilets(book({"13_公衆トイレ一覧": rows}))
    assert "constraints" not in _field(made, "車椅子使用者用トイレ有無")


def test_an_unknown_kind_of_value_is_text_and_said() -> None:
    """A word of 形式 that the next edition brings stops nothing and is not passed over."""
    rows = [[*row[:4], "図形", *row[5:]] if row[0] == 8 else row for row in TOILETS]
    made = _toilets(book({"13_公衆トイレ一覧": rows}))
    assert _field(made, "男性トイレ総数")["type"] == "string"
    assert "図形" in made.descriptor["unverified"][0]["ja"]


def _present(slug: str, edition: str) -> dict[str, Any]:
    return next(d for d in PRESENT if (d["slug"], d["edition"]) == (slug, edition))


def test_what_changes_is_told_column_by_column() -> None:
    """Against the present edition: added, removed, renamed, and marks that changed."""
    rows = [list(row) for row in TOILETS]
    rows[2][2], rows[7][1] = "◎", "男性トイレ総数"
    made = _toilets(book({"13_公衆トイレ一覧": rows}))
    found = changes(made.present, made.descriptor)
    assert Change("added", "着替え台の有無") in found
    assert Change("removed", "設置位置") in found
    assert Change("changed", "地方公共団体名", "level", "optional", "required") in found
    assert not [change for change in found if change.kind == "order"]
    old = _present("public_toilet", "2021")
    assert Change("renamed", "所在地_連結表記", "name", "住所", "所在地_連結表記") in changes(old, made.descriptor)
    assert changes(None, made.descriptor) == [Change("new", after=12)]


def test_the_same_book_again_changes_nothing() -> None:
    """Importing is idempotent: what was imported is what the next import compares with."""
    first = _toilets()
    again = definitions(read_book(data(book())), "2027", [first.descriptor], "book.xlsx")[0]
    assert changes(first.descriptor, again.descriptor) == []


def test_another_order_is_one_change() -> None:
    """Columns that changed places are told once, not one by one."""
    rows = [[number, *row[1:]] for number, row in enumerate([TOILETS[1], TOILETS[0], *TOILETS[2:]], 1)]
    first, second = _toilets(), _toilets(book({"13_公衆トイレ一覧": rows}))
    assert changes(first.descriptor, second.descriptor) == [Change("order")]


def test_all_or_nothing(tmp_path: Path) -> None:
    """The files are definitions that the registry reads and Frictionless takes; one bad sheet and none is written."""
    rows = [(number, row[1], *row[2:]) for number, row in enumerate(TOILETS[:7], 1)]
    good = _made(book({"13_公衆トイレ一覧": TOILETS, "08_AED設置箇所一覧": rows}, titles=()))
    written = store(good, tmp_path)
    assert sorted(str(p.relative_to(tmp_path)) for p in written) == ["aed/2027.yaml", "public_toilet/2027.yaml"]
    for path in written:
        descriptor = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert len(Schema.from_descriptor(descriptor).fields) == len(loading.standard(descriptor, {}, {}).columns)
    assert not list(tmp_path.rglob("*.new"))
    bad = _made(
        book({"08_AED設置箇所一覧": rows, "10_医療機関一覧": [*rows, (9, "余り", "△", "", "文字列")]}, titles=())
    )
    with pytest.raises(NotABook) as caught:
        store(bad, tmp_path / "other")
    assert not (tmp_path / "other").exists()
    assert "A9" in caught.value.message("ja")


def test_a_fault_of_the_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full at the second file: neither is there."""
    rows = TOILETS[:7]
    made = _made(book({"13_公衆トイレ一覧": rows, "08_AED設置箇所一覧": rows}, titles=()))
    real, calls = Path.write_text, []

    def write(path: Path, *args: Any, **kwargs: Any) -> int:
        calls.append(path)
        if len(calls) == 2:
            raise OSError("no space left on device")
        return real(path, *args, **kwargs)

    monkeypatch.setattr(Path, "write_text", write)
    with pytest.raises(OSError, match="no space"):
        store(made, tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


FAULTY = {
    "an unknown mark": ((3, 2, "△"), "C7"),
    "a name twice": ((3, 1, "ID"), "B7"),
    "no name": ((3, 1, " "), "B7"),
    "a number missing": ((3, 0, 5), "A7"),
}


@pytest.mark.parametrize(("change", "cell"), FAULTY.values(), ids=FAULTY)
def test_faults_name_their_cell(change: tuple[int, int, object], cell: str, tmp_path: Path) -> None:
    """An item that cannot be understood refuses its sheet, in both languages."""
    index, place, value = change
    rows = [list(row) for row in TOILETS]
    rows[index][place] = value
    made = _made(book({"13_公衆トイレ一覧": rows}, titles=(("公衆トイレ一覧",), ())))
    assert made[0].sheet.faults[0].cell == cell
    with pytest.raises(NotABook) as caught:
        store(made, tmp_path)
    assert cell in caught.value.message("ja")
    assert "13_公衆トイレ一覧" in caught.value.message("en")


@pytest.mark.parametrize("slug", ["", "../evil", "A B", "x/y"])
def test_a_standard_that_is_not_known_needs_a_slug(slug: str, tmp_path: Path) -> None:
    """A title nobody knows is not guessed at, and a slug is no path."""
    made = _made(book({"32_新しい一覧": TOILETS}, titles=()), **{"32_新しい一覧": slug})
    with pytest.raises(NotABook) as caught:
        store(made, tmp_path)
    assert "--as" in caught.value.message("ja")
    assert list(tmp_path.iterdir()) == []


def test_a_standard_that_is_new(tmp_path: Path) -> None:
    """With a slug it is written; what it shares with others keeps their meaning, not their words."""
    made = _made(book({"32_新しい一覧": TOILETS}, titles=()), **{"32_新しい一覧": "new_list"})
    assert (made[0].present, made[0].descriptor["title"], made[0].descriptor["number"]) == (None, "新しい一覧", "32")
    assert _field(made[0], "名称")["key"] == "name"
    assert _field(made[0], "名称")["description"] == "施設の名前"
    assert [p.name for p in store(made, tmp_path)] == ["2027.yaml"]


def test_merged_cells_speak_for_the_rows_they_cover() -> None:
    """区分 merged over three rows is the mark of all three; an item merged over two rows is one item."""
    made = book()
    sheet = made["13_公衆トイレ一覧"]
    sheet.merge_cells("C9:C11")
    sheet.insert_rows(17)
    sheet.merge_cells("A16:A17")
    sheet.merge_cells("B16:B17")
    found = read_book(data(made)).sheets[0]
    assert found.faults == ()
    assert [item.level for item in found.items][4:7] == ["required", "required", "required"]
    assert [item.number for item in found.items] == list(range(1, 13))


def test_formulas_without_a_result_are_not_blanks() -> None:
    """What was never calculated is refused with its cell; a stored result is used."""
    made = book()
    made["13_公衆トイレ一覧"]["C8"] = '=IF(1,"◎","")'
    found = read_book(data(made)).sheets[0]
    assert [fault.cell for fault in found.faults] == ["C8"]
    stored = _with_result(data(made), "◎")
    again = read_book(stored).sheets[0]
    assert again.faults == ()
    assert again.items[3].level == "required"


def _with_result(content: bytes, value: str) -> bytes:
    """Store a result beside the one formula of the workbook, as Excel does."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            part = part.replace(b"</f><v />", f"</f><v>{value}</v>".encode()).replace(
                b"</f><v></v>", f"</f><v>{value}</v>".encode()
            )
            if b"<f>" in part:
                part = part.replace(b'<c r="C8"', b'<c t="str" r="C8"', 1)
            new.writestr(name, part)
    return out.getvalue()


def test_a_header_deep_below_notes_and_columns_in_another_order() -> None:
    """The header is found by its words, wherever it stands in the first rows."""
    order = [1, 0, 4, 2, 3, 5]
    rows = [[row[place] for place in order] for row in TOILETS]
    headings = [HEADINGS[place] for place in order]
    made = book({"シート1": rows}, titles=[["公衆トイレ一覧"], *[["注意書き"]] * 20], headings=headings)
    found = read_book(data(made)).sheets[0]
    assert (len(found.items), found.items[3].name, found.items[3].level) == (12, "名称", "required")
    assert _made(made)[0].slug == "public_toilet"


def _wide() -> bytes:
    made = book()
    for column in range(12, 10_000):
        made["13_公衆トイレ一覧"].cell(4, column, "列")
    return data(made)


def test_a_header_of_ten_thousand_columns() -> None:
    """It is refused for what it is, in both languages."""
    with pytest.raises(TooBig) as caught:
        read_book(_wide())
    assert "列数" in caught.value.message("ja")
    assert "columns" in caught.value.message("en")


def _no_definitions() -> bytes:
    made = Workbook()
    made.worksheets[0].append(["名称", "住所"])
    return data(made)


NOT_BOOKS = {
    "csv": "項目No.,項目名,区分,形式\n1,名称,◎,文字列\n".encode(),
    "no definition": _no_definitions(),
    "text": b"hello",
    "empty": b"",
    "pdf": b"%PDF-1.7 ...",
    "zip": b"PK\x03\x04nonsense",
    "html": b"<html><body>404</body></html>",
}


@pytest.mark.parametrize("content", NOT_BOOKS.values(), ids=NOT_BOOKS)
def test_what_is_no_book(content: bytes) -> None:
    """Every other file says what it is, in both languages, and never another exception."""
    with pytest.raises((NotABook, ReadingError)) as caught:
        read_book(content, "file.xlsx")
    assert caught.value.message("ja") != caught.value.message("en")
    assert caught.value.hint_ja
    assert caught.value.hint_en


def test_our_own_template_is_no_book() -> None:
    """The explanation sheet of a template has other headings than the official book."""
    from ckanext.tomoni_core.standards import registry
    from ckanext.tomoni_schema import template_files

    standard = registry().get("aed")
    assert standard is not None
    content = template_files.make(standard, "xlsx").content
    assert load_workbook(io.BytesIO(content)).sheetnames
    with pytest.raises(NotABook):
        read_book(content, "aed_2026.xlsx")
