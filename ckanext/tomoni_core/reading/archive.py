"""A ZIP of tables: each member is read as a file of its own; one that cannot be read is told and stops no other."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from ckanext.tomoni_core.errors import NoTable, ReadingError, WrongType
from ckanext.tomoni_core.reading.formats import FORMATS, declared
from ckanext.tomoni_core.reading.kinds import wrong_type
from ckanext.tomoni_core.reading.model import Limits, Note, Notes, Reading
from ckanext.tomoni_core.reading.workbook_xml import damaged, encrypted

__all__ = ["read_archive"]

_RUBBISH = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_UTF8 = 0x800


def read_archive(archive: zipfile.ZipFile, limits: Limits, read: Callable[[bytes, str, Limits], Reading]) -> Reading:
    """Read every table of an ``archive`` whose bounds were checked.

    :param read: reads one member: its bytes, its name, the bounds
    :returns: a reading with a part for each member that holds tables; their sheets are named after the member
    :raises NoTable: no member holds one
    """
    found = Reading("", "zip", [])
    notes = Notes(limit=limits.max_notes)
    members = [info for info in archive.infolist() if not info.is_dir() and not _is_rubbish(info.filename)]
    left = limits.max_cells
    for info in members:
        name = member_name(info)
        try:
            # Maps and documents have companions that are text (.prj, .txt) and no tables.
            if declared("", name) not in FORMATS:
                raise wrong_type("zip", name)
            part = read(_unpacked(archive, info), name, replace(limits, max_cells=max(left, 1)))
        except (WrongType, NoTable):
            notes.add(Note("member_no_table", f"「{name}」は表ではありません。", f"“{name}” is no table.", value=name))
        except ReadingError as problem:
            notes.add(Note("member_unreadable", f"「{name}」：{problem.ja}", f"“{name}”: {problem.en}", value=name))
        else:
            left -= sum(len(table.rows) * len(table.header) for table in part.tables)
            _add(found, part, name)
    if not found.tables:
        raise _no_table(members, notes)
    found.notes = list(notes)
    return found


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(info)
    except RuntimeError as error:  # zipfile's word for a password
        raise encrypted() from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise damaged(error) from error


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member without a way out of the archive; Windows in Japan writes CP932 and does not say so."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("cp932")
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/")[:200]


def _is_rubbish(name: str) -> bool:
    return name.startswith(_RUBBISH[0]) or posixpath.basename(name).startswith("._") or name.endswith(_RUBBISH[1:])


def _add(found: Reading, part: Reading, name: str) -> None:
    for table in part.tables:
        table.sheet = f"{name}/{table.sheet}" if table.sheet else name
    if part.tables:
        # What is said of the member is said of its first table: only a table has a name in a report.
        part.tables[0].notes += part.notes
        part.notes = []
    found.tables += part.tables
    found.parts.append(part)


def _no_table(members: list[zipfile.ZipInfo], notes: Notes) -> NoTable:
    names = "、".join(member_name(info) for info in members[:5]) or "-"
    return NoTable(
        "no_table",
        "このZIPには表のファイルがありません（{names}など{count}個）。",
        "This ZIP holds no table ({count} files, such as {names}).",
        "表を公開するときは、CSVのまま登録してください。中身を見られます。",
        "Register tables as CSV, not packed: then they can be looked into.",
        names=names,
        count=len(members),
        unreadable=notes.counts["member_unreadable"],
    )
