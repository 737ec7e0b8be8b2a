"""Dates that are not YYYY-MM-DD. GIF DS-441: ISO 8601, Gregorian; 和暦 is converted on input."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from ckanext.tomoni_core.codes import wareki
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, cells

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
    Example("lunchDay,menuName\n5/1/2023,牛乳\n", at=((2, 1),), suggestions=("2023-05-01",)),
]
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?")
MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every date that is not ISO 8601, with the ISO form where there is only one reading."""
    for column in context.columns("date"):
        for cell in cells(table, column):
            if not _is_iso(cell.value):
                yield Hit(cell.row, cell.column, cell.value, suggestion(cell.value))


def _is_iso(value: str) -> bool:
    match = ISO.fullmatch(value)
    return bool(match) and _date(int(match[1]), int(match[2]), int(match[3])) is not None


def _date(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def suggestion(value: str) -> str | None:
    """The ISO form; ``5/1/2023`` is read month first, as Excel exports it, since Japan never writes day first."""
    match = MONTH_FIRST.fullmatch(value)
    if match:
        return _date(int(match[3]), int(match[1]), int(match[2]))
    iso = wareki.normalise(value)
    return iso if iso and _is_iso(iso) else None
