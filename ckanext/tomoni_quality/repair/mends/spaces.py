"""Blanks that only lay text out. A blank within a name (高松　太郎, 林　一) is left: it may be meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_core.text import fold
from ckanext.tomoni_core.writing import FORMULA_STARTS
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example, everywhere
from ckanext.tomoni_quality.repair.model import Edit
from ckanext.tomoni_quality.repair.sheet import Sheet
from ckanext.tomoni_quality.rules import formula_injection, spaces_for_looks

SLUG = "spaces"
ORDER = 20
TITLE = Text("見た目のための空白を取る", "Remove spaces that are there for looks")
WHAT = Text(
    "前後の空白を取り、続く空白を 1 つにし、「合　計」「名　称」のような決まった言葉の間の空白を取ります。"
    "「林　一」のように名前かもしれない空白は直しません。",
    "Blanks at the ends go, runs become one, and words such as 合　計 or 名　称 are closed up. What may be a name "
    "(林　一) is left.",
)
MENDS = [
    Example(
        "名　称,人数\n合　計,12\n　うち男性,5\n市  役所,7\n世　帯　数,3\n",
        (
            (1, 1, "名　称", "名称"),
            (2, 1, "合　計", "合計"),
            (3, 1, "　うち男性", "うち男性"),
            (4, 1, "市  役所", "市 役所"),
            (5, 1, "世　帯　数", "世帯数"),
        ),
    ),
]
LEAVES = [
    Example("名称,代表者\n市役所,高松 太郎\n第２ 公園,高松　花子\n甲,林　一\n"),
    Example('名称,備考\n甲," =HYPERLINK(""http://example.com"")"\n'),
    Example("SSID,パスワード\nfree  wifi, abc \n"),
]
_LABELS = ("合計", "総計", "小計", "総数", "総額", "平均", "男女", "男性", "女性", "世帯", "人口", "年度", "年齢")
_HEADINGS = ("備考", "摘要", "区分", "番号", "所属", "氏名", "性別", "金額", "単位", "地区", "町名")
_WORDS = frozenset([*_LABELS, *_HEADINGS])
_BLANK = re.compile(spaces_for_looks.BLANK)
_SECRET = re.compile(r"ssid|pass|パスワード|暗証|合言葉", re.IGNORECASE)


def mend(sheet: Sheet) -> Iterable[Edit]:
    """Each name and value with such blanks; a network's name or password keeps every blank."""
    header = sheet.table.header
    return everywhere(sheet, _mended, lambda column: bool(_SECRET.search(fold(header[column]))))


def _mended(value: str) -> str | None:
    plain = value.strip()
    if not plain or _would_run(value, plain):
        return None
    if not spaces_for_looks.for_looks(plain):
        return plain
    if spaces_for_looks.SPREAD.fullmatch(plain) and not _is_word(plain):
        return plain
    return spaces_for_looks.mended(plain)


def _would_run(value: str, plain: str) -> bool:
    """Whether only the blank before it keeps a spreadsheet from running the cell."""
    if value.startswith(FORMULA_STARTS) or not plain.startswith(FORMULA_STARTS):
        return False
    return not formula_injection.HARMLESS.fullmatch(plain)


def _is_word(spread: str) -> bool:
    # Three letters apart are no person's name; two may be.
    word = _BLANK.sub("", spread)
    return len(_BLANK.split(spread)) > 2 or word in _WORDS or bool(registry().columns_by_name([word]))
