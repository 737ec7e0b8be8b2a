"""Which standard a header follows: real spellings, cut-down headers, and what must stay unrecognised."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ckanext.tomoni_core.standards import Standard, registry

ALL = [standard for standard in registry().all() if standard.columns]


def _names(standard: Standard) -> list[str]:
    return [column.name for column in standard.columns]


def _header(ident: str) -> list[str]:
    standard = registry().get(ident)
    assert standard is not None
    return _names(standard)


@pytest.mark.parametrize("standard", ALL, ids=lambda s: s.id)
def test_a_full_header_is_recognised_with_its_edition(standard: Standard) -> None:
    """Each standard and edition recognises itself and nothing else."""
    found = registry().recognise(_names(standard))
    assert found is not None
    assert found.standard.id == standard.id
    assert found.confidence > 0.95
    assert [column.name for column in found.columns.values()] == _names(standard)
    assert not found.missing
    assert not found.extra
    assert not found.renamed


@pytest.mark.parametrize("standard", ALL, ids=lambda s: s.id)
def test_columns_in_another_order(standard: Standard) -> None:
    """The order of columns does not matter."""
    found = registry().recognise(_names(standard)[::-1])
    assert found is not None
    assert found.standard.id == standard.id


@pytest.mark.parametrize("standard", ALL, ids=lambda s: s.id)
def test_a_few_own_columns_and_a_few_missing(standard: Standard) -> None:
    """A municipality adds two columns of its own and leaves out the last one."""
    header = [*_names(standard)[:-1], "管理番号", "担当者メモ"]
    found = registry().recognise(header)
    assert found is not None
    assert found.standard.id == standard.id
    assert list(found.extra.values()) == ["管理番号", "担当者メモ"]
    assert [column.name for column in found.missing] == _names(standard)[-1:]


_HALF = str.maketrans({"コ": "ｺ", "ー": "ｰ", "ト": "ﾄ", "イ": "ｲ", "レ": "ﾚ", "カ": "ｶ", "ナ": "ﾅ", "ス": "ｽ"})
NOISE: dict[str, Callable[[list[str]], list[str]]] = {
    "half-width kana": lambda h: [name.translate(_HALF) for name in h],
    "numbered": lambda h: [f"{i}.{name}" for i, name in enumerate(h, 1)],
    "marked as required": lambda h: [f"{name}（必須）" for name in h],
    "look-alike typo": lambda h: [name.replace("連結表記", "連結標記") for name in h],
    "underscore for parentheses": lambda h: [name.replace("(方書)", "_方書") for name in h],
    "dump of the DataStore": lambda h: ["_id", *h],
    "trailing empty cells": lambda h: [*h, "", "", "　"],
    "remark left from the template": lambda h: [*h, "←データの項目名を入力"],
    "blanks and newlines": lambda h: [name[:2] + "\n" + name[2:] + " " for name in h],
    "linked CSV": lambda h: ["#property", *h],
    "full-width letters": lambda h: [name.replace("ID", "ＩＤ").replace("URL", "ＵＲＬ") for name in h],
}


@pytest.mark.parametrize("noise", NOISE)
@pytest.mark.parametrize(
    "ident", ["public_toilet@2026", "public_facility@2026", "aed@2021", "public_wireless_lan@2026"]
)
def test_spellings_seen_in_real_files(ident: str, noise: str) -> None:
    """Width, numbering, marks, remarks, dumps: the columns are all found, and nothing is extra."""
    found = registry().recognise(NOISE[noise](_header(ident)))
    assert found is not None
    assert found.standard.id == ident
    assert not found.missing
    assert not found.extra


def test_renamed_columns_are_told() -> None:
    """A column under another name is found and reported with the text as written."""
    header = [name.replace("所在地_連結表記", "住所") for name in _header("public_toilet@2026")]
    found = registry().recognise(header)
    assert found is not None
    position = header.index("住所")
    assert found.renamed == {position: "住所"}
    assert found.columns[position].name == "所在地_連結表記"


def test_a_repeated_column_is_extra() -> None:
    """The second of two equal names is not given the column again."""
    header = [*_header("aed@2021"), "名称"]
    found = registry().recognise(header)
    assert found is not None
    assert found.extra == {len(header) - 1: "名称"}


THIN = {
    "aed@2026": "全国地方公共団体コード ID 地方公共団体名 名称 名称_カナ 所在地_連結表記 緯度 経度 設置位置 "
    "利用可能曜日 開始時間 終了時間 小児対応設備の有無 備考",
    "public_wireless_lan@2021": "都道府県コード又は市区町村コード NO 都道府県名 市区町村名 名称 名称_カナ 住所 "
    "緯度 経度 設置者 SSID 提供エリア",
    "fire_hydrant@2026": "全国地方公共団体コード ID 地方公共団体名 種別 所在地_連結表記 緯度 経度 口径(管径ｍｍ) 備考",
    "evacuation_space@2021": "NO 名称 名称_カナ 住所 緯度 経度 標高 電話番号 市区町村コード 災害種別_洪水 "
    "災害種別_崖崩れ・土石流及び地滑り 災害種別_高潮 災害種別_地震(火災) 災害種別_津波 対象となる地区",
}
DOUBTFUL = {
    "nothing": "",
    "one name": "名称",
    "any list of places": "名称 住所 緯度 経度 電話番号",
    "the common block alone": "全国地方公共団体コード ID 地方公共団体名 名称 名称_カナ 所在地_連結表記 緯度 経度 備考",
    "a park register": "全国地方公共団体コード ID 地方公共団体名 名称 名称_カナ POIコード 所在地_連結表記 "
    "建物名等(方書) 緯度 経度 管理番号 公簿面積 備考",
    "sandbag depots": "#property 名称 名称_カナ 住所 緯度 経度 管理者 電話番号 開始時間 終了時間 特記事項 URL",
    "a city's own event list": "№ 対象 開催日 開始時間 終了時間 行事名 場所名称 緯度 経度 説明 "
    "料金 定員 申込期間 URL TEL",
    "English": "id name address latitude longitude",
    "another subject": "年度 歳入 歳出",
    "two columns of a small standard": "種別 備考",
}


@pytest.mark.parametrize(("expected", "header"), THIN.items(), ids=THIN)
def test_thin_headers_that_are_clear(expected: str, header: str) -> None:
    """Few columns suffice when they are those that only one standard has."""
    found = registry().recognise(header.split())
    assert found is not None
    assert found.standard.id == expected


@pytest.mark.parametrize("header", DOUBTFUL.values(), ids=DOUBTFUL)
def test_doubt_is_answered_with_nothing(header: str) -> None:
    """A wrong recognition is worse than none."""
    assert registry().recognise(header.split()) is None


def test_the_shared_block_of_two_standards_is_neither() -> None:
    """The school's ten columns open 学校給食献立情報 and 小中学校通学区域情報 alike."""
    assert registry().recognise(_header("school_lunch@2026")[:10]) is None
    assert registry().recognise(_header("school_district@2026")) is not None


