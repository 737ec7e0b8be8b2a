"""名称_カナ and the like not in full-width katakana. The standards' form of the column: 文字列（全角カナ）."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import to_katakana
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve

SLUG = "kana"
SEVERITY = "warning"
TITLE = Text("カナの列が全角カタカナではありません", "A kana column is not in full-width katakana")
WHY = Text(
    "読みがひらがなや漢字、半角カナだと、読み上げや五十音順の並べ替えに使えません。",
    "Readings in hiragana, kanji or half-width kana cannot be read aloud or sorted.",
)
FIX = Text(
    "全角カタカナで書いてください（数字や「・」「（）」は使えます）。",
    "Write full-width katakana (digits, ・ and parentheses may stay).",
)
GOOD = [Example("名称,名称_カナ\n市役所,シヤクショ\n第２公園,ダイ２コウエン（チュウオウ）\n図書館,\n")]
BAD = [
    Example("名称,名称_カナ\n市役所,しやくしょ\n", at=((2, 2),), suggestions=("シヤクショ",)),
    Example("名称,名称_カナ\n市役所,ｼﾔｸｼｮ\n図書館,中央図書館\n", at=((2, 2), (3, 2)), suggestions=("シヤクショ", None)),
]
KATAKANA = re.compile(
    r"[ァ-ヿ・ー゛゜0-9０-９A-ZＡ-Ｚa-zａ-ｚ\s\u3000（）()\[\]「」『』、。，．,.／/＆&－‐\-―−～〜'’”“＋+:：]*"
)
#: Katakana and nothing else, in Rust's regular expressions.
_DOUBTFUL = Sieve(fine=r"\A[ァ-ヿ0-9A-Za-z 　]*\z")


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every reading with a hiragana, a kanji or a half-width kana in it."""
    for column in context.columns("kana"):
        for cell in context.grid(table).find(column, _is_other, _DOUBTFUL, stripped=True):
            kana = to_katakana(cell.value)
            yield Hit(cell.row, cell.column, cell.value, kana if KATAKANA.fullmatch(kana) else None)


def _is_other(value: str) -> bool:
    return not KATAKANA.fullmatch(value)
