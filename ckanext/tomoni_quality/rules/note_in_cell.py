"""A note beside the value: 甲（注1）, 乙※. 機械可読性ルール L1-07: one datum a cell; a person must judge.

Notes on numbers are ``number-with-text``; columns of remarks may hold what they like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import nfkc
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _numbers
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve, matching

SLUG = "note-in-cell"
SEVERITY = "info"
TITLE = Text("値に注の印が付いています", "A value carries the mark of a note")
WHY = Text(
    "「中央（注1）」「中央※」は「中央」とは別の値として数えられます。",
    "中央（注1） and 中央※ are counted as other values than 中央.",
)
FIX = Text(
    "印を外し、注は「備考」の列に書いてください。印も名前の一部であれば、そのままでかまいません。",
    "Take the mark off and write the note into a column 備考; if it is part of the name leave it.",
)
GOOD = [Example("名称,備考\n甲,※雨天中止（注1）\n乙,\n"), Example("名称,住所\n甲（本館）,東町1\n")]
BAD = [Example("名称,区分\n甲（注1）,A\n乙※,B\n丙*2,C\n丁,D\n", at=((2, 1), (3, 1), (4, 1)))]
_MARKED = re.compile(r"[^※*†]+\s*(?:※\s*[0-9]{0,2}|\*{1,2}\s*[0-9]{0,2}|†|\(?注\s*[0-9]{0,2}\)|\(※\s*[0-9]{0,2}\))")
_REMARKS = re.compile(r"備考|注|説明|概要|メモ|その他|特記|内容|note|remark|comment|description", re.IGNORECASE)
_SIEVE = Sieve(letters=lambda letter: bool(set(nfkc(letter)) & set("※*†注")))


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each such cell."""
    numbers = set(_numbers.columns(table, context))
    for column, name in enumerate(table.header):
        if column in numbers or _REMARKS.search(name):
            continue
        for cell in matching(table, context, column, _is_marked, _SIEVE):
            yield Hit(cell.row, cell.column, cell.value.strip())


def _is_marked(value: str) -> bool:
    return bool(_MARKED.fullmatch(nfkc(value).strip()))
