"""Years of a Japanese era to Western years, in columns of years and in names of columns. H30 alone is left."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.codes import wareki
from ckanext.tomoni_core.text import nfkc
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example
from ckanext.tomoni_quality.repair.model import Edit
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
]
LEAVES = [
    Example("年度,件数\n2023年度,12\nR6,13\n平成40年度,3\n"),
    Example("名称,備考\n平成通り会館,令和5年に改修した。\n"),
]
_NAMED = re.compile(r"(?:明治|大正|昭和|平成|令和)\s*(?:元|\d{1,2})")


def mend(sheet: Sheet) -> Iterable[Edit]:
    """Each year that the rule speaks of, where the era is written out and held that year."""
    for hit in era_years.check(sheet.table, sheet.context):
        match = _NAMED.search(nfkc(hit.value or ""))
        year = wareki.parse(match[0].replace(" ", "") + "年") if match else None
        if hit.suggestion and year and year.within_era:
            yield Edit(hit.row, hit.column, hit.suggestion)
