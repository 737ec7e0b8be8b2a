"""What a typed table may hold: bounds, and the shape that everything after relies on. No CKAN here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ckanext.tomoni_core.errors import TomoniError
from ckanext.tomoni_core.standards import Standard
from ckanext.tomoni_core.writing import is_blank

__all__ = ["LIMITS", "MAX_BYTES", "MAX_CELL", "MAX_EXTRA", "MAX_ROWS", "TableError", "header", "rows", "without_blanks"]

MAX_ROWS = 10_000
MAX_CELL = 10_000
#: Columns that a file may have besides those of its standard.
MAX_EXTRA = 100
MAX_BYTES = 20 * 1024 * 1024
LIMITS = {"rows": MAX_ROWS, "cell": MAX_CELL, "bytes": MAX_BYTES}


class TableError(TomoniError):
    """A table that cannot be typed, opened or published as asked."""


def header(value: Any, standard: Standard) -> list[str]:
    """``value`` when it is the standard's columns in its order, with further columns after them at most.

    :raises TableError: it is another header
    """
    own = [column.name for column in standard.columns]
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value) or value[: len(own)] != own:
        raise _wrong("header", "項目名が標準と違います。", "The header is not that of the standard.")
    extra = value[len(own) :]
    if len(extra) > MAX_EXTRA or any(len(name) > MAX_CELL for name in extra):
        raise _wrong("header", "標準にない列が多すぎます。", "There are too many columns besides the standard's.")
    return value


def rows(value: Any, width: int) -> list[list[str]]:
    """``value`` as rows of ``width`` texts, without the blank ones at the end; line ends are those of Unix.

    :raises TableError: it is no list of lists of texts, or larger than a table in the browser may be
    """
    if not isinstance(value, list) or not all(_is_row(row, width) for row in value):
        raise _wrong(
            "rows", "行は、文字列のリストのリストで渡してください。", "Give the rows as a list of lists of texts."
        )
    found = [[_text(cell) for cell in row] + [""] * (width - len(row)) for row in value]
    while found and is_blank(found[-1]):
        found.pop()
    if len(found) > MAX_ROWS:
        raise _too_many(len(found))
    if sum(len(cell) for row in found for cell in row) * 3 > MAX_BYTES or any(
        len(cell) > MAX_CELL for row in found for cell in row
    ):
        raise _wrong(
            "rows",
            "表の文字が多すぎます（1つのセルは{cell}文字まで、全体で{megabytes} MBまで）。",
            "The table holds too much text (at most {cell} characters a cell, {megabytes} MB in all).",
            cell=f"{MAX_CELL:,}",
            megabytes=MAX_BYTES // 1024 // 1024,
        )
    return found


def without_blanks(found: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The rows that say something: what is published."""
    return [row for row in found if not is_blank(row)]


def _is_row(row: Any, width: int) -> bool:
    return isinstance(row, list) and len(row) <= width and all(isinstance(cell, str) for cell in row)


def _text(cell: str) -> str:
    # NUL cannot be stored; the others only differ from system to system.
    return cell.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def _too_many(count: int) -> TableError:
    return TableError(
        "table-too-long",
        "表をブラウザーで扱えるのは{limit}行までです（{count}行あります）。",
        "A table in the browser has at most {limit} rows (there are {count}).",
        "Excelのテンプレートで作り、ファイルとして登録してください。",
        "Make it in the Excel template and upload the file.",
        limit=f"{MAX_ROWS:,}",
        count=f"{count:,}",
    )


def _wrong(slug: str, ja: str, en: str, **context: Any) -> TableError:
    return TableError(f"table-{slug}", ja, en, **context)
