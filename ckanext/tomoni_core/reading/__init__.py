"""Bytes to tables: what every other room reads a municipal file with.

Pure: no network, no CKAN, no guess by statistics. What was decided, and what is odd, comes back as notes; what is no
table at all raises a ``ReadingError`` that says what it is and the way out. Nothing of the data is repaired here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence

from ckanext.tomoni_core.errors import EmptyFile, ReadingError
from ckanext.tomoni_core.reading import headers
from ckanext.tomoni_core.reading.archive import read_archive
from ckanext.tomoni_core.reading.delimited import check_extent, delimiter_of, records, swallowed, too_big
from ckanext.tomoni_core.reading.documents import read_document
from ckanext.tomoni_core.reading.encoding import decode
from ckanext.tomoni_core.reading.formats import FORMATS, TABLES, declared
from ckanext.tomoni_core.reading.kinds import sniff, wrong_type
from ckanext.tomoni_core.reading.long import long_rows
from ckanext.tomoni_core.reading.model import Limits, Note, Reading, Table, cell_name, column_letters
from ckanext.tomoni_core.reading.workbook import read_legacy, read_opendocument, read_workbook
from ckanext.tomoni_core.reading.workbook_xml import archive_kind, check_claims, damaged

__all__ = ["FORMATS", "TABLES", "Limits", "Note", "Reading", "Table", "cell_name", "column_letters", "declared", "read"]

_DEFAULT = Limits()
#: What a file may be that is called this.
_FITS = {
    "csv": ("csv", "tsv"), "tsv": ("csv", "tsv"), "txt": ("csv", "tsv"), "xlsx": ("xlsx",), "xlsm": ("xlsx",),
    "xls": ("xls",), "ods": ("ods",), "json": ("json", "geojson"), "geojson": ("geojson",), "zip": ("zip",),
}  # fmt: skip


def read(data: bytes, *, name: str = "", format: str = "", limits: Limits = _DEFAULT) -> Reading:
    """Read every table of a file. ``name`` and ``format`` are hints only: the bytes decide.

    Raises ``ReadingError`` subclasses, and nothing else, whatever the bytes are.
    """
    if len(data) > limits.max_bytes:
        raise too_big("too_many_bytes", limits.max_bytes)
    if not data.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n\x00"):
        raise _empty()
    kind = sniff(data)
    if kind == "zip":
        return _with_mismatch(_guarded(_read_zip, data, limits), name, format)
    if kind == "json" or (kind == "text" and _is_meant_as_json(data, name, format)):
        return _with_mismatch(_guarded(read_document, data, limits), name, format)
    if kind == "ole":
        return _with_mismatch(_guarded(read_legacy, data, limits), name, format)
    if kind != "text":
        raise wrong_type(kind, name)
    return _with_mismatch(_read_text(data, name, format, limits), name, format)


def _guarded(reader: Callable[[bytes, Limits], Reading], data: bytes, limits: Limits) -> Reading:
    """A hostile archive finds an exception no library foresaw: each means a damaged file, a Rust panic too."""
    try:
        return reader(data, limits)
    except ReadingError:
        raise
    except Exception as error:
        raise damaged(error) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise damaged(error) from error
        raise


def _is_meant_as_json(data: bytes, name: str, format: str) -> bool:
    begins = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")
    return begins and declared(format, name) in ("JSON", "GEOJSON")


def _read_zip(data: bytes, limits: Limits) -> Reading:
    kind = archive_kind(data)
    if kind == "ods":
        return read_opendocument(data, limits)
    if kind != "zip":
        return read_workbook(data, limits)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        check_claims(archive, limits, len(data))
        return read_archive(archive, limits, _read_member)


def _read_member(data: bytes, name: str, limits: Limits) -> Reading:
    # An archive in an archive is not followed.
    if sniff(data) == "zip" and archive_kind(data) == "zip":
        raise wrong_type("zip", name)
    return read(data, name=name, limits=limits)


def _empty() -> EmptyFile:
    return EmptyFile(
        "empty_file",
        "ファイルが空です。",
        "The file is empty.",
        "データの入ったファイルを登録し直してください。",
        "Register a file that holds data.",
    )


def _read_text(data: bytes, name: str, format: str, limits: Limits) -> Reading:
    decoded = decode(data)
    kind = sniff(decoded.text[:4096].encode("utf-8", "replace")) if decoded.encoding.startswith("utf-16") else "text"
    if kind == "json":
        return read_document(data, limits)
    if kind != "text":
        raise wrong_type(kind, name)
    tab = "tsv" in (format.lower(), name.lower().rpartition(".")[2])
    delimiter = delimiter_of(decoded.text, hint="\t" if tab else "")
    utf8 = memoryview(data) if decoded.encoding == "utf-8" else None
    utf8 = memoryview(data)[3:] if decoded.encoding == "utf-8-sig" else utf8
    rows, notes = _records(decoded.text, utf8, delimiter, limits)
    table = headers.table("", rows, limits)
    if table is None:
        raise _empty()
    kind = "tsv" if delimiter == "\t" else "csv"
    return Reading(decoded.encoding, kind, [table], [*decoded.notes, *notes], delimiter)


def _records(
    text: str, utf8: memoryview | None, delimiter: str, limits: Limits
) -> tuple[Sequence[list[str]], list[Note]]:
    found = long_rows(text, delimiter, lambda first: headers.start(first, limits), utf8)
    if found is None:
        return records(text, delimiter, limits)
    check_extent(len(found), found.frame.width, limits)
    return found, swallowed(found) if '"' in text else []


def _with_mismatch(reading: Reading, name: str, format: str) -> Reading:
    """Note a name or a declared format that says otherwise than the bytes."""
    said = declared(format, name).lower()
    if said in _FITS and reading.kind not in _FITS[said]:
        ja = f"形式は{said.upper()}とされていますが、中身は{reading.kind.upper()}です。"
        en = f"Declared as {said.upper()}, but the content is {reading.kind.upper()}."
        reading.notes.append(Note("format_mismatch", ja, en, value=reading.kind))
    return reading
