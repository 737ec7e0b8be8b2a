"""Notes below the table. 機械可読性ルール L1-04: nothing beside the data itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, is_blank

SLUG = "notes-outside"
SEVERITY = "warning"
TITLE = Text("表の下に、注記や出典が書かれています", "Notes or sources are written below the table")
WHY = Text(
    "表の外の注記は 1 件のデータとして読まれ、件数や集計が合わなくなります。",
    "A note outside the table is read as a record, and counts and totals come out wrong.",
)
FIX = Text(
    "注記や出典は、データセットかリソースの説明欄に移してください。",
    "Move notes and sources to the description of the dataset or the resource.",
)
GOOD = [
    Example("名称,住所\n市役所,中央町1\n図書館,東町2\n"),
    Example("名称\n市役所\n※仮称\n"),
]
BAD = [
    Example("名称,住所\n市役所,中央町1\n\n※令和6年4月1日現在,\n出典：住民基本台帳,\n", at=((4, 1), (5, 1))),
    Example("名称,住所\n市役所,中央町1\n（注）仮称を含む,\n", at=((3, 1),)),
]
_NOTE = re.compile(
    r"\s*(?:[※＊*]|[（(【\[]?\s*(?:注|備考|出典|資料|参考|凡例|単位)\s*[0-9０-９]*\s*[）)】\]：:.．、\s])"
)


def check(table: Table, context: Context) -> Iterable[Hit]:
    """The lone cells at the end of a table of several columns that begin as notes do, or stand below a blank row."""
    if len(table.header) < 2:
        return
    found: list[Hit] = []
    for index in range(len(table.rows) - 1, -1, -1):
        row = table.rows[index]
        filled = [column for column, cell in enumerate(row) if cell.strip()]
        if not filled:
            continue
        apart = index > 0 and is_blank(table.rows[index - 1])
        if len(filled) > 1 or not (_NOTE.match(row[filled[0]]) or (apart and not row[filled[0]].strip().isdecimal())):
            break
        found.append(Hit(table.first_data_row + index, filled[0] + 1, row[filled[0]].strip()))
    yield from reversed(found)
