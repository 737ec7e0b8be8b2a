"""What the cells of a workbook do not say: formulas, merged and hidden cells, drawings, error values, number formats.

Read from the XML inside the file by regular expressions over its bytes: a million cells take a second, and a sheet that
names a far-away cell is refused before a reader allocates the rectangle up to it.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from xml.etree import ElementTree as ET

from ckanext.tomoni_core.errors import Damaged, Encrypted, TooBig
from ckanext.tomoni_core.reading.kinds import sniff, wrong_type
from ckanext.tomoni_core.reading.model import Limits, Note, Notes, cell_name, column_letters

__all__ = [
    "Package",
    "SheetFacts",
    "archive_kind",
    "check_claims",
    "damaged",
    "encrypted",
    "open_ods",
    "open_package",
    "sheet_facts",
]

_P = rb"(?:[A-Za-z_][\w.-]*:)?"
_Q = rb"[\"']"
_CELL = re.compile(rb"<" + _P + rb"c\b([^<>]*?)(/>|>\s*(?:</" + _P + rb"c\s*>)?)")
_CELL_WITHOUT_REF = re.compile(rb"<" + _P + rb"c(?![^<>]*\sr\s*=)[\s>]")
_ROW = re.compile(rb"<" + _P + rb"row\b([^<>]*)>")
_REF = re.compile(rb"(?:^|\s)r\s*=\s*" + _Q + rb"([A-Za-z]+)([0-9]+)" + _Q)
_ANY_REF = re.compile(rb"\sr\s*=\s*" + _Q + rb"([A-Za-z]*)([0-9]+)" + _Q)
_ROW_REF = re.compile(rb"(?:^|\s)r\s*=\s*" + _Q + rb"([0-9]+)" + _Q)
_STYLE = re.compile(rb"(?:^|\s)s\s*=\s*" + _Q + rb"([0-9]+)" + _Q)
_TEXT_TYPE = re.compile(rb"(?:^|\s)t\s*=\s*" + _Q + rb"(?!n" + _Q + rb")")
_HIDDEN = re.compile(rb"(?:^|\s)hidden\s*=\s*" + _Q + rb"(?:1|true)" + _Q)
_MINMAX = re.compile(rb"(min|max)\s*=\s*" + _Q + rb"([0-9]+)" + _Q)
_VALUE = re.compile(rb"<" + _P + rb"v\s*>\s*[^<\s]|<" + _P + rb"is\s*>")
_ROOT = re.compile(rb"<([A-Za-z_][\w.-]*:)?worksheet\b")
_LARGE = 2_000_000
_ZERO_FORMAT = re.compile(r"0{2,20}")


class _Tags:
    """Patterns for the tags of a sheet whose namespace prefix is known: a literal beginning makes them fast."""

    def __init__(self, prefix: bytes) -> None:
        p = b"<" + re.escape(prefix)
        self.formula = re.compile(p + rb"f[\s/>]")
        self.cell_start = b"<" + prefix + b"c"
        self.error = re.compile(p + rb"c\b([^<>]*?\st\s*=\s*" + _Q + rb"e" + _Q + rb"[^<>]*)>")
        self.hidden_row = re.compile(p + rb"row\b([^<>]*\shidden\s*=[^<>]*)>")
        self.column = re.compile(p + rb"col\b([^<>]*)>")
        self.merge = re.compile(p + rb"mergeCell\b[^<>]*?ref\s*=\s*" + _Q + rb"([A-Z]+[0-9]+:[A-Z]+[0-9]+)" + _Q)
        self.drawing = re.compile(p + rb"(drawing|legacyDrawing|picture)\b")


@cache
def _tags(prefix: bytes) -> _Tags:
    return _Tags(prefix)


@dataclass
class Package:
    """An opened workbook archive: its parts, the part of each sheet, and what its styles show.

    ``zero_styles`` are the styles that show leading zeros, with how many; ``marking_styles`` those that set a cell off
    from others, with how (``fill``, ``color``, ``bold``, ``italic``, ``underline``, ``strike``, and the size of letters
    where it is not the workbook's usual one, as in ``size14``; joined by blanks).
    """

    archive: zipfile.ZipFile
    sheets: dict[str, str]
    hidden: set[str]
    zero_styles: dict[int, int]
    marking_styles: dict[int, str]


@dataclass
class SheetFacts:
    """Notes on a sheet, and cells (row, column, from 1) by how they are shown.

    ``zero_padded``: with leading zeros, and the width; ``marked``: set off by a format, and how.
    """

    notes: Notes
    zero_padded: dict[tuple[int, int], int] = field(default_factory=dict)
    marked: dict[tuple[int, int], str] = field(default_factory=dict)


def open_package(data: bytes, limits: Limits) -> Package:
    """Open the archive within the bounds. Raises ``WrongType``, ``Damaged``, ``Encrypted`` or ``TooBig``."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = set(archive.namelist())
        _check_archive(archive, limits, len(data))
        kind = _kind(archive, names)
        if kind != "xlsx":
            raise wrong_type(kind)
        sheets, hidden = _sheets(archive)
        styles = _styles(archive, names)
        return Package(archive, sheets, hidden, _zero_styles(styles), _marking_styles(styles))
    except (
        zipfile.BadZipFile,
        zlib.error,
        ET.ParseError,
        KeyError,
        NotImplementedError,
        EOFError,
        OSError,
    ) as error:
        raise damaged(error) from error
    except RuntimeError as error:  # zipfile's word for a password
        raise encrypted() from error


def open_ods(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """The archive of an OpenDocument spreadsheet, within the bounds. Raises ``Encrypted`` or ``TooBig``."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    _check_archive(archive, limits, len(data))
    manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.namelist() else b""
    if b"encryption-data" in manifest:
        raise encrypted()
    return archive


def damaged(error: BaseException | None = None) -> Damaged:
    """The error for a workbook that cannot be opened."""
    return Damaged(
        "damaged_workbook",
        "Excelファイルが壊れていて開けません。",
        "The workbook is damaged and cannot be opened.",
        "Excelで開いて保存し直してください。ダウンロードの途中で切れていないかも確認してください。",
        "Open it in Excel and save it again; check that the download was complete.",
        reason=str(error or ""),
    )


def encrypted() -> Encrypted:
    """The error for a workbook behind a password."""
    return Encrypted(
        "encrypted_workbook",
        "パスワードで保護されているため読めません。",
        "The workbook is protected by a password.",
        "パスワードを外して保存し直してください。",
        "Save it without a password.",
    )


def archive_kind(data: bytes) -> str:
    """``xlsx``, ``ods``, another key of ``NAMES`` or ``zip`` for an archive. Raises ``Damaged``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _kind(archive, set(archive.namelist()))
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise damaged(error) from error


def check_claims(archive: zipfile.ZipFile, limits: Limits, packed: int) -> None:
    """Refuse an archive of ``packed`` bytes that says to unpack to more than allowed. Raises ``TooBig``."""
    infos = archive.infolist()
    total = sum(info.file_size for info in infos)
    bomb = total > limits.max_unzipped or len(infos) > limits.max_zip_entries
    if not bomb and total > 10 * 1024 * 1024:
        bomb = total > packed * limits.max_zip_ratio
    if bomb:
        raise TooBig(
            "zip_bomb",
            "展開後の大きさが上限を超えています({total}バイト、{entries}ファイル)。",
            "It unpacks to more than allowed ({total} bytes, {entries} parts).",
            "ファイルを分割するか、CSVで登録してください。",
            "Split the file or register it as CSV.",
            total=f"{total:,}",
            entries=len(infos),
        )


def _check_archive(archive: zipfile.ZipFile, limits: Limits, packed: int) -> None:
    check_claims(archive, limits, packed)
    infos = archive.infolist()
    if any(info.flag_bits & 1 for info in infos):
        raise encrypted()
    # The sizes above are the archive's own claim: reading every part holds it to them.
    for info in infos:
        with archive.open(info) as part:
            while part.read(1 << 20):
                pass


def _kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "xl/workbook.xml" in names or any(name.endswith("/workbook.xml") for name in names):
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "word/document.xml" in names:
        return "docx"
    if "ppt/presentation.xml" in names:
        return "pptx"
    if "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype")[:100]:
        return "ods"
    return "zip"


def _parse(raw: bytes) -> ET.Element:
    if b"<!DOCTYPE" in raw[:4096] or sniff(raw) not in ("xml", "text"):
        raise ET.ParseError("unexpected document type")
    return ET.fromstring(raw)  # noqa: S314 - document types, and so entities, are refused above


def _sheets(archive: zipfile.ZipFile) -> tuple[dict[str, str], set[str]]:
    book = next(name for name in archive.namelist() if name.endswith("workbook.xml"))
    folder = posixpath.dirname(book)
    targets = {}
    for link in _parse(archive.read(f"{folder}/_rels/workbook.xml.rels")):
        target = link.get("Target", "")
        targets[link.get("Id")] = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    sheets, hidden = {}, set()
    for sheet in _named(_parse(archive.read(book)), "sheet"):
        rel = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        name = sheet.get("name", "")
        sheets[name] = posixpath.normpath(targets.get(rel, ""))
        if sheet.get("state", "visible") != "visible":
            hidden.add(name)
    return sheets, hidden


def _styles(archive: zipfile.ZipFile, names: set[str]) -> ET.Element:
    part = next((name for name in names if name.endswith("/styles.xml")), None)
    return ET.Element("none") if part is None else _parse(archive.read(part))


def _zero_styles(styles: ET.Element) -> dict[int, int]:
    """Style numbers whose format is zeros only (``000000``), with the number of zeros."""
    formats = {fmt.get("numFmtId"): fmt.get("formatCode", "") for fmt in _named(styles, "numFmt")}
    widths = {key: len(code) for key, code in formats.items() if _ZERO_FORMAT.fullmatch(code)}
    return {
        i: widths[xf.get("numFmtId")] for i, xf in enumerate(_items(styles, "cellXfs")) if xf.get("numFmtId") in widths
    }


def _items(styles: ET.Element, group: str) -> list[ET.Element]:
    """The members of one of the lists that styles are made of: ``cellXfs``, ``fonts``, ``fills``."""
    return next((list(found) for found in _named(styles, group)), [])


def _marking_styles(styles: ET.Element) -> dict[int, str]:
    """Style numbers that set a cell off, with how."""
    listed = _items(styles, "fonts")
    usual = _size(listed[0]) if listed else ""
    fonts = [_font_marks(font, usual) for font in listed]
    fills = [_fill_marks(fill) for fill in _items(styles, "fills")]
    found: dict[int, str] = {}
    for number, xf in enumerate(_items(styles, "cellXfs")):
        marks = [*_at(fills, xf.get("fillId")), *_at(fonts, xf.get("fontId"))]
        if marks:
            found[number] = " ".join(marks)
    return found


def _at(marks: list[list[str]], index: str | None) -> list[str]:
    place = int(index) if index and index.isdecimal() and len(index) < 6 else -1
    return marks[place] if 0 <= place < len(marks) else []


_FONT_MARKS = {"b": "bold", "i": "italic", "u": "underline", "strike": "strike"}


def _font_marks(font: ET.Element, usual_size: str) -> list[str]:
    marks = []
    for child in font:
        name = child.tag.rpartition("}")[2]
        if name == "color" and _is_colour(child, plain_theme="1"):
            marks.append("color")
        elif name in _FONT_MARKS and child.get("val", "1") not in ("0", "false", "none"):
            marks.append(_FONT_MARKS[name])
    size = _size(font)
    return [*marks, f"size{size}"] if size and size != usual_size else marks


def _size(font: ET.Element) -> str:
    """The size of a font's letters in points, empty where it says none."""
    said = next((size.get("val", "") for size in _named(font, "sz")), "")
    return f"{float(said):g}" if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,4})?", said) else ""


