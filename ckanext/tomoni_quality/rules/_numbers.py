"""Which columns are meant to hold numbers: by the standard, else because almost all of their values are numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import fold
from ckanext.tomoni_quality.rules._base import Context

NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)")
_CODE_LIKE = re.compile(r"(?:コード|番号|^no|^id|_id|code|property|№|ssid|電話|fax|url)", re.IGNORECASE)
#: Below this share of plain numbers a column is not taken for one of numbers.
SHARE = 0.5
LEAST = 3


def columns(table: Table, context: Context) -> Iterator[int]:
    """The 0-based columns that are meant to hold numbers."""
    for number, name in enumerate(table.header):
        kind = context.kinds.get(number)
        if kind == "number" or (
            kind is None and not _CODE_LIKE.search(fold(name)) and _mostly_numbers(table, context, number)
        ):
            yield number


def _mostly_numbers(table: Table, context: Context, column: int) -> bool:
    values = context.values(table, column)
    good = sum(count for value, count in values.items() if NUMBER.fullmatch(plain(value)))
    return good >= LEAST and good >= SHARE * values.total()


def plain(value: str) -> str:
    """The value in half-width, without blanks around it."""
    return unicodedata.normalize("NFKC", value).strip()
