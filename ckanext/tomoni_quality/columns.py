"""What each column holds, by the recognised standard or by its name: rules on codes and coordinates need to know.

A column's kind is never guessed from its values alone; a name that says nothing has no kind and is left in peace.
"""

from __future__ import annotations

import re
from typing import Literal

from ckanext.tomoni_core.standards import Recognition
from ckanext.tomoni_core.text import fold

Kind = Literal[
    "code", "located_code", "corporate_number", "latitude", "longitude", "phone", "postal_code", "date", "time", "kana",
    "number", "text",
]  # fmt: skip

_NAMES: dict[Kind, tuple[str, ...]] = {
    "code": (
        "全国地方公共団体コード", "都道府県コード又は市区町村コード", "都道府県コードまたは市区町村コード",
        "市区町村コード", "地方公共団体コード", "団体コード", "localGovernmentCode", "prefCode", "cityCode",
    ),
    "located_code": ("所在地_全国地方公共団体コード", "locatedLocalGovernmentCode"),
    "corporate_number": ("法人番号", "corporateNumber"),
    "latitude": ("緯度", "latitude", "lat"),
    "longitude": ("経度", "longitude", "lon", "lng"),
    "phone": ("電話番号", "連絡先電話番号", "FAX番号", "telephoneNumber", "TEL", "電話", "phone"),
    "postal_code": ("郵便番号", "postalCode", "zip", "zipcode"),
    "time": (
        "開始時間", "終了時間", "利用開始時間", "利用終了時間", "診療開始時間", "診療終了時間", "開館時間", "閉館時間",
        "子供預かり開所時間", "子供預かり閉所時間", "参加申込終了時間", "startTime", "endTime",
    ),
    "date": (
        "調査年月日", "開始日", "終了日", "文化財指定日", "参加申込終了日", "公開日", "最終更新日", "更新日", "日付",
        "年月日", "認可等年月日", "指定年月日", "culturalPropertyDate", "lunchDay", "surveyDate",
        "startDate", "endDate",
    ),
}  # fmt: skip
_BY_NAME: dict[str, Kind] = {fold(name): kind for kind, names in _NAMES.items() for name in names}
_KANA = re.compile(r"(?:_|[(（])?(?:カナ|フリガナ|ふりがな)[)）]?$|InKana$", re.IGNORECASE)
_DATE_END = re.compile(r"(?:年月日|_公開日|_最終更新日|指定日|登録日)$")
_PLACE = re.compile(r"_(緯度|経度|電話番号|郵便番号|法人番号)$")
#: In the files of 高松市 a column is only called ``code`` where ``cityName`` stands beside it.
_CODE_BESIDE = {fold("prefName"), fold("cityName"), fold("都道府県名"), fold("市区町村名")}


def kinds(header: list[str], recognition: Recognition | None) -> dict[int, Kind]:
    """The kind of each 0-based column that has one."""
    folded = [fold(name) for name in header]
    found = {number: _by_name(name, folded[number]) for number, name in enumerate(header)}
    for number, name in enumerate(folded):
        if name == "code" and _CODE_BESIDE & set(folded):
            found[number] = "code"
    for number, column in (recognition.columns if recognition else {}).items():
        found[number] = _by_name(column.name, fold(column.name)) or _by_type(column.type) or found.get(number)
    return {number: kind for number, kind in sorted(found.items()) if kind}


def _by_name(name: str, folded: str) -> Kind | None:
    known = _BY_NAME.get(folded)
    if known:
        return known
    tail = _PLACE.search(name)
    if tail:
        return _BY_NAME.get(fold(tail[1]))
    if _KANA.search(name.strip()):
        return "kana"
    return "date" if _DATE_END.search(name.strip()) else None


def _by_type(kind: str) -> Kind | None:
    return {"number": "number", "integer": "number", "date": "date", "time": "time"}.get(kind)  # pyright: ignore[reportReturnType]
