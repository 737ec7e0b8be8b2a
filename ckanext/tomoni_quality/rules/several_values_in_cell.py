"""Two numbers in one cell. 機械可読性ルール L1-07, 統計表の統一ルール 1-2: one datum a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve, matching
from ckanext.tomoni_quality.rules._numbers import plain

SLUG = "several-values-in-cell"
SEVERITY = "error"
TITLE = Text("1 つのセルに 2 つの数値や番号が入っています", "One cell holds two numbers")
WHY = Text(
    "「373（12）」のように 2 つの数値があると、どちらも計算に使えません。",
    "With two numbers, as in 373 (12), neither can be computed with.",
)
FIX = Text(
    "2 つ目の数値のための列を作り、分けて書いてください（例：「総数」と「うち女性」）。",
    "Make a column for the second number and write it there.",
)
GOOD = [
    Example("名称,電話番号\n市役所,087(839)2011\n"),
    Example("名称,人数,年度\n甲,373,2024(令和6)\n乙,12,2023(令和5)\n"),
]
BAD = [
    Example("名称,人数\n甲,373（12）\n乙,40 (3)\n丙,12\n", at=((2, 2), (3, 2))),
    Example("名称,電話番号\n甲,03-1234-5678、03-1234-9999\n乙,03-1234-5678\n", at=((2, 2),)),
]
_TWO = re.compile(r"[-+▲△]?[\d,]+(?:\.\d+)?\s*[(\[][-+▲△]?[\d,]+(?:\.\d+)?%?[)\]]")
_PHONE = r"0[0-9]{1,4}[-(][0-9]{1,4}[-)][0-9]{3,4}"
_PHONES = re.compile(rf"{_PHONE}\D{{1,12}}{_PHONE}.*", re.DOTALL)
#: An opening bracket, in one of its widths.
_SIEVE = Sieve(letters=lambda letter: bool(set(plain(letter)) & set("([")))


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each cell of a number and another in brackets, and in a column of telephone numbers each that holds two."""
    for column in range(len(table.header)):
        kind = context.kinds.get(column)
        if kind == "postal_code":
            continue
        pattern, sieve = (_PHONES, None) if kind == "phone" else (_TWO, _SIEVE)
        for cell in matching(table, context, column, partial(_is, pattern), sieve):
            yield Hit(cell.row, cell.column, cell.value.strip())


def _is(pattern: re.Pattern[str], value: str) -> bool:
    return bool(pattern.fullmatch(plain(value)))
