"""Years of a Japanese era to Western years, in columns of years and in names of columns. H30 alone is left."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.codes import wareki
from ckanext.tomoni_core.text import nfkc
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.repair.mends._base import Example
from ckanext.tomoni_quality.repair.model import Edit, Leave
from ckanext.tomoni_quality.repair.sheet import Sheet
from ckanext.tomoni_quality.rules import era_years

SLUG = "era-years"
ORDER = 33
TITLE = Text("和暦の年を西暦にする", "Years of an era to Western years")
WHAT = Text(
    "年や年度の列、項目名の「令和5年度」を「2023年度」にします。「H30」のように記号だけのもの、文章の中の和暦は直しません。",
    "In columns of years and in column names 令和5年度 becomes 2023年度. H30 alone and eras in sentences are left.",
)
MENDS = [
    Example(
        "年度,件数\n令和元年度,12\n平成 30 年度,13\n",
        ((2, 1, "令和元年度", "2019年度"), (3, 1, "平成 30 年度", "2018 年度")),
    ),
    Example(
        "地区,平成31年,令和2年度人口\n中央,12,13\n",
        ((1, 2, "平成31年", "2019年"), (1, 3, "令和2年度人口", "2020年度人口")),
    ),
    Example("地区,①令和５年の㎡\n中央,12\n", ((1, 2, "①令和５年の㎡", "①2023年の㎡"),)),
]
_SAME_YEAR = Text(
    "同じ西暦の年になる別の書き方があり、区別がなくなります。",
    "Another spelling becomes the same year: they would fall together.",
)
LEAVES = [
    Example("地区,平成31年,令和元年\n中央,12,13\n", left=2),
    Example("地区,令和元年,2019年\n中央,12,13\n", left=1),
    Example("年,件数\n平成31年,12\n令和元年,13\n", left=2),
    Example("年度,件数\n2023年度,12\nR6,13\n平成40年度,3\n"),
    Example("名称,備考\n平成通り会館,令和5年に改修した。\n"),
]
_NAMED = re.compile(r"(?:明治|大正|昭和|平成|令和)\s*(?:元|[0-9０-９]{1,2})")


def mend(sheet: Sheet) -> Iterable[Edit | Leave]:
    """Each year that the rule speaks of, where the era is written out and held that year.

    平成31年 and 令和元年 side by side are two parts of one year: written 2019年 both, nobody could tell them apart.
    """
    hits = [hit for hit in era_years.check(sheet.table, sheet.context) if _western(hit.value or "")]
    names = sheet.table.header
    spellings: dict[tuple[int, str], set[str]] = {}
    for hit in hits:
        spellings.setdefault(_key(sheet, hit), set()).add(nfkc(hit.value or ""))
    for hit in hits:
        after = _western(hit.value or "") or ""
        taken = hit.row == sheet.table.header_row and after in names
        if taken or len(spellings[_key(sheet, hit)]) > 1:
            yield Leave(hit.row, hit.column, hit.value or "", _SAME_YEAR)
        else:
            yield Edit(hit.row, hit.column, after)


def _key(sheet: Sheet, hit: Hit) -> tuple[int, str]:
    """What must not fall together: names among the names, values within their column."""
    return (0 if hit.row == sheet.table.header_row else hit.column or 0), nfkc(_western(hit.value or "") or "")


def _western(value: str) -> str | None:
    """The value with its first era year in Western years, all else as it is; None when the era had no such year."""
    match = _NAMED.search(value)
    year = wareki.parse("".join(nfkc(match[0]).split()) + "年") if match else None
    if match is None or year is None or not year.within_era:
        return None
    return value[: match.start()] + year.iso[:4] + value[match.end() :]
