"""What each column holds, by the recognised standard or by its name: rules on codes and coordinates need to know.

A column's kind is never guessed from its values alone; a name that says nothing has no kind and is left in peace.
"""

from __future__ import annotations

import re
from typing import Literal

from ckanext.tomoni_core.standards import Recognition, registry
from ckanext.tomoni_core.text import fold

Kind = Literal[
    "code", "located_code", "corporate_number", "latitude", "longitude", "phone", "postal_code", "date", "time", "kana",
    "number", "text",
]  # fmt: skip

#: What the standards call the meaning of a column.
_BY_KEY: dict[str, Kind] = {
    "local_government_code": "code", "municipality_code": "code", "location_code": "located_code",
    "corporate_number": "corporate_number", "latitude": "latitude", "longitude": "longitude", "phone": "phone",
    "fax": "phone", "postal_code": "postal_code", "name_kana": "kana", "issued": "date", "modified": "date",
}  # fmt: skip
#: Names seen in real files that no standard has.
_NAMES: dict[Kind, tuple[str, ...]] = {
    "code": ("全国地方公共団体コード", "地方公共団体コード", "団体コード", "市区町村コード", "prefCode", "cityCode"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "lng"),
    "phone": ("telephoneNumber", "TEL", "電話", "phone", "ＦＡＸ番号"),
    "time": ("startTime", "endTime", "開館時間", "閉館時間"),
    "date": (
        "日付", "年月日", "公開日", "更新日", "最終更新日", "開始日", "終了日", "指定日",
        "culturalPropertyDate", "lunchDay", "surveyDate", "startDate", "endDate",
    ),
    "kana": ("fullNameInKana",),
}  # fmt: skip
_BY_NAME: dict[str, Kind] = {fold(name): kind for kind, names in _NAMES.items() for name in names}
_KANA = re.compile(r"(?:_|[(（])?(?:カナ|フリガナ|ふりがな)[)）]?$|InKana$", re.IGNORECASE)
_DATE_END = re.compile(r"(?:年月日|_公開日|_最終更新日|指定日|登録日)$")
_PLACE = re.compile(r"_(緯度|経度|電話番号|郵便番号|法人番号)$")
_PLACES: dict[str, Kind] = {
    "緯度": "latitude", "経度": "longitude", "電話番号": "phone", "郵便番号": "postal_code",
    "法人番号": "corporate_number",
}  # fmt: skip
#: In the files of 高松市 a column is only called ``code`` where ``cityName`` stands beside it.
_CODE_BESIDE = {fold("prefName"), fold("cityName"), fold("都道府県名"), fold("市区町村名")}


def kinds(header: list[str], recognition: Recognition | None) -> dict[int, Kind]:
    """The kind of each 0-based column that has one."""
    folded = [fold(name) for name in header]
    found: dict[int, Kind | None] = {number: _by_name(name, folded[number]) for number, name in enumerate(header)}
    for number, name in enumerate(folded):
        if name == "code" and _CODE_BESIDE & set(folded):
            found[number] = "code"
    for number, column in registry().columns_by_name(header).items():
        found[number] = _by_key(column.key) or found[number]
    for number, column in (recognition.columns if recognition else {}).items():
        found[number] = _by_key(column.key) or _by_type(column.type) or found[number]
    return {number: kind for number, kind in sorted(found.items()) if kind}


def _by_key(key: str) -> Kind | None:
    if key in _BY_KEY:
        return _BY_KEY[key]
    if key.endswith("_kana"):
        return "kana"
    return "time" if key.endswith("_time") else "date" if key.endswith("_date") else None


def _by_name(name: str, folded: str) -> Kind | None:
    if folded in _BY_NAME:
        return _BY_NAME[folded]
    tail = _PLACE.search(name)
    if tail:
        return _PLACES[tail[1]]
    if _KANA.search(name.strip()):
        return "kana"
    return "date" if _DATE_END.search(name.strip()) else None


def _by_type(kind: str) -> Kind | None:
    return {"number": "number", "integer": "number", "date": "date", "time": "time"}.get(kind)  # pyright: ignore[reportReturnType]