def _fill_marks(fill: ET.Element) -> list[str]:
    pattern = next(_named(fill, "patternFill"), None)
    if pattern is None:
        return ["fill"] if next(_named(fill, "gradientFill"), None) is not None else []
    kind = pattern.get("patternType", "none")
    colour = next(_named(pattern, "fgColor"), None)
    # The second built-in fill (gray125) is in every workbook and shown in none.
    if kind in ("none", "gray125") or (kind == "solid" and (colour is None or not _is_colour(colour, plain_theme="0"))):
        return []
    return ["fill"]


def _is_colour(colour: ET.Element, *, plain_theme: str) -> bool:
    """Whether a colour is another than the plain one of text (theme 1, black) or of paper (theme 0, white)."""
    if colour.get("auto") in ("1", "true") or colour.get("indexed") in ("8", "9", "64", "65"):
        return False
    if colour.get("theme") is not None:
        return colour.get("theme") != plain_theme or colour.get("tint", "0") not in ("0", "0.0")
    plain = "000000" if plain_theme == "1" else "FFFFFF"
    return (colour.get("rgb") or plain)[-6:].upper() != plain


def _named(root: ET.Element, name: str) -> Iterator[ET.Element]:
    """Elements by their local name: the transitional and the strict format differ in their namespaces."""
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == name)


