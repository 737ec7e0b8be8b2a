"""Workbooks to tables: every sheet, cells as Excel shows them (whole numbers without ``.0``, ISO dates)."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from ckanext.tomoni_core.errors import LegacyFormat
from ckanext.tomoni_core.reading import headers
from ckanext.tomoni_core.reading.delimited import check_extent, too_big
from ckanext.tomoni_core.reading.kinds import wrong_type
from ckanext.tomoni_core.reading.legacy import ReadApartError, legacy_sheets
from ckanext.tomoni_core.reading.model import Limits, Note, Notes, Reading, Table, cell_name
from ckanext.tomoni_core.reading.opendocument import ods_facts
from ckanext.tomoni_core.reading.workbook_xml import (
    SheetFacts,
    damaged,
    encrypted,
    open_ods,
    open_package,
    sheet_facts,
)

__all__ = ["read_legacy", "read_opendocument", "read_workbook", "show"]

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NUMBER_TEXT = re.compile(r"[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_WORKBOOK_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


def read_workbook(data: bytes, limits: Limits) -> Reading:
    """Read an XLSX or XLSM workbook. Raises ``ReadingError`` subclasses."""
    package = open_package(data, limits)
    if len(package.sheets) > limits.max_sheets:
        raise too_big("too_many_sheets", limits.max_sheets)
    # The extents are checked for every sheet before calamine allocates any rectangle.
    facts = {sheet: sheet_facts(package, sheet, limits) for sheet in package.sheets}
    return _read(data, "xlsx", facts, limits)


def read_opendocument(data: bytes, limits: Limits) -> Reading:
    """Read an OpenDocument spreadsheet. Raises ``ReadingError`` subclasses."""
    try:
        with open_ods(data, limits) as archive:
            facts = {sheet: SheetFacts(notes) for sheet, notes in ods_facts(archive, limits).items()}
    except (zipfile.BadZipFile, zlib.error, ET.ParseError, KeyError, EOFError, OSError) as error:
        raise damaged(error) from error
    return _read(data, "ods", facts, limits)


def read_legacy(data: bytes, limits: Limits) -> Reading:
    """Read an .xls workbook, saying that it is one. Raises ``Encrypted``, ``WrongType`` or ``LegacyFormat``."""
    if _ENCRYPTED in data:
        raise encrypted()
    if not any(name in data for name in _WORKBOOK_STREAMS):
        raise wrong_type("ole")
    reading = Reading("", "xls", [])
    try:
        sheets = legacy_sheets(data)
    except ReadApartError as error:
        if error.encrypted:
            raise encrypted() from error
        raise LegacyFormat(
            "legacy_format",
            "古い形式のExcel(.xls)で、読み取れません。",
            "This is an old Excel file (.xls) that cannot be read.",
            "Excelで開き、「Excelブック(.xlsx)」またはCSVで保存し直してください。",
            "Open it in Excel and save it as .xlsx or CSV.",
            reason=str(error),
        ) from error
    for name, values in sheets:
        _add(reading, name, values, None, limits)
    ja, en = (
        "古い形式のExcel(.xls)です。XLSXまたはCSVで保存してください。",
        "An old Excel file (.xls): save it as XLSX or CSV.",
    )
    reading.notes.append(Note("legacy_format", ja, en))
    return reading


def _read(data: bytes, kind: str, facts: dict[str, SheetFacts], limits: Limits) -> Reading:
    reading = Reading("", kind, [])
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for meta in book.sheets_metadata:
                is_sheet = meta.typ == SheetTypeEnum.WorkSheet
                values = _values(book, meta.name, limits) if is_sheet else None
                _add(reading, meta.name, values, facts.get(meta.name), limits)
    except PasswordError as error:
        raise encrypted() from error
    except CalamineError as error:
        raise damaged(error) from error
    return reading


def _values(book: CalamineWorkbook, name: str, limits: Limits) -> list[list[Any]]:
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None or sheet.end is None:
        return []
    check_extent(sheet.end[0] + 1, sheet.end[1] + 1, limits)
    return sheet.to_python(skip_empty_area=False)


def _add(reading: Reading, name: str, values: list[list[Any]] | None, facts: SheetFacts | None, limits: Limits) -> None:
    """Add the table of a sheet, or the note that it is none; ``values`` are None where it is no worksheet."""
    if values is None:
        ja, en = f"「{name}」は表のシートではありません。", f"“{name}” is no worksheet."
        reading.notes.append(Note("not_a_worksheet", ja, en, value=name))
        return
    sheet_table = _table(name, values, facts, limits) if values else None
    if sheet_table:
        reading.tables.append(sheet_table)
    else:
        ja, en = f"シート「{name}」は空です。", f"The sheet “{name}” is empty."
        reading.notes.append(Note("empty_sheet", ja, en, value=name))


def _table(name: str, values: list[list[Any]], facts: SheetFacts | None, limits: Limits) -> Table | None:
    check_extent(len(values), max(map(len, values)), limits)
    rows = [[show(cell) for cell in row] for row in values]
    if facts:
        _restore_zeros(rows, facts)
    result = headers.table(name, rows, limits)
    if result and facts:
        about = [*_marked(result, facts.marked), *_numbers_as_text(result, values)]
        merged = Notes([*facts.notes, *result.notes, *about], limit=limits.max_notes)
        result.notes = list(merged)
        result.note_counts = dict(facts.notes.counts + merged.counts.__class__(result.note_counts))
    return result


def _restore_zeros(rows: list[list[str]], facts: SheetFacts) -> None:
    for (row, column), width in facts.zero_padded.items():
        if 0 < row <= len(rows) and 0 < column <= len(rows[row - 1]):
            value = rows[row - 1][column - 1]
            shown = value.zfill(width)
            if value.isdigit() and shown != value:
                rows[row - 1][column - 1] = shown
                ja = f"「{shown}」の先頭の0は表示形式だけのもので、値は数値の{value}です。文字列で保存してください。"
                en = f"The zeros of “{shown}” are a display format only; the value is the number {value}: store text."
                facts.notes.add(Note("zeros_by_format", ja, en, row, column, shown))


def _marked(table: Table, marked: dict[tuple[int, int], str]) -> Iterator[Note]:
    """The filled cells of the data that are set off by a format while others of their column are not, or otherwise."""
    by_column: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for (row, column), how in sorted(marked.items()):
        index = row - table.first_data_row
        if 0 <= index < len(table.rows) and column <= len(table.rows[index]) and table.rows[index][column - 1].strip():
            by_column[column].append((row, how))
    for column, cells in by_column.items():
        filled = sum(1 for row in table.rows if column <= len(row) and row[column - 1].strip())
        usual = Counter(how for _, how in cells).most_common(1)[0][0]
        for row, how in cells if len(cells) < filled else [cell for cell in cells if cell[1] != usual]:
            at = cell_name(row, column)
            yield Note(
                "marked_by_format", f"{at}だけ書式が違います。", f"{at} has a format of its own.", row, column, how
            )


def _numbers_as_text(table: Table, values: list[list[Any]]) -> Iterator[Note]:
    """Texts that are numbers in columns where other cells are numbers."""
    first = table.first_data_row - 1
    data = values[first : first + len(table.rows)]
    numbers = {column for row in data for column, cell in enumerate(row) if isinstance(cell, float | int)}
    for index, row in enumerate(data):
        for column in numbers:
            cell = row[column] if column < len(row) else None
            if isinstance(cell, str) and _NUMBER_TEXT.fullmatch(cell.strip()):
                at = cell_name(table.first_data_row + index, column + 1)
                ja, en = f"{at}の数字は文字列です。", f"The number in {at} is text."
                yield Note("number_stored_as_text", ja, en, table.first_data_row + index, column + 1, cell)


def show(value: Any) -> str:
    """A cell's value as text: ``1.0`` → ``1``, dates and times as ISO 8601, midnight dropped, true as ``TRUE``."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return _number(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(timespec="seconds")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _number(value: float) -> str:
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e16):
        return str(int(value))
    text = f"{value:.15g}"  # as many digits as Excel keeps
    return format(Decimal(text), "f") if "e" in text and "n" not in text else text
