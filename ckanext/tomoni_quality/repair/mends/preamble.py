"""Titles and notes around the header row moved to the description. Linked CSV and split headers are left."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example
from ckanext.tomoni_quality.repair.model import Leave, Move
from ckanext.tomoni_quality.repair.sheet import Sheet

SLUG = "preamble"
ORDER = 90
TITLE = Text("表題や注記を説明に移す", "Titles and notes to the description")
WHAT = Text(
    "項目名の行より前の表題や注記を、リソースの説明に移します。項目名が 2 行の表と Linked CSV は直しません。",
    "Titles and notes before the header row move to the resource's description. Headers over two rows and Linked CSV "
    "are left.",
)
_TITLED = "公共施設一覧,,\n令和6年4月1日現在,,\n名称,住所,電話番号\n市役所,中央町1,087-839-2011\n"
MENDS = [
    Example(_TITLED, ((1, 1, "公共施設一覧", ""), (2, 1, "令和6年4月1日現在", ""))),
    Example("人口,,\n,,（単位：人）\n地区,男,女\n中央,1,2\n", ((1, 1, "人口", ""), (2, 3, "（単位：人）", ""))),
]
LEAVES = [
    Example("名称,住所\n市役所,中央町1\n"),
    Example("#LINK,,\n#property,name,address\n#object_type_xsd,string,string\n1,市役所,中央町1\n", left=1),
    Example(",人口,,世帯\n地区,男,女,数\n中央,1,2,3\n東,4,5,6\n", left=1),
    Example(",人口,\n地区,男,女\n中央,1,2\n東,4,5\n", left=1),
]
_LINKED = Text("Linked CSV の宣言です。", "A declaration of Linked CSV.")
_GROUPS = Text("項目名をまとめる行かもしれません。", "The row may group the columns below it.")
_NOTE = re.compile(r"単位|現在|時点|出典|資料|作成|更新|公開|注|※|[(（]|[0-9０-９]年|[0-9０-９][.．/／-][0-9０-９]")
_SPLIT = Text("項目名が 2 行に分かれているようです。", "The header seems split over two rows.")
_UNSURE = Text("項目名の行がはっきりしません。", "It is not certain which row is the header.")


def mend(sheet: Sheet) -> Iterable[Move | Leave]:
    """Each row before the header, or between header and data; or why they stay."""
    table = sheet.table
    around = [*range(1, table.header_row), *range(table.header_row + 1, table.first_data_row)]
    if not around:
        return
    reason = _reason(sheet, set(around))
    if reason:
        rows = [*table.above, *table.between]
        first = next((cell for row in rows for cell in row if cell.strip()), "")
        yield Leave(around[0], None, first, reason)
        return
    for row in around:
        yield Move(row)


def _reason(sheet: Sheet, rows: set[int]) -> Text | None:
    table = sheet.table
    slugs = {note.slug for note in table.notes}
    if any(row and row[0].startswith("#") for row in [*table.above, table.header, *table.between]):
        return _LINKED
    if "split_header" in slugs:
        return _SPLIT
    if table.above and _groups(table.above[-1]):
        return _GROUPS
    unsure = "header_looks_like_data" in slugs or not sheet.begins_alike_without(rows)
    return _UNSURE if unsure else None


def _groups(row: list[str]) -> bool:
    """Whether the row right above the header may name groups of columns: several cells, or an inner one, no note."""
    filled = [column for column, cell in enumerate(row) if cell.strip()]
    return len(filled) > 1 or (len(filled) == 1 and filled[0] > 0 and not _NOTE.search(row[filled[0]]))
