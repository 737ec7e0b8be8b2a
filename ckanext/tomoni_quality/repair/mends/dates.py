"""Dates to ISO 8601, Japanese eras too, in columns of dates. Whatever has two readings, or loses something, is left."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from ckanext.tomoni_core.codes import wareki
from ckanext.tomoni_core.text import nfkc
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example, edits
from ckanext.tomoni_quality.repair.model import Edit
from ckanext.tomoni_quality.repair.sheet import Sheet

SLUG = "dates"
ORDER = 32
TITLE = Text("日付を YYYY-MM-DD にする（和暦は西暦に）", "Dates to YYYY-MM-DD, eras to Western years")
WHAT = Text(
    "日付の列の「令和6年5月1日」「R6.5.1」「2024/5/1」を「2024-05-01」にします。「01/02/03」のように月日の順が分からないもの、"
    "元号の期間の外の日付、時刻の付いたもの、曜日の合わないものは直しません。",
    "In columns of dates 令和6年5月1日, R6.5.1 and 2024/5/1 become 2024-05-01. Dates with two readings (01/02/03), "
    "outside their era, with a time, or with a weekday that is not theirs, are left.",
)
MENDS = [
    Example(
        "名称,公開日\n甲,令和元年5月1日\n乙,R6.5.1\n丙,2024/5/1\n丁,令和６年５月１日(水)\n戊,平成27年\n己,5/31/2023\n",
        (
            (2, 2, "令和元年5月1日", "2019-05-01"),
            (3, 2, "R6.5.1", "2024-05-01"),
            (4, 2, "2024/5/1", "2024-05-01"),
            (5, 2, "令和６年５月１日(水)", "2024-05-01"),
            (6, 2, "平成27年", "2015"),
            (7, 2, "5/31/2023", "2023-05-31"),
        ),
    )
]
LEAVES = [
    Example("名称,公開日\n甲,01/02/03\n乙,5/1/2023\n丙,5/31/2023\n丁,未定\n戊,令和元年4月1日\n己,45017\n"),
    Example("名称,公開日\n甲,令和6年5月1日(金)\n乙,2024-05-01 10:30\n丙,令和5年度\n丁,2023-02-30\n"),
    Example("名称,備考\n甲,令和6年5月1日\n"),
    Example("名称,公開日\n甲,平成31年\n乙,令和元年\n"),
    Example("名称,公開日\n甲,2024年5月3日(金・祝日)\n"),
]
_CERTAIN = ("japanese_era", "not_iso")
_MONTH_OR_DAY_FIRST = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_WEEKDAY = re.compile(r"\(([月火水木金土日])[^)]*\)$")


def mend(sheet: Sheet) -> Iterable[Edit]:
    """Each date with one reading; where one of a column may be read twice, its neighbours of that form wait with it."""
    yield from _edits(sheet)


def _edits(sheet: Sheet) -> Iterator[Edit]:
    for column in sheet.context.columns("date"):
        values = sheet.context.grid(sheet.table).raw(column).unique().to_list()
        unclear = any(_slug(value) == "ambiguous_order" for value in values)
        split = _split_years(values)
        for edit in edits(sheet, column, _iso):
            cells = sheet.row(edit.row or 0) or []
            waits = unclear and _MONTH_OR_DAY_FIRST.fullmatch(nfkc(cells[column]).strip())
            if not waits and edit.after not in split:
                yield edit


def _split_years(values: Iterable[str]) -> set[str]:
    """Years (and months) that a column has in two eras, 平成31年 and 令和元年: in Western years they fall together."""
    eras: dict[str, set[str | None]] = {}
    for value in values:
        parsed = wareki.parse(value)
        if parsed and len(parsed.iso) < 10:
            eras.setdefault(parsed.iso, set()).add(parsed.era)
    return {iso for iso, found in eras.items() if len(found) > 1}


def _slug(value: str) -> str:
    problem = wareki.problem(value)
    return problem.slug if problem else ""


def _iso(value: str) -> str | None:
    problem = wareki.problem(value.strip())
    if problem is None or problem.slug not in _CERTAIN or not problem.suggestion or "祝" in value:
        return None
    return problem.suggestion if _weekday_fits(nfkc(value).strip(), problem.suggestion) else None


def _weekday_fits(text: str, iso: str) -> bool:
    match = _WEEKDAY.search(text)
    if not match:
        return True
    return len(iso) == 10 and "99" not in iso[5:] and "月火水木金土日"[dt.date.fromisoformat(iso).weekday()] == match[1]
