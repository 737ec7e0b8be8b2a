"""A list as a file, row by row: what is written is not held in memory. No CKAN here.

A cell keeps its value as it is, be it one that a spreadsheet would take for a formula: the standard asks for plain
text, and a quote put before it would be part of the value for every other reader. In XLSX each cell is stored as text,
which no spreadsheet calculates; the page advises it to those who open the list in one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ckanext.tomoni_core.open_data_list.values import NOT_IN_CELLS

__all__ = ["MIMETYPES", "csv_chunks", "write_xlsx"]

MIMETYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LONGEST_CELL = 32_767  # of a spreadsheet
BOM = "\ufeff"  # Excel takes UTF-8 without it for Shift_JIS


def csv_chunks(header: list[str], rows: Iterable[list[str]]) -> Iterator[bytes]:
    """UTF-8 with BOM, CRLF, a chunk a row."""
    yield BOM.encode() + _line(header)
    for row in rows:
        yield _line(row)


def _line(row: list[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(row)
    return out.getvalue().encode("utf-8", "replace")


def write_xlsx(path: Path, title: str, header: list[str], rows: Iterable[list[str]]) -> None:
    """Write a workbook of one sheet whose cells are all text; its first row stays in sight."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for number, name in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(max(len(name) * 2 + 2, 12), 40)
    sheet.append([_cell(sheet, name, bold=True) for name in header])
    for row in rows:
        sheet.append([_cell(sheet, text) if text else None for text in row])
    book.save(path)


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Cell:
    made = WriteOnlyCell(sheet, value="")
    made.value = NOT_IN_CELLS.sub("", text)[:LONGEST_CELL]
    made.data_type = "s"  # a text that begins with = would be a formula
    made.number_format = "@"
    if bold:
        made.font = Font(bold=True)
    return made
