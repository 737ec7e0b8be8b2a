"""Which names of columns say in what unit their numbers are."""

from __future__ import annotations

import re

from ckanext.tomoni_core.text import clean

_BRACKETED = re.compile(r"[(\[【〔<][^)\]】〕>]{1,20}[)\]】〕>]|単位")
#: A count says its unit by its name: 人口, 世帯数, 棟数.
_COUNTED = re.compile(
    r"(?:数|人口|定員|回答|件|人|名|台|箇所|か所|ヶ所|回|冊|棟|戸|室|床|席|校|園|本|羽|頭|匹|count)$", re.I
)
_WRITTEN = re.compile(
    r"(?:率|割合|％|%|年齢|年度?|月|日|時間|時刻|番号|番地|号|順位?|階数?|緯度|経度|標高|座標|コード|year|month|day|age|rate|ratio)$",
    re.I,
)
#: What is measured, and so means nothing without a unit.
_MEASURED = re.compile(
    r"(?:面積|延長|長さ|距離|幅員?|高さ|深さ|重量|容量|体積|水位|水深|雨量|降水量|気温|温度|湿度|濃度|速度|流量|使用量|消費量|発生量"
    r"|排出量|収集量|処理量|生産量|金額|料金|価格|予算額?|決算額?|税額|収入|支出|歳入|歳出|売上高?)(?:計|合計|平均)?$"
)


_BRACKETS = re.compile(r"[(\[【〔<][^)\]】〕>]*[)\]】〕>]")


def last_word(name: str) -> str:
    """What a name says is counted or measured (``人口（男）`` → ``人口``), empty when it does not say."""
    plain = _BRACKETS.sub("", clean(name)).strip()
    found = _MEASURED.search(plain) or _COUNTED.search(plain)
    return found[0] if found else ""


def is_scale(name: str) -> bool:
    """Whether a name speaks of a time, a place in an order or a code: of no quantity."""
    return bool(_WRITTEN.search(_BRACKETS.sub("", clean(name)).strip()))


def says_unit(name: str) -> bool:
    """Whether a name tells its unit, in brackets or by what it counts."""
    plain = clean(name)
    return bool(_BRACKETED.search(plain) or _COUNTED.search(plain) or _WRITTEN.search(plain))


def needs_unit(name: str) -> bool:
    """Whether a name speaks of something measured, by its last word."""
    return bool(_MEASURED.search(clean(name)))
