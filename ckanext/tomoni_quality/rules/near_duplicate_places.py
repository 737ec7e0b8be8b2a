"""One place written twice in two ways: the same name but for width, blanks and marks, at the same spot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import clean, fold, nfkc
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Grid

SLUG = "near-duplicate-places"
SEVERITY = "info"
TITLE = Text("同じ場所が 2 回載っているかもしれません", "A place may be there twice")
WHY = Text(
    "名称の全角・半角や空白だけがちがう行が、同じ位置・同じ住所にあります。件数が実際より多くなります。",
    "Two rows at one spot or address have names that differ in width, blanks or marks only: counts come out too high.",
)
FIX = Text(
    "同じものであれば 1 行にまとめてください。別のものであれば、そのままでかまいません。",
    "If they are one thing, keep one row. If they are two, leave them.",
)
GOOD = [
    Example("名称,住所,件数\n甲公園,中央町1,1\n乙公園,中央町1,1\n甲公園,中央町2,1\n"),
    Example("名称,緯度,経度,年\n甲,34.342787,134.046574,2023\n甲,34.342787,134.046574,2024\n"),
]
BAD = [
    Example("名称,住所,件数\n第１公園,中央町1,1\n第1 公園,中央町１,2\n", at=((3, 1),)),
    Example("名称,緯度,経度\nＡ会館,34.342787,134.046574\nA会館,34.34279,134.04657\n", at=((3, 1),)),
]
_NAMES = frozenset(map(fold, ("名称", "施設名", "施設名称", "name", "場所の名称", "公園名", "トイレ名")))
_ADDRESSES = frozenset(map(fold, ("住所", "所在地", "所在地_連結表記", "address")))


def check(table: Table, context: Context) -> Iterable[Hit]:
    """The second and every later row of a name, folded, at one address or within some ten metres."""
    names, addresses = _columns(table, _NAMES), _columns(table, _ADDRESSES)
    spots = [context.columns("latitude")[:1], context.columns("longitude")[:1]]
    grid = context.grid(table)
    if not names:
        return
    places = _alike(grid, names[0])
    found = dict(_twice(grid, names[0], [_cleaned(grid, addresses[0], places)], places)) if addresses else {}
    if all(spots):
        found |= dict(_twice(grid, names[0], [_rounded(grid, each[0], places) for each in spots], places))
    for place, other in sorted(found.items()):
        text = Text(f"{grid.first + other} 行目と同じかもしれません。", f"Perhaps that of row {grid.first + other}.")
        yield Hit(grid.first + place, names[0] + 1, grid.stripped(names[0])[place], text=text)


def _columns(table: Table, wanted: frozenset[str]) -> list[int]:
    return [number for number, name in enumerate(table.header) if fold(name) in wanted]


def _alike(grid: Grid, column: int) -> pl.Series:
    """The places whose name is another's too, loosely; :func:`fold` decides among these."""
    loose = grid.stripped(column)
    if not all(letter.isalnum() and nfkc(letter).lower() == letter for letter in grid.characters(column)):
        loose = loose.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"[^\p{L}\p{Nd}]", "")
    return ((loose != "") & loose.is_duplicated()).arg_true()


def _cleaned(grid: Grid, column: int, places: pl.Series) -> list[str | None]:
    return [clean(value) or None for value in grid.stripped(column).gather(places)]


def _rounded(grid: Grid, column: int, places: pl.Series) -> list[str | None]:
    """Degrees to four places: some ten metres."""
    numbers = grid.stripped(column).gather(places).cast(pl.Float64, strict=False)
    return [None if number is None or not number else f"{number:.4f}" for number in numbers]


def _twice(grid: Grid, column: int, spots: list[list[str | None]], places: pl.Series) -> Iterator[tuple[int, int]]:
    """Each place whose name, written otherwise, was at the same spot before, and where."""
    first: dict[tuple[str | None, ...], int] = {}
    names = grid.stripped(column)
    for place, *spot in zip(places.to_list(), *spots, strict=True):
        if None in spot:
            continue
        before = first.setdefault((fold(names[place]), *spot), place)
        if before != place and _are_written_otherwise(grid.row(before), grid.row(place), column):
            yield place, before


def _are_written_otherwise(one: list[str], other: list[str], name: int) -> bool:
    """Whether the names differ, in writing as it is, or the rows do and in writing only; equal rows are told elsewhere.

    Of one name there may be more than one thing at a spot: AEDs on two floors, a count for each year.
    """
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return one[name] != other[name] or (bool(pairs) and all(fold(a) == fold(b) != "" for a, b in pairs))
