"""A total that is not the sum of men and women beside it: 総数, 男, 女 stand in nearly every statistical table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import polars as pl

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import fold
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _numbers
from ckanext.tomoni_quality.rules._base import Context, Example, Grid

SLUG = "total-column-differs"
SEVERITY = "warning"
TITLE = Text("総数が男女の合計と合いません", "The total is not the sum of men and women")
WHY = Text(
    "総数か、男女のどちらかの数値がまちがっています。人口の表では、年齢の合計とも合わなくなります。",
    "The total or one of the two is wrong; in a table of population the ages will not add up either.",
)
FIX = Text(
    "数値を確かめて直してください。不詳などを含むときは、その列を加えるか、説明に書いてください。",
    "Check the numbers. If the total counts others too, add a column for them or say so in the description.",
)
GOOD = [
    Example("地区,総数,男,女\n中央,25,12,13\n東,X,1,2\n西,,,\n"),
    Example("地区,総数,男\n中央,25,12\n"),
    Example("地区,総人口,男性,女性,男性率\n中央,25,12,13,48.0\n"),
]
BAD = [
    Example("地区,総数,男,女\n中央,25,12,13\n東,13,5,7\n", at=((3, 2),), suggestions=("12",)),
    Example('地区,総人口,男性,女性\n中央,"1,025",500,500\n', at=((2, 2),), suggestions=("1000",)),
    Example("regionName,totalPopulation,male,woman\n中央,25,12,12\n", at=((2, 2),), suggestions=("24",)),
    Example("地区,転入_計,転入_男,転入_女\n中央,5,2,2\n", at=((2, 2),), suggestions=("4",)),
]
_TOTALS = ("総数", "総人口", "合計", "計", "男女計", "総計", "人口総数", "人口", "totalpopulation", "total")
_MEN = ("男", "男性", "男の人口", "男性人口", "男人口", "male", "man", "men")
_WOMEN = ("女", "女性", "女の人口", "女性人口", "女人口", "female", "woman", "women")
_WHOLE = re.compile(r"[-+]?[0-9]{1,15}")


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each total that is not the sum of the two numbers of its row."""
    grid = context.grid(table)
    for columns in _triples(table):
        for place, (total, man, woman) in grid.find_rows(columns, _differ, _adds_up(grid, columns)):
            yield Hit(grid.first + place, columns[0] + 1, total, str(_whole(man) + _whole(woman)))


def _adds_up(grid: Grid, columns: tuple[int, int, int]) -> pl.Series:
    total, man, woman = (grid.stripped(column).cast(pl.Int64, strict=False) for column in columns)
    return total == man + woman


def _triples(table: Table) -> Iterator[tuple[int, int, int]]:
    """Columns of a total, of men and of women that have the same words before the underscore, one of each."""
    groups: dict[str, dict[str, list[int]]] = {}
    for number, name in enumerate(table.header):
        before, _, last = name.rpartition("_")
        for role, words in (("total", _TOTALS), ("men", _MEN), ("women", _WOMEN)):
            if fold(last) in words:
                groups.setdefault(fold(before), {}).setdefault(role, []).append(number)
    for found in groups.values():
        if all(len(found.get(role, ())) == 1 for role in ("total", "men", "women")):
            yield found["total"][0], found["men"][0], found["women"][0]


def _differ(row: tuple[str, ...]) -> bool:
    return all(map(_is_whole, row)) and _whole(row[0]) != _whole(row[1]) + _whole(row[2])


def _is_whole(value: str) -> bool:
    return _WHOLE.fullmatch(_plain(value)) is not None


def _whole(value: str) -> int:
    return int(_plain(value))


def _plain(value: str) -> str:
    return _numbers.plain(value).replace(",", "")
