"""The process that reads an old workbook: bytes in, JSON out. Run by :mod:`legacy` as a file, without the package."""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from typing import Any

#: Exit code when the workbook wants a password.
ENCRYPTED = 3
_MEMORY = 2 << 30
_CPU_SECONDS = 60


def main() -> int:
    """Read standard input, write each sheet as ``[name, rows]``; rows are null where it is no worksheet."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum

    data = sys.stdin.buffer.read()
    bound()
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = [
                [meta.name, rows(book, meta.name) if meta.typ == SheetTypeEnum.WorkSheet else None]
                for meta in book.sheets_metadata
            ]
    except PasswordError:
        return ENCRYPTED
    sys.stdout.write(json.dumps(sheets))
    return 0


def bound() -> None:
    """Take no more memory and time than a sound file needs, where the system knows of bounds."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def rows(book: Any, name: str) -> list[list[Any]]:
    """The cells of a sheet from its first row and column on; none where it is empty."""
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None or sheet.end is None:
        return []
    return [[plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def plain(cell: Any) -> Any:
    """A cell as JSON has it: a date or a time as its kind and its text."""
    if isinstance(cell, dt.timedelta):
        return ["timedelta", cell.total_seconds()]
    for kind in (dt.datetime, dt.date, dt.time):
        if isinstance(cell, kind):
            return [kind.__name__, cell.isoformat()]
    return cell


if __name__ == "__main__":
    sys.exit(main())
