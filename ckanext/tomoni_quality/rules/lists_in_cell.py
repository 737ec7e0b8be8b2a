"""Several values in one cell. 機械可読性ルール L1-07: one datum a cell; a person must judge whether it is two."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import partial

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve, matching

SLUG = "lists-in-cell"
SEVERITY = "info"
TITLE = Text("1 つのセルに複数の値が入っているかもしれません", "One cell may hold several values")
WHY = Text(
    "「月・火・水」のように並んだ値は、「火」で探しても見つからず、1 つずつ数えられません。",
    "Of values lined up in one cell, as in 月・火・水, none can be searched for or counted.",
)
FIX = Text(
    "値ごとに列（有・無など）か行を分けてください。1 つの値であれば、そのままでかまいません。",
    "Give each value a column (yes, no) or a row of its own. If it is one value, leave it.",
)
GOOD = [
    Example("名称,備考\n甲,月、火は休み\n乙,水・木は休み\n丙,駐車場、駐輪場\n"),
    Example("名称,公開\n甲,2024/5/1\n乙,2024/5/2\n"),
    Example("ジャン・コクトー,作品\nジャン・コクトー,詩\nアルチュール・ランボー,詩\n"),
]
BAD = [
    Example("名称,設備\n甲,水道\n乙,電気\n丙,水道、電気\n丁,水道\n", at=((4, 2),)),
    Example("名称,曜日\n甲,月・火・水\n乙,月/木\n丙,火\n", at=((2, 2), (3, 2))),
    Example("名称,対象\n甲,乳児、幼児\n乙,小学生、中学生\n", at=((2, 2), (3, 2))),
]
_SEPARATOR = re.compile(r"[、，,・/／;；\n]")
#: Short words, several of them: what has a sentence, a number or a name of one word in katakana is none.
_WORD = r"(?![0-9０-９])[^、，,・/／;；。\s]{1,12}"
_WORDS = re.compile(rf"{_WORD}(?:\s*[、，;；/／]\s*{_WORD})+|{_WORD}(?:・{_WORD})+")
_KATAKANA = re.compile(r"[ァ-ヶー・＝]+")
_FREE = re.compile(
    r"備考|注|説明|概要|メモ|その他|特記|内容|住所|所在地|場所|url|リンク|名称?$|名$|タイトル|note|remark|comment|description|address|name",
    re.IGNORECASE,
)
_SIEVE = Sieve(letters="、，,・/／;；\n".__contains__)
_MOST = 50


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each cell whose parts stand alone elsewhere in its column, or that is a row of short words."""
    for column, name in enumerate(table.header):
        if context.is_of_standard(column) or column in context.kinds:
            continue
        alone = context.grid(table).few(column, _MOST) or {}
        free = bool(_FREE.search(name))
        for cell in matching(table, context, column, partial(_is_list, alone=alone, free=free), _SIEVE):
            yield Hit(cell.row, cell.column, cell.value.strip())


def _is_list(value: str, *, alone: Collection[str], free: bool) -> bool:
    parts = [part.strip() for part in _SEPARATOR.split(value)]
    if len(parts) > 1 and all(part and part in alone for part in parts):
        return True
    return not free and bool(_WORDS.fullmatch(value.strip())) and not _KATAKANA.fullmatch(value.strip())
