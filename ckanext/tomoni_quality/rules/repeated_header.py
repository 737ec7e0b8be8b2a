"""The header again among the data. 機械可読性ルール L1-03: data are not torn apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import polars as pl

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import nfkc, normalise_header
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Grid
from ckanext.tomoni_quality.rules._grid import one_of

SLUG = "repeated-header"
SEVERITY = "error"
TITLE = Text("データの途中に、項目名の行がもう一度あります", "The header stands again among the data")
WHY = Text(
    "ページごとに繰り返した項目名の行は、1 件のデータとして数えられます。",
    "A header repeated for each printed page is counted as a record.",
)
FIX = Text(
    "2 回目からの項目名の行を削除してください。印刷のたびに出したいときは「印刷タイトル」を使います。",
    "Delete every header after the first; to print it on each page use “Print titles”.",
)
GOOD = [Example("名称,住所\n市役所,中央町1\n名称未定,東町2\n")]
BAD = [Example("名称,住所\n市役所,中央町1\n名称,住所\n図書館,東町2\n", at=((3, None),))]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every row that says what the header says, two cells at least."""
    names = [normalise_header(name) for name in table.header]
    if sum(1 for name in names if name) < 2:
        return
    grid = context.grid(table)
    first = next(position for position, name in enumerate(names) if name)
    longer = {cell.row - grid.first for cell in grid.beyond}
    for place in _doubtful(grid, names):
        row = grid.row(place)
        if place not in longer and [normalise_header(cell) for cell in row] == names:
            yield Hit(grid.first + place, None, row[first])


def _doubtful(grid: Grid, names: list[str]) -> pl.Series:
    """The places of rows that have, below each name, a cell with a letter of that name."""
    kept = ~grid.blank_rows
    for column, name in enumerate(names):
        letter = next(filter(_stays, name), None)
        if letter:
            spellings = [each for each in grid.characters(column) if letter in nfkc(each)]
            if not spellings:
                return pl.Series(dtype=pl.UInt32)
            kept &= grid.raw(column).str.contains(one_of(spellings))
    return kept.arg_true()


def _stays(letter: str) -> bool:
    """Whether a normalised name has this letter only where the name as written has it, in whatever width."""
    return letter.isalnum() and letter != "表" and unicodedata.normalize("NFD", letter) == letter
