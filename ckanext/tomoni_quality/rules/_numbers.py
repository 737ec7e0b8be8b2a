"""Which columns are meant to hold numbers: by the standard, else because almost all of their values are numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import partial

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import fold
from ckanext.tomoni_quality.rules._base import Context, Grid, Sieve
from ckanext.tomoni_quality.rules._grid import one_of

NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)")
#: A number for sure: what a whole cell says in Rust's regular expressions.
PLAIN = r"\A[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)\z"
#: What in a column of numbers may be none.
DOUBTFUL = Sieve(fine=PLAIN)
_CODE_LIKE = re.compile(r"(?:コード|番号|^no|^id|_id|code|property|№|ssid|電話|fax|url)", re.IGNORECASE)
#: Below this share of plain numbers a column is not taken for one of numbers.
SHARE = 0.5
LEAST = 3


def columns(table: Table, context: Context) -> Iterator[int]:
    """The 0-based columns that are meant to hold numbers."""
    grid = context.grid(table)
    for number, name in enumerate(table.header):
        kind = context.kinds.get(number)
        if kind == "number" or (
            kind is None
            and not _CODE_LIKE.search(fold(name))
            and grid.once(("numbers", number), partial(_mostly_numbers, grid, number))
        ):
            yield number


def _mostly_numbers(grid: Grid, column: int) -> bool:
    values = grid.stripped(column)
    plainly = values.str.contains(PLAIN)
    good = plainly.sum()
    letters = [letter for letter in grid.characters(column) if in_number(letter)]
    if not all(map(str.isascii, letters)):
        doubtful = values.filter(~plainly & values.str.contains(f"^{one_of(letters)}+$")).value_counts(name="count")
        good += sum(count for value, count in doubtful.iter_rows() if NUMBER.fullmatch(plain(value)))
    return good >= LEAST and good >= SHARE * int(grid.filled(column).sum())


def in_number(letter: str) -> bool:
    """Whether a number may have this letter: it may be half-width or full-width."""
    return all(c in "+-." or c.isdecimal() or c.isspace() for c in unicodedata.normalize("NFKC", letter))


def plain(value: str) -> str:
    """The value in half-width, without blanks around it."""
    return unicodedata.normalize("NFKC", value).strip()
