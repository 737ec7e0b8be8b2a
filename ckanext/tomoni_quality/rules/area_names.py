"""Names of prefectures and municipalities cut short. 機械可読性ルール L3-06: the code, or the full official name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import clean, fold
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, matching

SLUG = "area-names"
SEVERITY = "warning"
TITLE = Text(
    "都道府県名・市区町村名が正式な名称ではありません", "Prefectures or municipalities have not their full names"
)
WHY = Text(
    "「青森」「東京」では、県なのか市なのか分からず、ほかのデータや地図とつなげません。",
    "青森 may be the prefecture or the city: it cannot be joined with other data or a map.",
)
FIX = Text(
    "「青森県」「青森市」のように正式な名称で書くか、全国地方公共団体コードの列を加えてください。",
    "Write the full name, 青森県 or 青森市, or add a column of local government codes.",
)
GOOD = [
    Example("都道府県名,市区町村名,件数\n青森県,青森市,1\n北海道,札幌市,2\n,,3\n"),
    Example("都道府県名,件数\n合計,3\n全国,4\n"),
]
BAD = [
    Example("都道府県,件数\n青森,1\n京都,2\n北海道,3\n", at=((2, 1), (3, 1)), suggestions=("青森県", "京都府")),
    Example("市町村名,件数\n高松,1\n丸亀市,2\n", at=((2, 1),), suggestions=("高松市",)),
]
_PREFECTURE = re.compile(r"^都道府県名?$|^県名$")
_MUNICIPALITY = re.compile(r"^市区?町村名?$|^自治体名?$|^市町名$")


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each name that becomes one of the list by its missing last character, and by one of them only."""
    for column, ends in named_areas(table):
        for cell in matching(table, context, column, lambda value, ends=ends: full_name(value, ends) is not None):
            yield Hit(cell.row, cell.column, cell.value.strip(), full_name(cell.value, ends))


def named_areas(table: Table) -> Iterator[tuple[int, str]]:
    """The 0-based columns of names of prefectures or municipalities, and the characters such a name ends in."""
    for column, name in enumerate(table.header):
        plain = clean(name).rpartition("_")[2]
        ends = "都道府県" if _PREFECTURE.match(plain) else "市区町村" if _MUNICIPALITY.match(plain) else ""
        if ends:
            yield column, ends


def full_name(value: str, ends: str) -> str | None:
    """The one name of the list that ``value`` is, cut short by one of ``ends``; None when it is whole, or doubtful."""
    short = clean(value)
    if not short or local_government.candidates(short):
        return None
    names = {body.name for end in ends for body in local_government.candidates(short + end)}
    whole = {name for name in names if fold(name[:-1]) == fold(short)}
    return whole.pop() if len(whole) == 1 else None
