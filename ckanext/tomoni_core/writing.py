"""A table of text as the CSV file that municipalities publish: UTF-8 with BOM, one header row, CRLF. No CKAN here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

__all__ = ["csv_bytes", "is_blank"]


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
