"""Which columns are meant to hold numbers: by the standard, else because most of their values are, units taken off."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import partial

import polars as pl

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import fold
from ckanext.tomoni_quality.rules._base import Context, Grid, Sieve
from ckanext.tomoni_quality.rules._grid import one_of

NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)")
#: A number for sure: what a whole cell says in Rust's regular expressions.
PLAIN = r"\A[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)\z"
#: What in a column of numbers may be none.
DOUBTFUL = Sieve(fine=PLAIN)
#: What is counted or measured, as written behind a number; times of day and dates are none.
UNITS = (
    "円|千円|百万円|万円|億円|人|名|台|個|件|戸|世帯|m2|m²|㎡|km2|km²|㎢|km|m|cm|mm|kg|g|t|トン|%|歳|床|室|席|ha|a|基"
    "|箇所|か所|ヶ所|ヵ所|カ所|回|本|冊|枚|棟|校|園|社|館|頭|匹|羽|団体|施設|区画|kWh|kW|MW|L|℃|度"
)
#: A number with its unit, thousands apart, about or roughly: written for people (Rust's regular expression).
WRITTEN_OUT = (
    r"\A(?:約|およそ|[¥\\])?\s*[-+▲△]?\s*[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?\s*"
    rf"(?:{UNITS})?(?:程度|前後|以上|以下|未満)?\z"
)
_CODE_LIKE = re.compile(r"(?:コード|番号|^no|^id|_id|code|property|№|ssid|電話|fax|url)", re.IGNORECASE)
_WIDE = frozenset("０１２３４５６７８９，．－＋　％￥ｍ")
#: Below this share of plain numbers a column is not taken for one of numbers.
SHARE = 0.5
LEAST = 3
_HEAD = 1000
#: How a value begins that may be a number, with or without its unit.
_BEGINS = r"\A(?:約|およそ)?[¥￥\\]?\s*[-+▲△−－＋]?\s*[0-9０-９.．]"


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
    # What is nowhere in a long column's first thousand cells is not in half of them.
    if not values.filter(grid.filled(column)).head(_HEAD).str.contains(_BEGINS).any():
        return False
    plainly = values.str.contains(PLAIN)
    good = int(plainly.sum())
    letters = [letter for letter in grid.characters(column) if in_number(letter)]
    if not all(map(str.isascii, letters)):
        doubtful = values.filter(~plainly & values.str.contains(f"^{one_of(letters)}+$")).value_counts(name="count")
        good += sum(count for value, count in doubtful.iter_rows() if NUMBER.fullmatch(plain(value)))
    least = max(LEAST, SHARE * int(grid.filled(column).sum()))
    return good >= least or _written_out(grid, values.filter(~plainly), column, good, least)


def _written_out(grid: Grid, values: pl.Series, column: int, good: int, least: float) -> bool:
    """Whether a column is one of numbers once units and commas are taken off: ``12人``, ``1,200``, ``約40``."""
    wide = sorted(_WIDE & grid.characters(column))
    narrow = [plain(letter) for letter in wide]
    for part in (values.filter(values != "").head(_HEAD), values):
        found = int((part.str.replace_many(wide, narrow) if wide else part).str.contains(WRITTEN_OUT).sum())
        if not found:
            return False
    return good + found >= least


def in_number(letter: str) -> bool:
    """Whether a number may have this letter: it may be half-width or full-width."""
    return all(c in "+-." or c.isdecimal() or c.isspace() for c in unicodedata.normalize("NFKC", letter))


def plain(value: str) -> str:
    """The value in half-width, without blanks around it."""
    return unicodedata.normalize("NFKC", value).strip()
