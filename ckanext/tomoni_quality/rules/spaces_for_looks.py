"""Blanks that only lay a word out. 機械可読性ルール L1-06, 統計表の統一ルール 1-5: no spaces for looks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve, matching

SLUG = "spaces-for-looks"
SEVERITY = "warning"
TITLE = Text("空白で体裁を整えています", "Spaces lay out the text")
WHY = Text(
    "「合　計」「　うち男性」は「合計」「うち男性」と別の文字列になり、検索も突き合わせもできません。",
    "合　計 is another text than 合計: it is neither found nor matched.",
)
FIX = Text(
    "見た目のための空白を消してください。字下げや均等割りはセルの書式でできます。",
    "Remove such spaces; indenting and spreading are done by the format of the cell.",
)
GOOD = [Example("名称,代表者\n市役所,高松 太郎\n第２ 公園,高松　花子\n")]
BAD = [
    Example(
        "名　称,人数\n合　計,12\n　うち男性,5\n市  役所,7\n",
        at=((1, 1), (2, 1), (3, 1), (4, 1)),
        suggestions=("名称", "合計", "うち男性", "市 役所"),
    )
]
BLANK = r"[ \t\u00a0\u2000-\u200a\u3000]"
_WORD = r"[\u3041-\u30ff\u3400-\u9fff々〆〇]"
#: A word written letter by letter: 名　称, 合　　計. A name of a person has more letters to a part.
SPREAD = re.compile(rf"{_WORD}(?:{BLANK}+{_WORD})+")
_RUN = re.compile(rf"{BLANK}{{2,}}")
_EDGE = re.compile(rf"^{BLANK}+|{BLANK}+$")
_SIEVE = Sieve(letters=re.compile(BLANK).match)


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each name and value that is indented, padded or spread out, with the text without."""
    for number, name in enumerate(table.header, 1):
        if name.strip() and for_looks(name):
            yield Hit(table.header_row, number, name, mended(name))
    for column in range(len(table.header)):
        for cell in matching(table, context, column, for_looks, _SIEVE):
            yield Hit(cell.row, cell.column, cell.value, mended(cell.value))


def for_looks(value: str) -> bool:
    """Whether blanks lay ``value`` out."""
    return bool(_EDGE.search(value) or _RUN.search(value) or SPREAD.fullmatch(value))


def mended(value: str) -> str:
    """``value`` without them."""
    plain = _EDGE.sub("", value)
    return re.sub(BLANK, "", plain) if SPREAD.fullmatch(plain) else _RUN.sub(lambda run: run[0][0], plain)
