"""Bytes to tables: what every other room reads a municipal file with.

Pure: no network, no CKAN, no guess by statistics. What was decided, and what is odd, comes back as notes; what is no
table at all raises a ``ReadingError`` that says what it is and the way out. Nothing of the data is repaired here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ckanext.tomoni_core.errors import EmptyFile, ReadingError
from ckanext.tomoni_core.reading import headers
from ckanext.tomoni_core.reading.delimited import check_extent, delimiter_of, records, swallowed, too_big
from ckanext.tomoni_core.reading.encoding import decode
from ckanext.tomoni_core.reading.kinds import sniff, wrong_type
from ckanext.tomoni_core.reading.long import long_rows
from ckanext.tomoni_core.reading.model import Limits, Note, Reading, Table, cell_name, column_letters
from ckanext.tomoni_core.reading.workbook import read_legacy, read_workbook
from ckanext.tomoni_core.reading.workbook_xml import damaged

__all__ = ["Limits", "Note", "Reading", "Table", "cell_name", "column_letters", "read"]

_DEFAULT = Limits()


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
        return _with_mismatch(_guarded(read_workbook, data, limits), name, format)
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
    declared = (format or name.rpartition(".")[2] if "." in name or format else "").lower().lstrip(".")
    families = {"csv": "text", "tsv": "text", "txt": "text", "xlsx": "xlsx", "xlsm": "xlsx", "xls": "xls"}
    actual = families[reading.kind]
    if declared in families and families[declared] != actual:
        ja = f"形式は{declared.upper()}とされていますが、中身は{reading.kind.upper()}です。"
        en = f"Declared as {declared.upper()}, but the content is {reading.kind.upper()}."
        reading.notes.append(Note("format_mismatch", ja, en, value=reading.kind))
    return reading
