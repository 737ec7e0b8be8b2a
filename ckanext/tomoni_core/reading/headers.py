"""Where a table begins: titles and notes above it, the header row, and what is odd about the header.

Bounded to the first rows and conservative: nothing is repaired, every decision is a note. A table whose first filled
row is as wide as the rest starts there; narrower rows above a wider one are a title. Linked CSV (高松市) marks its
header row by ``#property`` and puts rows about the properties (``#object_type_xsd``) between header and data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ckanext.tomoni_core.reading.delimited import check_extent
from ckanext.tomoni_core.reading.long import LongRows
from ckanext.tomoni_core.reading.model import Limits, Note, Notes, Table, cell_name
from ckanext.tomoni_core.text import normalise_header

__all__ = ["Place", "locate", "start", "table"]

Rows = Sequence[list[str]]

_NUMBER = re.compile(r"[-+]?[\d,]+(?:\.\d+)?%?")


@dataclass(frozen=True)
class Place:
    """Indexes from 0: of the header row and of the first row of data."""

    header: int
    data: int
    linked: bool = False


def locate(rows: Rows, limits: Limits) -> Place | None:
    """Where header and data start; None when every row is blank."""
    scanned = rows[: limits.scan_rows]
    for index, row in enumerate(scanned):
        if row and row[0].strip().lower() == "#property":
            return Place(index, _after_meta(rows, index + 1, limits), linked=True)
    header = _header_index(scanned)
    if header is None:
        header = next((index for index, row in enumerate(rows) if _filled(row)), None)
    return None if header is None else Place(header, header + 1)


def _after_meta(rows: Rows, start: int, limits: Limits) -> int:
    index = start
    while index < min(len(rows), start + limits.scan_rows) and rows[index] and rows[index][0].startswith("#"):
        index += 1
    return index


def _header_index(rows: Rows) -> int | None:
    """The first row that fills more than half of the widest row's cells, or a row of words above it."""
    widest = max((_filled(row) for row in rows), default=0)
    if not widest:
        return None
    index = next(i for i, row in enumerate(rows) if _filled(row) * 2 > widest)
    above = rows[index - 1] if index else []
    if _filled(above) >= 3 and _numbers(rows[index]) and not _numbers(above):
        return index - 1
    return index


