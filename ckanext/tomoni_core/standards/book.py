"""The official definition workbook, read: one sheet a standard, one row a column of it.

A definition sheet has, under some title rows, a header with 項目No., 項目名, 区分, 説明, 形式 and 記入例, and perhaps
項目名英語 and columns about other vocabularies. Sheets without that header (特記事項, 表紙) are no definitions and are
named as such. Inside a definition sheet nothing is skipped silently: a row that counts as an item and cannot be
understood is a fault with its cell, and a sheet with a fault is not imported at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ckanext.tomoni_core.errors import NotABook
from ckanext.tomoni_core.reading import Limits, Table, cell_name, column_letters, read
from ckanext.tomoni_core.text import clean, fold

__all__ = ["Book", "Fault", "Item", "Sheet", "read_book"]

#: scan_rows=0 gives every row from the first that says something: where the header stands is looked for here.
LIMITS = Limits(scan_rows=0, max_notes=100_000, max_columns=500, max_rows=20_000)
HEADER_WITHIN = 30
_HEADINGS = {
    "number": ("項目No.", "項目番号", "No.", "項番"),
    "name": ("項目名",),
    "mark": ("区分",),
    "description": ("説明",),
    "kind": ("形式",),
    "example": ("記入例",),
    "name_en": ("項目名英語", "項目名（英語）", "英語項目名"),
}
_BY_TEXT = {fold(text): key for key, texts in _HEADINGS.items() for text in texts}
_NEEDED = ("number", "name", "mark", "kind")
#: ○ is written with three characters that look alike, in one sheet at once.
_MARKS = {"◎": "required", "○": "recommended", "〇": "recommended", "◯": "recommended", "": "optional"}
_SHEET_NAME = re.compile(r"^(?P<number>\d{1,2})\s*[_.\-:、 ]?\s*(?P<title>.*)$")
_SPAN = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
_NUMBER = re.compile(r"[0-9]{1,4}")
_LONGEST = 4000


@dataclass(frozen=True)
class Fault:
    """Why a sheet cannot be imported, with the cell."""

    cell: str
    ja: str
    en: str


@dataclass(frozen=True)
class Item:
    """One column of a standard as the book defines it; ``level`` is that of its mark, ``kind`` the 形式 as written."""

    number: int
    name: str
    level: str
    description: str = ""
    kind: str = ""
    example: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class Sheet:
    """A definition sheet. ``titles`` are what may be the standard's title: the sheet's name, then the rows above."""

    name: str
    number: str
    titles: tuple[str, ...]
    items: tuple[Item, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Book:
    """The definition sheets of a workbook, and the names of its other sheets."""

    sheets: tuple[Sheet, ...]
    others: tuple[str, ...] = field(default=())


def read_book(data: bytes, name: str = "") -> Book:
    """Read a definition workbook.

    :raises ReadingError: the bytes are no table, or over the bounds
    :raises NotABook: no workbook, or none of its sheets is a definition
    """
    reading = read(data, name=name, limits=LIMITS)
    if reading.kind not in ("xlsx", "xls"):
        raise _not_a_book("not_a_workbook", "Excelのファイルではありません", "is no Excel workbook", name)
    found = [(table.sheet, _sheet(table)) for table in reading.tables]
    sheets = tuple(sheet for _, sheet in found if sheet)
    if not sheets:
        ja, en = "項目の定義のシートが一つもありません", "holds no sheet that defines columns"
        raise _not_a_book("no_definition_sheet", ja, en, name)
    return Book(sheets, tuple(title for title, sheet in found if sheet is None))


def _not_a_book(slug: str, ja: str, en: str, name: str) -> NotABook:
    return NotABook(
        slug,
        f"「{{name}}」は定義書ではありません（{ja}）。",
        f"“{{name}}” is no definition book: it {en}.",
        "「項目No.」「項目名」「区分」「形式」の列がある、デジタル庁の自治体標準オープンデータセットの定義書（Excel）を指定してください。",
        "Name the Digital Agency's definition book (Excel): its sheets have 項目No., 項目名, 区分 and 形式.",
        name=name,
    )


def _sheet(table: Table) -> Sheet | None:
    rows = _with_merged(table)
    place = _header(rows)
    if place is None:
        return None
    index, columns = place
    match = _SHEET_NAME.match(clean(table.sheet))
    above = [clean(cell) for row in rows[:index] for cell in row if cell.strip()]
    title = match["title"] if match else clean(table.sheet)
    items, faults = _items(table, rows, index, columns)
    number = f"{int(match['number']):02}" if match else ""
    return Sheet(table.sheet, number, tuple(t for t in [title, *above] if t), tuple(items), tuple(faults))


def _with_merged(table: Table) -> list[list[str]]:
    """The rows, where a merged cell says what it says in each row that it covers, as a reader of the sheet sees it."""
    rows = [list(table.header), *(list(row) for row in table.rows)]
    for note in table.notes:
        match = _SPAN.fullmatch(note.value or "") if note.slug == "merged_cells" else None
        if match is None or match[1] != match[3] or note.column is None:
            continue
        column, first = note.column - 1, int(match[2]) - table.header_row
        last = min(int(match[4]) - table.header_row, len(rows) - 1)
        for index in range(first + 1, last + 1):
            if first >= 0 and column < min(len(rows[first]), len(rows[index])):
                rows[index][column] = rows[first][column]
    return rows


def _header(rows: list[list[str]]) -> tuple[int, dict[str, int]] | None:
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for position, cell in enumerate(row):
            key = _BY_TEXT.get(fold(cell))
            if key:
                columns.setdefault(key, position)
        if all(key in columns for key in _NEEDED):
            return index, columns
    return None


def _items(table: Table, rows: list[list[str]], header: int, columns: dict[str, int]) -> tuple[list[Item], list[Fault]]:
    items: list[Item] = []
    faults = list(_without_value(table, header, columns))
    last = (0, "")
    for index in range(header + 1, len(rows)):
        row = rows[index]
        cells = {key: row[place].strip() if place < len(row) else "" for key, place in columns.items()}
        number, name = clean(cells["number"]), clean_name(cells["name"])
        if not _NUMBER.fullmatch(number) or (int(number), name) == last:
            continue  # a footnote, or a row that a merged item goes on in
        at = {key: cell_name(table.header_row + index, place + 1) for key, place in columns.items()}
        found = list(_wrong(cells, at, items, int(number), last[0] + 1))
        faults += found
        last = (int(number), name)
        if not found:
            items.append(_item(cells, int(number)))
    if not items and not faults:
        at_header = cell_name(table.header_row + header, columns["number"] + 1)
        faults.append(Fault(at_header, "項目が一つもありません。", "There is no item."))
    return items, faults


def _wrong(cells: dict[str, str], at: dict[str, str], items: list[Item], number: int, expected: int) -> Iterator[Fault]:
    name = cells["name"]
    if number != expected:
        ja = f"項目No.が{expected}ではなく{number}です（行が抜けているか、重なっています）。"
        yield Fault(at["number"], ja, f"Item {number} stands where {expected} should: a row is missing or repeated.")
    if not fold(name):
        yield Fault(at["name"], "項目名が空です。", "The item has no name.")
    elif any(fold(item.name) == fold(name) for item in items):
        yield Fault(at["name"], f"項目名「{name}」が二つあります。", f"The name “{name}” is there twice.")
    mark = cells["mark"]
    if mark not in _MARKS:
        ja, en = f"区分「{mark}」が分かりません（◎、○、空欄のどれか）。", f"Unknown mark “{mark}”: ◎, ○ or blank."
        yield Fault(at["mark"], ja, en)
    if any(len(cell) > _LONGEST for cell in cells.values()):
        yield Fault(at["name"], "長すぎるセルがあります。", "A cell is too long.")


def _item(cells: dict[str, str], number: int) -> Item:
    return Item(
        number,
        clean_name(cells["name"]),
        _MARKS[cells["mark"]],
        cells.get("description", ""),
        clean(cells["kind"]),
        cells.get("example", ""),
        clean(cells.get("name_en", "")),
    )


def clean_name(text: str) -> str:
    """A column name without the line breaks and blanks that only lay it out; widths stay as the book has them."""
    return "".join(part.strip() for part in text.splitlines()).strip()


def _without_value(table: Table, header: int, columns: dict[str, int]) -> Iterator[Fault]:
    """Formulas in our columns whose result was never stored: their cells look blank and are not."""
    places = {place + 1 for place in columns.values()}
    for note in table.notes:
        if (
            note.slug == "formula_without_value"
            and note.column in places
            and (note.row or 0) > table.header_row + header
        ):
            at = f"{column_letters(note.column or 0)}{note.row}"
            ja = "数式の結果が保存されていません。Excelで開いて保存し直してください。"
            yield Fault(at, ja, "The formula has no stored result: open the book in Excel and save it.")