def sheet_facts(package: Package, sheet: str, limits: Limits) -> SheetFacts:
    """What is to be said about a sheet. Raises ``TooBig`` when its cells reach beyond the bounds."""
    facts = SheetFacts(Notes(limit=limits.max_notes))
    if sheet in package.hidden:
        ja, en = f"シート「{sheet}」は非表示です。", f"The sheet “{sheet}” is hidden."
        facts.notes.add(Note("hidden_sheet", ja, en, value=sheet))
    part = package.sheets.get(sheet, "")
    if part not in package.archive.namelist():
        return facts
    raw = package.archive.read(part)
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<!DOCTYPE" in raw[:4096]:
        raise damaged()
    root = _ROOT.search(raw, 0, 4096)
    tags = _tags((root and root[1]) or b"")
    _check_extent(raw, limits)
    _scan_cells(raw, tags, facts)
    _scan_styles(raw, facts, package)
    for note in (*_hidden(raw, tags), *_merged(raw, tags), *_drawings(raw, tags)):
        facts.notes.add(note)
    return facts


def _scan_cells(raw: bytes, tags: _Tags, facts: SheetFacts) -> None:
    for match in tags.formula.finditer(raw):
        if facts.notes.full("formula"):
            facts.notes.counts["formula"] += 1
        else:
            _note_formula(raw, match.start(), tags, facts)
    for match in tags.error.finditer(raw):
        _note_error(raw, match, facts)


