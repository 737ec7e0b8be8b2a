"""Rows with nothing but a serial number, or with nothing at all. 機械可読性ルール L1-03: no blank rows in a table."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "empty-records"
SEVERITY = "warning"
TITLE = Text("空の行、または番号だけの行があります", "Rows are empty, or hold a serial number only")
WHY = Text(
    "番号だけの行は 1 件のデータとして数えられ、件数や集計が合わなくなります。",
    "A row with only a number is counted as a record, and totals come out wrong.",
)
FIX = Text("使っていない行を削除してください。", "Delete the rows that are not used.")
GOOD = [Example("NO,名称,住所\n1,市役所,中央町1\n2,図書館,東町2\n")]
BAD = [Example("NO,名称,住所\n1,市役所,中央町1\n2,,\n3,,\n", at=((3, None), (4, None)))]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every row that says nothing."""
    grid = context.grid(table)
    for place in grid.silent_rows.arg_true():
        yield Hit(table.first_data_row + place, None, grid.stripped(0)[place])
