"""Columns of readings in full-width katakana: しやくしょ and ｼﾔｸｼｮ to シヤクショ. Kanji are left."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example
from ckanext.tomoni_quality.repair.model import Edit
from ckanext.tomoni_quality.repair.sheet import Sheet
from ckanext.tomoni_quality.rules import kana

SLUG = "kana"
ORDER = 39
TITLE = Text("カナの列を全角カタカナにする", "Readings to full-width katakana")
WHAT = Text(
    "カナの列の「しやくしょ」を「シヤクショ」にします。漢字の混ざったものは直しません。",
    "In columns of readings しやくしょ becomes シヤクショ. What has kanji in it is left.",
)
MENDS = [Example("名称,名称_カナ\n市役所,しやくしょ\n", ((2, 2, "しやくしょ", "シヤクショ"),))]
LEAVES = [Example("名称,名称_カナ\n図書館,中央図書館\n"), Example("名称,あいさつ\n市役所,こんにちは\n")]


def mend(sheet: Sheet) -> Iterable[Edit]:
    """Each reading that the rule has katakana for."""
    for hit in kana.check(sheet.table, sheet.context):
        if hit.suggestion:
            yield Edit(hit.row, hit.column, hit.suggestion)
