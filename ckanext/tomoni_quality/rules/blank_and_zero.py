"""Blanks beside zeros in a column of numbers. 機械可読性ルール L1-09: what is missing and what is zero are told apart.

Whether a blank means zero only the publisher knows: the rule asks.
"""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _numbers
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve

SLUG = "blank-and-zero"
SEVERITY = "info"
TITLE = Text("数値の列に、空欄と 0 の両方があります", "A column of numbers holds both blanks and zeros")
WHY = Text(
    "空欄が「0」なのか「不明」なのか、利用者には分かりません。集計の結果が変わります。",
    "Nobody can tell whether a blank is zero or unknown, and totals depend on it.",
)
FIX = Text(
    "0 であれば「0」と書き、値がないときは空欄のままにして、その意味を説明欄に書いてください。",
    "Write 0 where it is zero; leave blank what is missing, and say so in the description.",
)
GOOD = [Example("名称,人数\n甲,1\n乙,0\n丙,3\n丁,2\n"), Example("名称,人数\n甲,1\n乙,\n丙,3\n丁,2\n")]
BAD = [Example("名称,人数\n甲,1\n乙,\n丙,0\n丁,3\n戊,2\n", at=((3, 2),))]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each blank cell of a numeric column that has a zero too; rows that say nothing do not count."""
    grid = context.grid(table)
    for column in _numbers.columns(table, context):
        if _in_doubt(context, table, column):
            for place in (~grid.filled(column) & ~grid.blank_rows).arg_true():
                yield Hit(table.first_data_row + place, column + 1)


def _in_doubt(context: Context, table: Table, column: int) -> bool:
    # A standard says of its columns what a blank means.
    if context.is_of_standard(column):
        return False
    sieve = Sieve(letters=lambda letter: "0" in _numbers.plain(letter), fine="[1-9]")
    return next(context.grid(table).find(column, _is_zero, sieve), None) is not None


def _is_zero(value: str) -> bool:
    return _numbers.plain(value) in ("0", "0.0", "0.00")
