"""Characters that not every system has. 機械可読性ルール L1-08, 統計表の統一ルール 1-6.

－ and ～ are not among them (systems map them differently, but all have them), nor are 髙 and 﨑, for proper names may
be written as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import nfkc, to_katakana
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve, matching

SLUG = "platform-characters"
SEVERITY = "warning"
TITLE = Text("機種依存文字が使われています", "Characters are used that not every system has")
WHY = Text(
    "「①」「㈱」「㎝」や半角カナ、外字は、環境によって化けたり、別の文字として扱われて検索にかからなかったりします。",
    "①, ㈱, ㎝, half-width kana and private characters are garbled on some systems, and searches miss them.",
)
FIX = Text(
    "「(1)」「株式会社」「cm」のように、ふつうの文字で書いてください。外字は似た常用の文字か読みに直します。",
    "Write (1), 株式会社 and cm in ordinary characters; replace private characters by common ones or their reading.",
)
GOOD = [Example("名称,住所\n髙橋商店,１－２－３\n﨑山会館,３～５階\n"), Example("名称,単位\n甲,m2\n")]
BAD = [
    Example(
        "名称,面積㎡\n㈱中央,12\nｺﾐｭﾆﾃｨｾﾝﾀｰ,3\n第Ⅱ棟,4\n①本館,5\n",
        at=((1, 2), (2, 1), (3, 1), (4, 1), (5, 1)),
        suggestions=("面積m2", "株式会社中央", "コミュニティセンター", "第II棟", "(1)本館"),
    ),
    Example("名称\n辻\ue000商店\n", at=((2, 1),), suggestions=(None,)),
]
#: Numerals, squared and circled signs and units, half-width kana; private use.
_SIGNS = "\u2116\u2121\u2160-\u217f\u2460-\u24ff\u2776-\u2793\u3200-\u33ff\uff61-\uff9f"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
_ANY = re.compile(f"[{_SIGNS}{_PRIVATE}]")
_SIEVE = Sieve(letters=_ANY.match)
_GAIJI = re.compile(f"[{_PRIVATE}]")
_CIRCLED = re.compile("[\u2460-\u2473\u2776-\u277f]")
_LONGER = {"㈱": "株式会社", "㈲": "有限会社", "㈹": "代表"}


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each name and value with such a character, and how to write it; half-width readings are told by ``kana``."""
    for number, name in enumerate(table.header, 1):
        if _ANY.search(name):
            yield Hit(table.header_row, number, name, written_out(name))
    for column in range(len(table.header)):
        if context.kinds.get(column) != "kana":
            for cell in matching(table, context, column, lambda value: bool(_ANY.search(value)), _SIEVE):
                yield Hit(cell.row, cell.column, cell.value, written_out(cell.value))


def written_out(value: str) -> str | None:
    """The value in ordinary characters; None when a private one is in it."""
    if _GAIJI.search(value):
        return None
    for sign, word in _LONGER.items():
        value = value.replace(sign, word)
    plain = _CIRCLED.sub(lambda sign: f"({nfkc(sign[0])})", to_katakana_only(value))
    return _ANY.sub(lambda sign: nfkc(sign[0]), plain).strip()


def to_katakana_only(value: str) -> str:
    """Half-width kana made full-width, with their marks; hiragana stay."""
    return re.sub("[\uff61-\uff9f]+", lambda run: to_katakana(run[0]), value)
