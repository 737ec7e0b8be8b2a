"""A row of words among numbers. 機械可読性ルール L1-02: one table a sheet; a person must judge whether a second begins.

Tables that stand under each other without a blank row are read as one. What ``several-tables`` finds below a blank row
is not told again.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import normalise_header
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _numbers, marks_in_numbers
from ckanext.tomoni_quality.rules._base import Context, Example, Grid

SLUG = "header-inside"
SEVERITY = "info"
TITLE = Text("データの途中に、項目名のような行があります", "A row among the data looks like a header")
WHY = Text(
    "2 つの表が空行なしで続いていると、2 つ目の表の項目名も 1 件のデータとして読まれます。",
    "Where two tables follow each other without a blank row, the second header is read as a record.",
)
FIX = Text(
    "別の表の始まりであれば、別のファイルか別のシートに分けてください。1 件のデータであれば、そのままで結構です。",
    "If another table begins there put it into a file (or a sheet) of its own; if it is a record leave it.",
)
GOOD = [
    Example("地区,人数\n中央,12\n東,8\n西,不明\n南,不明\n北,7\n"),
    Example("地区,人数\n中央,12\n地区,人数\n東,8\n西,7\n北,6\n"),
]
BAD = [Example("地区,人数\n中央,12\n東,8\n西,3\n年度,件数\n2023,5\n2024,6\n2025,6\n", at=((5, None),))]
_LEAST = 2
_MOST = 50


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each row of words, each of them alone in its column, that has numbers above and below it."""
    grid = context.grid(table)
    header = {normalise_header(name) for name in table.header}
    for place in sorted({place for column in _numbers.columns(table, context) for place in _odd(grid, column)}):
        words = [cell for cell in grid.row(place) if cell]
        known = header.issuperset(normalise_header(word) for word in words)
        if len(words) >= _LEAST and not known and _are_names(words) and _alone(grid, place):
            yield Hit(grid.first + place, None, "、".join(words)[:100])


def _odd(grid: Grid, column: int) -> list[int]:
    """The places of the few words of a column of numbers that stand right between two numbers."""
    found = list(islice(grid.find(column, _is_word, _numbers.DOUBTFUL, stripped=True), _MOST + 1))
    if len(found) > _MOST:
        return []
    places = (cell.row - grid.first for cell in found)
    values = grid.stripped(column)
    return [
        place
        for place in places
        if 0 < place < grid.height - 1 and _has_digit(values[place - 1]) and _has_digit(values[place + 1])
    ]


def _is_word(value: str) -> bool:
    return not _has_digit(value) and not marks_in_numbers.is_mark(value)


def _has_digit(value: str) -> bool:
    return any(letter.isdecimal() for letter in value)


def _are_names(words: list[str]) -> bool:
    return len(set(words)) == len(words) and all(map(_is_word, words))


def _alone(grid: Grid, place: int) -> bool:
    """Whether no cell of the row says what another of its column says."""
    return all(int((grid.stripped(column) == cell).sum()) == 1 for column, cell in enumerate(grid.row(place)) if cell)