def _scan_styles(raw: bytes, facts: SheetFacts, package: Package) -> None:
    zeros, marks = package.zero_styles, package.marking_styles
    for match in _CELL.finditer(raw) if zeros or marks else ():
        style = _STYLE.search(match[1])
        number = _small(style[1]) if style else 0
        if number not in zeros and number not in marks:
            continue
        place = _place(match[1])
        if place and number in zeros and not _TEXT_TYPE.search(match[1]):
            facts.zero_padded[place] = zeros[number]
        if place and number in marks:
            facts.marked[place] = marks[number]


def _place(attributes: bytes) -> tuple[int, int] | None:
    """Row and column of a cell's ``r`` attribute."""
    ref = _REF.search(attributes)
    return (_small(ref[2]), _column(ref[1])) if ref else None


def _small(digits: bytes) -> int:
    """A number as it is, or one beyond every bound when it is too long to be a row."""
    return int(digits) if len(digits) <= 10 else 10**10


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _check_extent(raw: bytes, limits: Limits) -> None:
    """Refuse a rectangle over the bounds, or a large one next to empty; cells that only hold a format do not count."""
    rows, columns, count = _extent(_ANY_REF.finditer(raw))
    if rows > limits.max_rows or columns > limits.max_columns or _too_many(rows * columns, count, limits):
        filled = (ref for cell in _CELL.finditer(raw) if cell[2] == b">" and (ref := _REF.search(cell[1])))
        rows, columns, count = _extent(filled)
        if _CELL_WITHOUT_REF.search(raw):
            bare = (ref for row in _ROW.finditer(raw) if (ref := _ROW_REF.search(row[1])))
            rows = max(rows, max((_small(ref[1]) for ref in bare), default=0))
    cells = limits.max_cells + 1 if _too_many(rows * columns, count, limits) else 0
    for slug, size, bound, ja, en in (
        ("too_many_rows", rows, limits.max_rows, "行数", "rows"),
        ("too_many_columns", columns, limits.max_columns, "列数", "columns"),
        ("too_many_cells", cells, limits.max_cells, "セル数", "cells"),
    ):
        if size > bound:
            raise TooBig(
                slug,
                "シートの{what_ja}が上限({bound})を超えています。",
                "The sheet reaches over more than {bound} {what_en}.",
                "離れた場所に不要なセルがないか確認し、ファイルを分割してください。",
                "Look for stray cells far away, and split the file.",
                bound=f"{bound:,}",
                what_ja=ja,
                what_en=en,
            )


