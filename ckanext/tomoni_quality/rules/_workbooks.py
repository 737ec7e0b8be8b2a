"""Small workbooks for the examples of rules."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill


def workbook(
    sheets: dict[str, list[list[Any]]],
    merged: tuple[str, ...] = (),
    filled: tuple[str, ...] = (),
    bold: tuple[str, ...] = (),
    struck: tuple[str, ...] = (),
    fonts: dict[str, dict[str, Any]] | None = None,
) -> bytes:
    """An XLSX file with ``sheets``; in the first, ranges are ``merged`` and cells coloured, bold or struck out.

    ``fonts`` gives cells fonts of their own, as openpyxl's ``Font`` takes them.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    first = book.worksheets[0]
    for area in merged:
        first.merge_cells(area)
    for at in filled:
        first[at].fill = PatternFill("solid", fgColor="FFFF00")
    for at in bold:
        first[at].font = Font(bold=True)
    for at in struck:
        first[at].font = Font(strike=True)
    for at, font in (fonts or {}).items():
        first[at].font = Font(**font)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