def test_aliases_do_not_tell_a_standard() -> None:
    """名称 is an alias of 公営駐輪場_名称 and of many others: plain names never make a list of bicycle parking."""
    plain = ["全国地方公共団体コード", "ID", "名称", "名称_カナ", "名称_英語", "緯度", "経度", "説明", "屋内外"]
    assert registry().recognise(plain) is None


def test_compared_with_a_standard_that_it_does_not_follow() -> None:
    """The differences are told all the same."""
    standard = registry().get("aed@2021")
    assert standard is not None
    found = registry().compare(["名称", "献立"], standard)
    assert list(found.extra.values()) == ["献立"]
    assert len(found.missing) == 21
    assert found.confidence < 0.3


@pytest.mark.parametrize(
    ("header", "slug", "may"),
    [
        ("献立 数量", "aed", False),
        ("献立 数量", "baby_station", True),
        ("献立 数量", "hospital", False),
        ("全国地方公共団体コード 名称 診療科目 病床数 独自1 独自2 独自3 独自4 独自5", "hospital", True),
        ("名称 住所", "no_such", False),
    ],
)
def test_what_speaks_against_a_claim(header: str, slug: str, may: bool) -> None:
    """A standard that is known in part refuses only what has nothing of it; one known by name refuses nobody."""
    assert registry().may_follow(header.split(), slug) is may


def test_a_file_of_another_standard_does_not_follow_this_one() -> None:
    """What is recognised as one standard is no other, however little is known of that."""
    assert not registry().may_follow(_header("aed@2021"), "baby_station")
    assert registry().may_follow(_header("aed@2021"), "aed")


def test_names_of_standards_known_in_part_mean_nothing_elsewhere() -> None:
    """状況 is a hospital's state in 医療機関一覧 alone."""
    assert registry().columns_by_name(["状況", "内容", "料金", "品目", "町字"]) == {}


def test_hostile_headers_do_no_harm() -> None:
    """Very long, control and surrogate-free odd cells are simply not recognised."""
    assert registry().recognise(["=cmd|' /C calc'!A0", "<script>", "あ" * 100_000, "\x00\x07", "\u202e"]) is None


def test_single_columns_mean_something_anywhere() -> None:
    """A table of no standard still has its latitude; words with several meanings are left out."""
    header = ["公園名", "緯度", "経度", "種別", "所在地_連結表記", "_id", "全国地方公共団体コード"]
    keys = {position: column.key for position, column in registry().columns_by_name(header).items()}
    assert keys[1] == "latitude"
    assert keys[2] == "longitude"
    assert keys[4] == "address"
    assert keys[6] == "local_government_code"
    assert not {0, 5} & set(keys)
