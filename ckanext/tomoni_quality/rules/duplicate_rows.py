"""The same row twice. A number that only counts the rows makes no difference."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import clean
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Grid

SLUG = "duplicate-rows"
SEVERITY = "warning"
TITLE = Text("同じ行がくり返されています", "A row is there twice")
WHY = Text(
    "件数や合計が実際より多くなります。写しまちがいや、2 つの表をつなげたときに起こります。",
    "Counts and sums come out too high. It comes of copying, or of joining two tables.",
)
FIX = Text(
    "重複した行を削除してください。別のものであれば、見分けられる項目（ID など）を加えてください。",
    "Delete the second row; if the two are different things, add a column that tells them apart, such as an ID.",
)
GOOD = [
    Example("名称,年,件数\n甲,2023,1\n甲,2024,1\n"),
    Example("名称\n甲\n甲\n"),
    Example("No,名称,備考\n1,甲,\n2,,\n3,,\n"),
    Example("種別,件数\nあり,1\nあり,1\n"),
]
BAD = [
    Example("名称,住所,件数\n甲,中央町1,1\n乙,中央町2,1\n甲,中央町1,1\n甲,中央町1,1\n", at=((4, None), (5, None))),
    Example("No,名称,住所,件数\n1,甲,中央町1,1\n2,甲,中央町1,1\n", at=((3, None),)),
]
_COUNTER = re.compile(r"no\.?|№|番号|連番|通し番号|項番|#property|_id", re.IGNORECASE)
#: Two rows of fewer filled cells may well be alike and not the same.
_LEAST = 3


def check(table: Table, context: Context) -> Iterable[Hit]:
    """The second and every later row that says what another says, where it says enough to be told from others."""
    grid = context.grid(table)
    columns = [column for column, name in enumerate(table.header) if not _COUNTER.fullmatch(clean(name))]
    if len(columns) < _LEAST or grid.height < 2:
        return
    longer = {cell.row - grid.first for cell in grid.beyond}
    for place in _repeated(grid, columns):
        if place not in longer:
            value = "、".join(cell for cell in grid.row(place) if cell)[:100]
            yield Hit(grid.first + place, None, value)


def _repeated(grid: Grid, columns: list[int]) -> pl.Series:
    first, *others = _most_varied_first(grid, columns)
    # Rows that one column tells apart are told apart: mostly the first column leaves none.
    kept = grid.stripped(first).is_duplicated().arg_true()
    for column in others:
        kept = kept.gather(grid.stripped(column).gather(kept).is_duplicated().arg_true())
    rows = pl.DataFrame([grid.stripped(column).gather(kept).alias(str(column)) for column in columns])
    enough = pl.sum_horizontal(pl.all() != "") >= _LEAST
    again = ~pl.struct(pl.all()).is_first_distinct()
    return kept.filter(rows.select(enough & again).to_series())


def _most_varied_first(grid: Grid, columns: list[int]) -> list[int]:
    return sorted(columns, key=lambda column: -grid.stripped(column).head(10_000).n_unique())
