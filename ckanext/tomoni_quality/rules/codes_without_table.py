"""Codes that nobody explains. 機械可読性ルール L3-02: a table of the codes is attached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import clean
from ckanext.tomoni_quality.dataset import Dataset, Neighbour
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules.choice_variants import MOST, is_choice

SLUG = "codes-without-table"
SEVERITY = "info"
TITLE = Text("コードの意味を書いた表が見当たりません", "No table explains the codes")
WHY = Text(
    "「1」「2」が何を表すか書かれていなければ、利用者には読めません。",
    "Unless it is written what 1 and 2 stand for, nobody can read them.",
)
FIX = Text(
    "コード表をリソースとして加えるか（名前に「コード表」と入れます）、説明欄に「1：有、2：無」のように書いてください。",
    "Add the table of codes as a resource (with コード表 in its name), or write “1: yes, 2: no” into the description.",
)
_ROWS = "".join(f"甲{i},{i % 3 + 1}\n" for i in range(12))
GOOD = [
    Example(f"名称,施設区分\n{_ROWS}", dataset=Dataset(neighbours=(Neighbour("施設区分コード表"),))),
    Example("名称,施設区分\n" + "".join(f"甲{i},{'公園' if i % 2 else '学校'}\n" for i in range(12))),
    Example("全国地方公共団体コード,名称\n" + "372013,甲\n" * 8),
]
BAD = [Example(f"名称,施設区分\n{_ROWS}", at=((1, 2),))]
_NAMED = re.compile(r"コード|区分|種別|分類|類型|有無|フラグ|ランク|_?cd$|code|flag|type$|class", re.IGNORECASE)
_CODE = re.compile(r"[0-9]{1,3}|[A-Za-z][0-9]{0,3}")


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each column of codes, where no other resource of the dataset explains them."""
    if context.dataset is None or not context.dataset.explained:
        for column in coded(table, context):
            yield Hit(table.header_row, column + 1, table.header[column])


def coded(table: Table, context: Context) -> Iterator[int]:
    """The 0-based columns of short codes of the publisher's own making."""
    for column, name in enumerate(table.header):
        if not _NAMED.search(clean(name)) or column in context.kinds or context.is_of_standard(column):
            continue
        values = context.grid(table).few(column, MOST)
        if values and is_choice(values) and all(_CODE.fullmatch(clean(value)) for value in values):
            yield column
