"""Latitude and longitude in one cell, seen in the linked CSV files of 高松市. DS-444: a column each."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.codes.coordinates import LATITUDES, LONGITUDES
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve

SLUG = "coordinates-in-one-cell"
SEVERITY = "warning"
TITLE = Text("緯度と経度が 1 つのセルに入っています", "Latitude and longitude stand in one cell")
WHY = Text(
    "1 つのセルに 2 つの値があると、地図のプログラムは位置として読めません。",
    "A map program does not read two values in one cell as a place.",
)
FIX = Text(
    "「緯度」と「経度」の 2 列に分けてください。Excel では「データ」の「区切り位置」で分けられます。",
    "Split them into two columns 緯度 and 経度 (in Excel: Data, Text to Columns).",
)
GOOD = [Example("名称,緯度,経度\n市役所,34.342787,134.046574\n"), Example('名称,数\n甲,"34,134"\n乙,12\n')]
BAD = [
    Example(
        '名称,位置\n市役所,"34.342787,134.046574"\n図書館,"34.33, 134.05"\n不明,\n',
        at=((2, 2), (3, 2)),
    )
]
PAIR = re.compile(r"(\d{2}\.\d+)\s*[,、/\s]\s*(\d{3}\.\d+)")
#: Rust's digits and blanks are those of another edition of Unicode: the separators alone are asked for.
_SIEVE = Sieve(letters=re.compile(r"[,、/\s]").match, pattern=r"(?s)\..*\.")


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each pair within Japan, latitude first with decimals: nothing else looks like that."""
    for column in range(len(table.header)):
        for cell in context.grid(table).find(column, _is_pair, _SIEVE, stripped=True):
            yield Hit(cell.row, cell.column, cell.value)


def _is_pair(value: str) -> bool:
    match = PAIR.fullmatch(value)
    if not match:
        return False
    latitude, longitude = float(match[1]), float(match[2])
    return LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]
