"""Small workbooks for the examples of rules."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook


def workbook(sheets: dict[str, list[list[Any]]], merged: tuple[str, ...] = ()) -> bytes:
    """An XLSX file with ``sheets``; the ranges ``merged`` are merged in the first."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for area in merged:
        book.worksheets[0].merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
