"""Old workbooks (.xls) are read in a process of their own, bounded in memory and time.

The format lets a few kilobytes, spoilt in one place, ask for all the memory there is; a worker must not die of a file.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from ckanext.tomoni_core.reading import legacy_process

__all__ = ["LegacySheet", "ReadApartError", "legacy_sheets"]

#: A minute for what a sound file of a hundred megabytes needs a few seconds for.
SECONDS = 60.0


class ReadApartError(Exception):
    """The process ended without an answer; ``encrypted`` when the workbook wants a password."""

    def __init__(self, reason: str, *, encrypted: bool = False) -> None:
        super().__init__(reason)
        self.encrypted = encrypted


class LegacySheet(NamedTuple):
    """A sheet: its name and its cells, None where it is no worksheet."""

    name: str
    values: list[list[Any]] | None


def legacy_sheets(data: bytes) -> list[LegacySheet]:
    """Every sheet of the workbook. Raises ``ReadApartError``."""
    command = [_python(), "-I", str(Path(legacy_process.__file__))]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise ReadApartError("it took too long") from error
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise ReadApartError(last[:200], encrypted=done.returncode == legacy_process.ENCRYPTED)
    return [LegacySheet(name, _values(rows)) for name, rows in json.loads(done.stdout)]


def _python() -> str:
    """The interpreter: inside uWSGI ``sys.executable`` is the server."""
    if Path(sys.executable or "").name.lower().startswith("python"):
        return sys.executable
    return str(Path(sys.prefix) / "bin" / "python3")


def _values(rows: list[list[Any]] | None) -> list[list[Any]] | None:
    return None if rows is None else [[_value(cell) for cell in row] for row in rows]


def _value(cell: Any) -> Any:
    if not isinstance(cell, list):
        return cell
    kind, text = cell
    if kind == "timedelta":
        return dt.timedelta(seconds=float(text))
    return {"date": dt.date, "time": dt.time, "datetime": dt.datetime}[kind].fromisoformat(text)