def _filled(row: list[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _numbers(row: list[str]) -> int:
    return sum(1 for cell in row if _NUMBER.fullmatch(cell.strip()))


def start(rows: list[list[str]], limits: Limits) -> int | None:
    """With which of the first ``rows`` the data begin, where they begin right below the row that sets their width."""
    place = locate(rows, limits)
    return place.data if place and len(rows[place.data - 1]) == len(rows[place.header]) else None


def table(sheet: str, rows: Rows, limits: Limits) -> Table | None:
    """The table of these rows with its notes; None when every row is blank.

    Raises ``TooBig`` when the rows, made as wide as the header, hold more cells than the bound.
    """
    place = locate(rows, limits)
    if place is None:
        return None
    notes = Notes(limit=limits.max_notes)
    header, data = rows[place.header], rows[place.data :]
    for note in _above(rows[: place.header]):
        notes.add(note)
    data = _without_trailing_blanks(data, notes, place.data)
    check_extent(len(data), len(header), limits)
    _pad(header, data, notes, place.data)
    above = rows[place.header - 1] if place.header else []
    for note in _about_header(above, header, data, place):
        notes.add(note)
    if not data:
        ja, en = "データの行がありません。", "There are no rows of data."
        notes.add(Note("no_rows", ja, en, row=place.header + 1))
    above, between = list(rows[: place.header]), list(rows[place.header + 1 : place.data])
    return Table(sheet, place.header + 1, header, data, place.data + 1, list(notes), dict(notes.counts), above, between)


def _above(rows: Rows) -> list[Note]:
    if not rows:
        return []
    text = next((cell.strip() for row in rows for cell in row if cell.strip()), "")
    if text.startswith("#"):
        ja, en = (
            f"項目名の前に{len(rows)}行のLinked CSVの宣言があります。",
            f"{len(rows)} rows of Linked CSV precede the header.",
        )
        return [Note("linked_csv_preamble", ja, en, row=1, value=text)]
    ja = f"項目名の前に{len(rows)}行の表題・注記・空行があります。1行目を項目名にしてください。"
    en = f"{len(rows)} rows of titles, notes or blanks precede the header: it should be row 1."
    return [Note("rows_before_header", ja, en, row=1, value=text[:100])]


def _without_trailing_blanks(data: Rows, notes: Notes, offset: int) -> Rows:
    end = data.until_filled() if isinstance(data, LongRows) else len(data)
    while end and not _filled(data[end - 1]):
        end -= 1
    blank = len(data) - end
    if blank:
        ja, en = f"末尾に空行が{blank}行あります。", f"{blank} blank rows follow the data."
        notes.add(Note("blank_rows_at_end", ja, en, row=offset + end + 1, value=str(blank)))
    return data[:end]


def _pad(header: list[str], data: Rows, notes: Notes, offset: int) -> None:
    width = len(header)
    if isinstance(data, LongRows):
        return  # its records are all as wide as the header
    for number, row in enumerate(data, offset + 1):
        cells = len(row)
        if cells == width:
            continue
        if not _filled(row):
            row[:] = [""] * width
        elif cells < width:
            row += [""] * (width - cells)
            ja, en = f"{number}行目は列が{width - cells}個足りません。", f"Row {number} lacks {width - cells} cells."
            notes.add(Note("row_too_short", ja, en, row=number, value=str(cells)))
        elif any(cell.strip() for cell in row[width:]):
            ja = f"{number}行目は項目名より列が{cells - width}個多くあります。「,」を含むセルは引用符で囲んでください。"
            en = f"Row {number} has {cells - width} cells more than the header: quote cells that hold a comma."
            notes.add(Note("row_too_long", ja, en, row=number, column=width + 1, value=row[width][:50]))
        else:
            del row[width:]


def _about_header(above: list[str], header: list[str], data: Rows, place: Place) -> list[Note]:
    row = place.header + 1
    notes = [*_blank_names(header, data, row), *_odd_names(header, row), *_duplicates(header, row)]
    if not place.linked and (_split_header(header, data) or _split_above(above, header)):
        ja, en = (
            "項目名が2行に分かれているようです。1行にまとめてください。",
            "The header seems split over two rows: use one.",
        )
        notes.append(Note("split_header", ja, en, row=row))
    if _numbers(header) * 2 > max(_filled(header), 1):
        ja, en = (
            "1行目がデータのように見えます。項目名の行を加えてください。",
            "The header looks like data: add names of columns.",
        )
        notes.append(Note("header_looks_like_data", ja, en, row=row))
    return notes


def _blank_names(header: list[str], data: Rows, row: int) -> list[Note]:
    notes = []
    last = max((i for i, name in enumerate(header) if name.strip()), default=-1)
    for index, name in enumerate(header):
        if name.strip():
            continue
        used = _is_used(data, index)
        slug = "empty_header" if used or index < last else "trailing_empty_header"
        at = cell_name(row, index + 1)
        ja = f"{at}の項目名が空です。" + ("" if used else "この列にはデータもありません。")
        en = f"{at} has no name." + ("" if used else " Nor has its column any data.")
        notes.append(Note(slug, ja, en, row, index + 1))
    return notes


def _is_used(data: Rows, index: int) -> bool:
    if isinstance(data, LongRows):
        return data.filled(index).any()
    return any(index < len(cells) and cells[index].strip() for cells in data)


def _odd_names(header: list[str], row: int) -> list[Note]:
    notes = []
    for column, name in enumerate(header, 1):
        at = cell_name(row, column)
        if "\n" in name.strip() or "\r" in name.strip():
            ja, en = f"{at}の項目名に改行があります。", f"The name in {at} holds a newline."
            notes.append(Note("newline_in_header", ja, en, row, column, name))
        if name.strip() and not normalise_header(name):
            ja, en = f"{at}に様式の注記が残っています。", f"A remark of the template is left in {at}."
            notes.append(Note("template_remark", ja, en, row, column, name))
    return notes


def _duplicates(header: list[str], row: int) -> list[Note]:
    notes, seen = [], {}
    for column, name in enumerate(header, 1):
        key = normalise_header(name)
        if key and key in seen:
            first = cell_name(row, seen[key])
            ja = f"{cell_name(row, column)}の項目名「{key}」は{first}と同じです。"
            en = f"The name “{key}” in {cell_name(row, column)} is that of {first} too."
            notes.append(Note("duplicate_header", ja, en, row, column, name))
        elif key:
            seen[key] = column
    return notes


def _split_above(above: list[str], header: list[str]) -> bool:
    """Names in the row above just where the header row has none."""
    return _filled(above) > 1 and any(
        name.strip() and not below.strip() for name, below in zip(above, header, strict=False)
    )


def _split_header(header: list[str], data: Rows) -> bool:
    """Names in the first row of data: under blank names, or without a key of their own, above numbers."""
    if len(data) < 2:
        return False
    last = max((i for i, name in enumerate(header) if name.strip()), default=0)
    first, second = data[0], data[1]
    words = [i for i, cell in enumerate(first) if cell.strip() and not _NUMBER.fullmatch(cell.strip())]
    above_numbers = [i for i in words if i < len(second) and _NUMBER.fullmatch(second[i].strip())]
    if any(i < last and not header[i].strip() for i in above_numbers):
        return True
    keyless = not first[0].strip() and bool(second[0].strip())
    return keyless and len(words) >= 2 and len(above_numbers) * 2 > len(words) and not _numbers(first)
