"""A mended table as the bytes of a CSV file: UTF-8, with or without BOM, or the encoding it had."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from ckanext.tomoni_core.writing import csv_bytes

__all__ = ["csv_file"]


def csv_file(rows: Sequence[Sequence[str]], encoding: str, *, bom: bool) -> tuple[bytes, str]:
    """The file of ``rows`` in ``encoding`` and the encoding it came out in: UTF-8 where the other lacks a character."""
    data = csv_bytes(rows[0], rows[1:])
    if not encoding.lower().replace("_", "-").startswith("utf-8"):
        try:
            return data.decode("utf-8-sig").encode(encoding), encoding
        except UnicodeEncodeError:
            return data, "utf-8"
    return (data if bom else data.removeprefix(codecs.BOM_UTF8)), "utf-8"
