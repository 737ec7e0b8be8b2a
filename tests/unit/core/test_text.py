"""Column names as cities spell them, and what they mean the same as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.tomoni_core import text

HEADERS = {
    "全国地方公共団体ｺｰﾄﾞ": "全国地方公共団体コード",
    "名称_ｶﾅ": "名称_カナ",
    "男性ﾄｲﾚ総数": "男性トイレ総数",
    "1.名称": "名称",
    "2.名称_カナ": "名称_カナ",
    "１２．名称": "名称",
    "(3)名称": "名称",
    "①名称": "名称",
    "名称（必須）": "名称",
    "名称【必須】": "名称",
    "(任意)名称": "名称",
    "名称※必須": "名称",
    "名称*": "名称",
    "◎名称": "名称",
    "1.名称（必須）": "名称",
    "所在地_連結標記": "所在地_連結表記",
    "都道府県コード又は\n市区町村コード": "都道府県コード又は市区町村コード",
    "名　称": "名称",
    "\ufeff名称": "名称",
    '"名称"': "名称",
    "  ＵＲＬ ": "URL",
    "ＮＯ": "NO",
    "←データの項目名を入力": "",
    "備考←データの項目名を入力": "備考",
    "": "",
    "_id": "_id",
    "0～4歳の男性": "0-4歳の男性",
    "０－４歳の男性": "0-4歳の男性",
    "0-4歳の男性": "0-4歳の男性",
    "85歳以上の女性": "85歳以上の女性",
    "3.11伝承施設": "3.11伝承施設",
    "10.0-4歳の男性": "0-4歳の男性",
    "26．85歳以上の男性": "85歳以上の男性",
    "(2)０～４歳の女性": "0-4歳の女性",
    "連絡先備考（その他、SNSなど）": "連絡先備考(その他、SNSなど)",
    "男性トイレ数（小便器）": "男性トイレ数(小便器)",
    "所在地 _ 町字": "所在地_町字",
    "町字\nID": "町字ID",
    "POI\nコード": "POIコード",
    "Post  Code": "Post Code",
    "○○名": "○○名",
    "#property": "#property",
}


@pytest.mark.parametrize(("given_", "expected"), HEADERS.items())
def test_normalise_header(given_: str, expected: str) -> None:
    assert text.normalise_header(given_) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ごみの分別方法_ID", "ゴミの分別方法＿ｉｄ"),
        ("建物名等（方書）", "建物名等_方書"),
        ("災害種別_崖崩れ、土石流及び地滑り", "災害種別_崖崩れ・土石流及び地滑り"),
        ("茅ヶ崎市", "茅ケ崎市"),
        ("髙松市", "高松市"),
        ("NO", "№"),
        ("No.", "NO"),
    ],
)
def test_fold_makes_equal(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("_id", "ID"),
        ("名称", "名称_カナ"),
        ("緯度", "経度"),
        ("住所", "所在地_連結表記"),
        ("0-4歳の男性", "0-4歳の女性"),
    ],
)
def test_fold_keeps_apart(one: str, other: str) -> None:
    """What means something else never folds alike: the row number of a dump, an alias, a neighbour."""
    assert text.fold(one) != text.fold(other)


@pytest.mark.parametrize("unit", ["(1)", "※必須", "*", " _", "←", "（必須）", "ﷺ"])
def test_long_hostile_headers_do_not_hang(unit: str) -> None:
    assert len(text.normalise_header(unit * 300_000)) <= 500


def test_to_katakana() -> None:
    assert text.to_katakana("さっぽろｼ abc１2ガッコウ") == "サッポロシ abc１2ガッコウ"
    assert text.to_katakana("ﾊﾞｽ") == "バス"


def test_clean_reads_as_a_person() -> None:
    assert text.clean(" ９月７日\n(土) \u200b") == "9月7日 (土)"


@given(st.text())
def test_normalising_twice_changes_nothing(value: str) -> None:
    once = text.normalise_header(value)
    assert text.normalise_header(once) == once
    assert "\n" not in once
    assert once == once.strip()


@given(st.text())
def test_fold_never_fails_and_is_stable(value: str) -> None:
    assert text.fold(text.fold(value)) == text.fold(value)
