"""A line break inside a value. 機械可読性ルール L1-14 (CSV: a record is one line) and L1-06 (none for looks)."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve, matching

SLUG = "line-break-in-cell"
SEVERITY = "warning"
TITLE = Text("値の中に改行があります", "A value contains a line break")
WHY = Text(
    "CSV では改行が 1 件の終わりです。値の中に改行があると、そこで行が切れたと読むプログラムがあります。",
    "In a CSV a line break ends the record: a program may cut the row there.",
)
FIX = Text(
    "改行を消してください。いくつもの値を並べているときは、列か行を分けます。",
    "Remove the line break; several values need columns or rows of their own.",
)
GOOD = [Example("名称,住所\n市役所,中央町1\n")]
BAD = [Example('名称,住所\n市役所,"中央町1\n本庁舎"\n図書館,東町2\n', at=((2, 2),), suggestions=("中央町1 本庁舎",))]

_SIEVE = Sieve(letters="\n\r".__contains__)


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each value with a line break within, and the same on one line."""
    for column in range(len(table.header)):
        for cell in matching(table, context, column, _broken, _SIEVE):
            yield Hit(cell.row, cell.column, cell.value, " ".join(cell.value.split()))


def _broken(value: str) -> bool:
    return "\n" in value.strip() or "\r" in value.strip()
