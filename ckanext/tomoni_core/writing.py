"""Tables written as CSV. No CKAN here.

What municipalities publish is UTF-8 with BOM, one header row, CRLF, each cell as it is. What strangers' cells are only
shown in (reports, downloads of many files) must not run in a spreadsheet: ``harmless``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

__all__ = ["FORMULA_STARTS", "csv_bytes", "harmless", "is_blank"]

#: What makes a spreadsheet take a cell for a formula (OWASP: CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝")


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The file of ``header`` and ``rows``, each row as it is: what is wrong in a cell is told, never changed.

    The BOM is for Excel, which otherwise takes UTF-8 for Shift_JIS.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def is_blank(row: Sequence[str]) -> bool:
    """Whether nothing is written in ``row``."""
    return not any(value.strip() for value in row)


def harmless(value: Any) -> Any:
    """The cell with an apostrophe before it where a spreadsheet would run its text; anything else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
