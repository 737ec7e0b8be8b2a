"""OpenDocument spreadsheets (ODS): cells by calamine, and from the XML what the cells do not say.

The XML is walked first, so that a cell said to be repeated a million times is refused before anything is allocated.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, cast
from xml.etree import ElementTree as ET

from ckanext.tomoni_core.reading.delimited import check_extent, too_big
from ckanext.tomoni_core.reading.model import Limits, Note, Notes, cell_name

__all__ = ["ods_facts"]

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@dataclass
class _Sheet:
    """Where the walk is in a sheet, and what it found."""

    notes: Notes
    row: int = 0
    column: int = 0
    last_row: int = 0
    last_column: int = 0
    repeated: int = 1
    drawn: bool = field(default=False)


def ods_facts(archive: zipfile.ZipFile, limits: Limits) -> dict[str, Notes]:
    """The notes on each sheet of the document, by its name.

    :raises TooBig: a sheet reaches over the bounds
    :raises xml.etree.ElementTree.ParseError: it is no XML, or declares entities
    """
    with archive.open("content.xml") as stream:
        found = dict(_sheets(stream, limits))
    if len(found) > limits.max_sheets:
        raise too_big("too_many_sheets", limits.max_sheets)
    return found


def _sheets(stream: IO[bytes], limits: Limits) -> Iterator[tuple[str, Notes]]:
    hidden: set[str] = set()
    sheet: _Sheet | None = None
    name = ""
    parser = ET.XMLPullParser(("start", "end"))
    for chunk in iter(lambda: stream.read(1 << 16), b""):
        if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
            raise ET.ParseError("unexpected document type")
        parser.feed(chunk)
        for event, element in cast("Iterator[tuple[str, ET.Element]]", parser.read_events()):
            if event == "start" and element.tag == f"{_TABLE}table" and sheet is None:
                name, sheet = element.get(f"{_TABLE}name", ""), _Sheet(Notes(limit=limits.max_notes))
                if element.get(f"{_TABLE}style-name", "") in hidden:
                    ja, en = f"シート「{name}」が非表示です。", f"The sheet “{name}” is hidden."
                    sheet.notes.add(Note("hidden_sheet", ja, en, value=name))
            elif sheet is None:
                if event == "end" and element.tag == f"{_STYLE}style":
                    hidden |= _hiding(element)
                    element.clear()
            elif event == "start" and element.tag == f"{_TABLE}table-row":
                sheet.column, sheet.repeated = 0, _number(element, "number-rows-repeated")
            elif event == "end":
                _end(sheet, element, limits)
                if element.tag == f"{_TABLE}table":
                    yield name, sheet.notes
                    sheet = None


def _hiding(style: ET.Element) -> set[str]:
    shown = (properties.get(f"{_TABLE}display") for properties in style)
    return {style.get(f"{_STYLE}name", "")} if "false" in shown else set()


def _end(sheet: _Sheet, element: ET.Element, limits: Limits) -> None:
    tag = element.tag
    if tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        _cell(sheet, element)
        check_extent(sheet.last_row, sheet.last_column, limits)
        element.clear()
    elif tag == f"{_TABLE}table-row":
        if (
            element.get(f"{_TABLE}visibility") in ("collapse", "filter")
            and sheet.last_row == sheet.row + sheet.repeated
        ):
            number = sheet.row + 1
            ja, en = f"{number}行目が非表示です。", f"Row {number} is hidden."
            sheet.notes.add(Note("hidden_row", ja, en, row=number))
        sheet.row += sheet.repeated
        element.clear()
    elif tag == f"{_TABLE}table-column":
        sheet.column += _number(element, "number-columns-repeated")
        if element.get(f"{_TABLE}visibility") == "collapse":
            ja, en = f"{sheet.column}列目が非表示です。", f"Column {sheet.column} is hidden."
            sheet.notes.add(Note("hidden_column", ja, en, column=sheet.column))
    elif tag in (f"{_DRAW}frame", f"{_DRAW}custom-shape", f"{_DRAW}line") and not sheet.drawn:
        sheet.drawn = True
        sheet.notes.add(Note("drawing", "図形・画像・グラフがあります。", "There are drawings, pictures or charts."))


def _cell(sheet: _Sheet, cell: ET.Element) -> None:
    count = _number(cell, "number-columns-repeated")
    row, column = sheet.row + 1, sheet.column + 1
    sheet.column += count
    at = cell_name(row, column)
    formula = cell.get(f"{_TABLE}formula")
    if formula:
        value = "=" + formula.partition("=")[2][:100]
        ja, en = f"{at}は数式です。値に直してください。", f"{at} is a formula."
        sheet.notes.add(Note("formula", ja, en, row, column, value))
    rows, columns = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
    if rows > 1 or columns > 1:
        span = f"{at}:{cell_name(row + rows - 1, column + columns - 1)}"
        ja, en = f"{span}のセルが結合されています。", f"The cells {span} are merged."
        sheet.notes.add(Note("merged_cells", ja, en, row, column, span))
    if cell.find(f"{_OFFICE}annotation") is not None:
        sheet.notes.add(Note("comment", "セルにコメントがあります。", "There are comments on cells."))
    if formula or cell.get(f"{_OFFICE}value-type") or cell.find(f"{_TEXT}p") is not None:
        sheet.last_row = max(sheet.last_row, sheet.row + sheet.repeated)
        sheet.last_column = max(sheet.last_column, sheet.column)


def _number(element: ET.Element, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return int(text) if text.isdecimal() and len(text) < 10 else 1
