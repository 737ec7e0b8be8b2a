"""A row of totals that is not the sum of the rows above it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import clean
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _numbers
from ckanext.tomoni_quality.rules._base import Context, Example, Grid, Sieve

SLUG = "total-row-differs"
SEVERITY = "warning"
TITLE = Text("合計の行が、上の行の合計と合いません", "The row of totals is not the sum of the rows above")
WHY = Text(
    "合計か、もとの数値のどちらかがまちがっているか、合計に入っていない行があります。",
    "Either the total or one of the numbers is wrong, or the total leaves rows out.",
)
FIX = Text(
    "数値を確かめて直してください。四捨五入や秘匿で合わないときは、その旨を説明に書いてください。",
    "Check the numbers. If rounding or suppressed figures are the reason, say so in the description.",
)
GOOD = [
    Example("地区,世帯数,人口\n中央,10,25\n東,5,12\n合計,15,37\n"),
    Example("地区,人口\n中央,25\n東,X\n合計,37\n"),
    Example("地区,割合\n中央,33.3\n東,33.3\n西,33.3\n合計,100.0\n"),
    Example("地区,人口\n中央,25\n小計,25\n東,12\n小計,12\n合計,37\n"),
    Example("項目,値\n合計所得,3\n件数,5\n回数,1\n"),
]
BAD = [
    Example("地区,世帯数,人口\n中央,10,25\n東,5,12\n合　計,15,38\n", at=((4, 3),), suggestions=("37",)),
    Example('地区,人口\n総数,"1,400"\n中央,"1,000"\n東,300\n', at=((2, 2),), suggestions=("1300",)),
]
_TOTAL = re.compile(r"(?:総?合計|総計|総数|計|total)", re.IGNORECASE)
_PART = re.compile(r"小計|中計|内訳|うち|再掲|(?:合|総)?計$|subtotal", re.IGNORECASE)
_SIEVE = Sieve(letters=lambda letter: bool(set(clean(letter).lower()) & set("計数訳ち掲l")))
#: A share, a year or a code is not summed.
_NOT_SUMMED = re.compile(
    r"率|割合|平均|比|％|%|年|月|日|番|コード|指数|あたり|当たり|順位|緯度|経度|密度|単価|^no|^id$|№|property",
    re.IGNORECASE,
)


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each number of the one row of totals, first or last, that is not the sum of the numbers of all other rows."""
    grid = context.grid(table)
    place = _totals(grid)
    if place is None:
        return
    for column in range(1, len(table.header)):
        if context.kinds.get(column) in (None, "number") and not _NOT_SUMMED.search(clean(table.header[column])):
            told, summed = _sum(grid, column, place)
            if told is not None and summed is not None and told != summed:
                yield Hit(grid.first + place, column + 1, grid.stripped(column)[place], str(summed))


def _totals(grid: Grid) -> int | None:
    """The row of totals, where there is one, at the top or the end, and no row of a part's total."""
    if grid.height < 3 or not grid.width:
        return None
    labels = grid.stripped(0)
    found = [cell.row - grid.first for cell in grid.find(0, _is_total, _SIEVE, stripped=True)]
    rows = (~grid.blank_rows).arg_true()
    parts = any(grid.find(0, _is_part, _SIEVE, stripped=True)) if found else False
    alone = len(found) == 1 and not parts and len(rows) > 2 and found[0] in (rows[0], rows[-1])
    return found[0] if alone and (labels == "").sum() <= len(labels) - len(rows) else None


def _is_total(value: str) -> bool:
    return _TOTAL.fullmatch(_word(value)) is not None


def _is_part(value: str) -> bool:
    return _PART.search(_word(value)) is not None and not _is_total(value)


def _word(value: str) -> str:
    return clean(value).replace(" ", "").strip("()[]【】")


def _sum(grid: Grid, column: int, place: int) -> tuple[Decimal | None, Decimal | None]:
    """The total told, and the sum of the others; None where one of them is no whole number: it may be rounded."""
    values = [_number(value) for value in grid.stripped(column).filter(~grid.blank_rows).to_list()]
    at = int((~grid.blank_rows).head(place).sum())
    others = values[:at] + values[at + 1 :]
    whole = [number for number in others if number is not None]
    return values[at], sum(whole, Decimal(0)) if len(whole) == len(others) else None


def _number(value: str) -> Decimal | None:
    plain = _numbers.plain(value).replace(",", "")
    return Decimal(plain) if re.fullmatch(r"[-+]?[0-9]{1,18}", plain) else None
