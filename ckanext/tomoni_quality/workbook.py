"""What an XLSX file is besides its values: formulas, merged cells. Read by streaming its XML; values are never computed.

The reader has opened the workbook and bounded its size before this is called; entities and external parts are refused
by reading with a parser that resolves nothing.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = re.compile(r"\}id$")
_REFERENCE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")


@dataclass
class SheetShape:
    """Places of one sheet: (row, column) of formulas with their text, ranges of merged cells."""

    formulas: list[tuple[int, int, str]] = field(default_factory=list)
    merged: list[tuple[int, int, str]] = field(default_factory=list)


def shapes(data: bytes) -> dict[str, SheetShape]:
    """The shape of each sheet of a workbook by its name; empty for what is no workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: _shape(archive, path) for name, path in _sheets(archive)}
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, ValueError):
        return {}


def _parse(archive: zipfile.ZipFile, path: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(archive.read(path), parser)


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    targets = {
        relation.get("Id"): normpath(join("xl", str(relation.get("Target")).removeprefix("/xl/")))
        for relation in _parse(archive, "xl/_rels/workbook.xml.rels")
    }
    for element in _parse(archive, "xl/workbook.xml").iter(_MAIN + "sheet", _STRICT + "sheet"):
        relation = next((value for key, value in element.attrib.items() if _RELATION.search(str(key))), None)
        path = targets.get(str(relation))
        if path in archive.namelist():
            yield str(element.get("name")), str(path)


def _shape(archive: zipfile.ZipFile, path: str) -> SheetShape:
    shape = SheetShape()
    tags = [space + name for space in (_MAIN, _STRICT) for name in ("c", "mergeCell")]
    with archive.open(path) as stream:
        for _, element in etree.iterparse(stream, tag=tags, resolve_entities=False, no_network=True):
            _note(shape, element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]  # pyright: ignore[reportOptionalSubscript]
    return shape


def _note(shape: SheetShape, element: etree._Element) -> None:
    if etree.QName(element).localname == "mergeCell":
        area = str(element.get("ref"))
        row, column = position(area.split(":")[0])
        shape.merged.append((row, column, area))
        return
    formula = next((child for child in element if etree.QName(child).localname == "f"), None)
    if formula is not None:
        row, column = position(str(element.get("r")))
        shape.formulas.append((row, column, "=" + (formula.text or "…")))


def position(reference: str) -> tuple[int, int]:
    """``"C5"`` → ``(5, 3)``.

    :raises ValueError: it is no reference to a cell.
    """
    match = _REFERENCE.match(reference)
    if not match:
        raise ValueError(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column