def _too_many(area: int, count: int, limits: Limits) -> bool:
    """A rectangle over the bound, or a large one with less than one cell in two hundred."""
    return area > limits.max_cells or (area > _LARGE and area > 200 * count)


def _extent(refs: Iterable[re.Match[bytes]]) -> tuple[int, int, int]:
    """The lowest row, the rightmost column and the number of these references."""
    letters: set[bytes] = set()
    digits: set[bytes] = set()
    count = 0
    for count, ref in enumerate(refs, 1):  # noqa: B007 - the last number is the count
        letters.add(ref[1])
        digits.add(ref[2])
    return max(map(_small, digits), default=0), max(map(_column, letters), default=0), count


def _note_error(raw: bytes, match: re.Match[bytes], facts: SheetFacts) -> None:
    row, column = _place(match[1]) or (0, 0)
    at = cell_name(row, column)
    code = re.search(rb">(#[^<]{1,20})<", b">" + raw[match.end() : match.end() + 200])
    text = code[1].decode("utf-8", "replace") if code else "#"
    facts.notes.add(
        Note("error_cell", f"{at}がエラー値です({text})。", f"{at} is an error ({text}).", row, column, text)
    )


def _note_formula(raw: bytes, start: int, tags: _Tags, facts: SheetFacts) -> None:
    opening = raw[raw.rfind(tags.cell_start, max(0, start - 1000), start) : start]
    row, column = _place(opening.partition(b">")[0]) or (0, 0)
    at = cell_name(row, column)
    end = raw.find(b"</c" if tags.cell_start == b"<c" else b"</", start, start + 20_000)
    body = raw[start : end if end > 0 else start + 2000]
    formula = re.sub(rb"<[^<>]*>.*", b"", re.sub(rb"^<[^<>]*>", b"", body), flags=re.DOTALL)
    value = "=" + html.unescape(formula[:200].decode("utf-8", "replace"))[:100]
    facts.notes.add(Note("formula", f"{at}は数式です。値に直してください。", f"{at} is a formula.", row, column, value))
    if tags.cell_start == b"<c" and not _VALUE.search(body):
        ja, en = f"{at}の数式に計算結果が保存されていません。", f"The formula in {at} has no stored result."
        facts.notes.add(Note("formula_without_value", ja, en, row, column, value))


def _hidden(raw: bytes, tags: _Tags) -> Iterator[Note]:
    for match in tags.hidden_row.finditer(raw):
        ref = _ROW_REF.search(match[1])
        if _HIDDEN.search(match[1]) and ref:
            number = _small(ref[1])
            yield Note("hidden_row", f"{number}行目が非表示です。", f"Row {number} is hidden.", row=number)
    for match in tags.column.finditer(raw):
        if _HIDDEN.search(match[1]):
            ends = {key: _small(value) for key, value in _MINMAX.findall(match[1])}
            first, last = ends.get(b"min", 0), ends.get(b"max", 0)
            name = column_letters(first) + (f":{column_letters(last)}" if last > first else "")
            yield Note(
                "hidden_column", f"{name}列が非表示です。", f"Column {name} is hidden.", column=first, value=name
            )


def _merged(raw: bytes, tags: _Tags) -> Iterator[Note]:
    for match in tags.merge.finditer(raw):
        span = match[1].decode()
        letters, digits = re.match(r"([A-Z]+)(\d+)", span).groups()  # type: ignore[union-attr]
        ja, en = f"{span}のセルが結合されています。", f"The cells {span} are merged."
        yield Note("merged_cells", ja, en, _small(digits.encode()), _column(letters.encode()), span)


def _drawings(raw: bytes, tags: _Tags) -> Iterator[Note]:
    found = set(tags.drawing.findall(raw))
    if found & {b"drawing", b"picture"}:
        yield Note("drawing", "図形・画像・グラフがあります。", "There are drawings, pictures or charts.")
    if b"legacyDrawing" in found:
        yield Note("comment", "セルにコメントがあります。", "There are comments on cells.")
