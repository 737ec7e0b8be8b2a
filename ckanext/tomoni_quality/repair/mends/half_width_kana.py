"""Half-width kana to full-width: ｺﾐｭﾆﾃｨ reads コミュニティ whatever the column means."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.text import fold
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example, everywhere
from ckanext.tomoni_quality.repair.model import Edit
from ckanext.tomoni_quality.repair.sheet import Sheet
from ckanext.tomoni_quality.rules import platform_characters

SLUG = "half-width-kana"
ORDER = 21
TITLE = Text("半角カナを全角にする", "Half-width kana to full-width")
WHAT = Text(
    "「ｺﾐｭﾆﾃｨ」を「コミュニティ」にします。①や㈱などの機種依存文字、漢字の字体は直しません。",
    "ｺﾐｭﾆﾃｨ becomes コミュニティ. Signs such as ① and ㈱, and variants of kanji, are left.",
)
MENDS = [
    Example(
        "名称,男性ﾄｲﾚ数\nｺﾐｭﾆﾃｨｾﾝﾀｰ,3\n",
        ((1, 2, "男性ﾄｲﾚ数", "男性トイレ数"), (2, 1, "ｺﾐｭﾆﾃｨｾﾝﾀｰ", "コミュニティセンター")),
    ),
]
LEAVES = [Example("名称\n㈱中央①\n髙橋商店\n"), Example("SSID\nﾌﾘｰ\n")]
_SECRET = re.compile(r"ssid|pass|パスワード", re.IGNORECASE)


def mend(sheet: Sheet) -> Iterable[Edit]:
    """Each name and value with such kana; a network's name or password is left as it is."""
    header = sheet.table.header
    return everywhere(
        sheet, platform_characters.to_katakana_only, lambda column: bool(_SECRET.search(fold(header[column])))
    )
