"""A period that ends before it starts. A shop that closes after midnight does so too: times alone are only doubted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from ckanext.tomoni_core.codes import time_of_day, wareki
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import fold
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Grid

SLUG = "start-after-end"
SEVERITY = "error"
TITLE = Text("開始が終了より後になっています", "It starts after it ends")
WHY = Text(
    "期間で絞り込むと、この行はどの日・どの時刻にも当てはまらなくなります。",
    "Filtered by a period, the row is found on no day and at no hour.",
)
FIX = Text(
    "開始と終了が入れ替わっていないか、年や午前・午後にまちがいがないかを確かめてください。翌日まで続くなら、そのままでかまいません。",
    "See whether the two are swapped, or the year or the half of the day is wrong. Past midnight it may stay.",
)
GOOD = [
    Example(
        "名称,開始日,終了日\n甲,2024-05-01,2024-05-01\n乙,2024-05-01,\n丙,未定,2024-04-01\n丁,2024-05,2024-05-31\n"
    ),
    Example("名称,開始時間,終了時間\n甲,09:00,17:00\n乙,00:00,24:00\n"),
]
BAD = [
    Example("名称,開始日,終了日\n甲,2024-05-02,2024-05-01\n乙,令和6年5月2日,2023/5/1\n", at=((2, 2), (3, 2))),
    Example("名称,開始時間,終了時間\n甲,17:00,09:00\n", at=((2, 2),)),
    Example("name,startDate,endDate\na,2024-05-02,2024-05-01\n", at=((2, 2),)),
]
#: A whole date or a time, in Rust's regular expressions: in order as text, they are in order.
_PLAIN = r"\A(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2})\z"
_ENDS = {"開始": "終了", "開館": "閉館", "開店": "閉店", "開園": "閉園", "start": "end", "始期": "終期"}


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each row whose start is later than its end, both being plain; times are information only."""
    grid = context.grid(table)
    for start, end in _pairs(table, context):
        times = context.kinds[start] == "time"
        later = _later_time if times else _later_date
        for place, (first, last) in grid.find_rows(
            (start, end), lambda pair, later=later: later(*pair), _in_order(grid, start, end)
        ):
            severity = "info" if times else None
            yield Hit(grid.first + place, start + 1, f"{first} – {last}", severity=severity, also=(end + 1,))


def _pairs(table: Table, context: Context) -> Iterator[tuple[int, int]]:
    names = {fold(name): number for number, name in enumerate(table.header)}
    for name, number in names.items():
        for start, end in _ENDS.items():
            other = names.get(name.replace(start, end)) if start in name else None
            kind = context.kinds.get(number)
            if other is not None and kind in ("date", "time") and context.kinds.get(other) == kind:
                yield number, other


def _in_order(grid: Grid, start: int, end: int) -> pl.Series:
    """Where both are written as they should be and the first is no later: most of a good table."""
    first, last = grid.stripped(start), grid.stripped(end)
    return (first <= last) & first.str.contains(_PLAIN) & last.str.contains(_PLAIN)


def _later_date(first: str, last: str) -> bool:
    start, end = wareki.normalise(first), wareki.normalise(last)
    if not start or not end or "99" in start[5:] + end[5:]:
        return False
    length = min(len(start), len(end))
    return start[:length] > end[:length]


def _later_time(first: str, last: str) -> bool:
    start, end = time_of_day.normalise(first), time_of_day.normalise(last)
    return bool(start and end and start > end)
