"""Dates that are not YYYY-MM-DD. GIF DS-441: ISO 8601, Gregorian; 和暦 is converted on input.

``5/1/2023`` alone is May or January; where the same column has a ``5/31/2023`` it can only be month first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from ckanext.tomoni_core.codes import wareki
from ckanext.tomoni_core.codes.problem import Problem
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve

SLUG = "date-format"
SEVERITY = "warning"
TITLE = Text("日付が YYYY-MM-DD の形ではありません", "The date is not written YYYY-MM-DD")
WHY = Text(
    "「令和6年5月1日」「5/1/2024」「2024/5/1」が混ざると、並べ替えや期間での絞り込みができません。",
    "With 令和6年5月1日, 5/1/2024 and 2024/5/1 side by side nobody can sort or filter by date.",
)
FIX = Text(
    "西暦の「2024-05-01」の形にそろえてください。Excel では表示形式を「yyyy-mm-dd」にします。",
    "Write every date as 2024-05-01; in Excel use the number format yyyy-mm-dd.",
)
GOOD = [Example("名称,公開日\n甲,2024-05-01\n乙,\n"), Example("名称,最終更新日\n甲,2024-05-01T09:30:00+09:00\n")]
BAD = [
    Example("名称,公開日\n甲,令和6年5月1日\n", at=((2, 2),), suggestions=("2024-05-01",)),
    Example("名称,公開日\n甲,2024/5/1\n乙,未定\n", at=((2, 2), (3, 2)), suggestions=("2024-05-01", None)),
    Example("名称,公開日\n甲,2023-02-30\n", at=((2, 2),)),
    Example("公開日,名称\n5/1/2023,甲\n5/31/2023,乙\n", at=((2, 1), (3, 1)), suggestions=("2023-05-01", "2023-05-31")),
    Example("公開日,名称\n5/1/2023,甲\n", at=((2, 1),), suggestions=(None,)),
]
DATETIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?")
MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_SLASHED = Sieve(letters="/".__contains__)
#: Whole dates, days beyond the 28th left out: they are looked at singly.
_DOUBTFUL = Sieve(fine=r"\A[1-9][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])\z")


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every date that is not ISO 8601, with the ISO form where there is only one reading."""
    for column in context.columns("date"):
        grid = context.grid(table)
        month_first = any(grid.find(column, _day_second, _SLASHED, stripped=True))
        for cell in grid.find(column, lambda value: bool(_problem(value)), _DOUBTFUL, stripped=True):
            problem = _problem(cell.value)
            if problem:
                suggestion = problem.suggestion or (_month_first(cell.value) if month_first else None)
                yield Hit(cell.row, cell.column, cell.value, suggestion, Text(problem.ja, problem.en))


@lru_cache(maxsize=4096)
def _problem(value: str) -> Problem | None:
    return None if DATETIME.fullmatch(value) else wareki.problem(value)


def _day_second(value: str) -> bool:
    match = MONTH_FIRST.fullmatch(value)
    return bool(match) and int(match[2]) > 12


def _month_first(value: str) -> str | None:
    match = MONTH_FIRST.fullmatch(value)
    try:
        return date(int(match[3]), int(match[1]), int(match[2])).isoformat() if match else None
    except ValueError:
        return None
