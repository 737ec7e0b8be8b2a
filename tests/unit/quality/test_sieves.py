"""A sieve saves time and nothing else: every rule finds in a long table what it finds in a short one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.tomoni_core.reading import long
from ckanext.tomoni_quality import rules
from ckanext.tomoni_quality.check import check
from ckanext.tomoni_quality.report import Report
from ckanext.tomoni_quality.rules import _grid
from ckanext.tomoni_quality.rules._base import Example

NEVER = 1 << 30
HEADERS = [
    "名称", "名称_カナ", "全国地方公共団体コード", "緯度", "経度", "電話番号", "郵便番号", "公開日",
    "開始時間", "年度", "都道府県名", "市区町村名", "区分コード", "人数", "面積", "法人番号", "備考", "位置",
    "令和5年度", "",
]  # fmt: skip
CELLS = [
    "", " ", "　", "\x1f", "0", "０", "1", "-3", "1,200", "▲3", "①", "１２", "12 ", " 12", "-", "…", "N/A",
    "約40", "60人", "35.1", "139.5", "35.1,139.5", "35.1　139.5", "北緯35度", "0.0", "131016", "13101",
    "１３１０１６", "4.00E+12", "03-5253-5111", "０３－５２５３－５１１１", "内線12", "7608571", "760-8571",
    "2024-05-01", "2024-02-30", "5/31/2023", "5/1/2023", "令和6年5月1日", "㋿6年", "R6", "H30年度", "9:00",
    "09:00", "午後5時", "東京", "東京都", "府中市", "高松", "カナ", "ｶﾅ", "かな", "カ ナ", "同上", "〃",
    "同　左", "代々木", "合　計", " 甲", "甲  乙", "㈱甲", "\ue000", "髙", "ﾊﾞｽ", "その他（甲）",
    "そのほか:乙", "甲、乙", "甲", "乙", "ゴミ", "ごみ", "12(3)", "12（３）", "⑴", "=1+1", "＝A1", "+81 3",
    "@x", "-1+1|x", "改\n行", "←記入", "（記入例）甲", "※注", "注1：甲", "名称", "ＩＤ", "人数",
    "http://example.com", "あり", "なし", "長" * 300,
]  # fmt: skip
CELL = st.sampled_from(CELLS) | st.text(max_size=6)


def report(data: bytes, *, long_from: int, columns_from: int = NEVER, known: Any = None) -> Report:
    """The report of ``data`` when tables and files of so many rows and characters count as long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_grid, "LONG", long_from)
        patch.setattr(long, "LEAST_CHARACTERS", columns_from)
        return check(data, "example.csv", samples=10_000, **(known or {}))


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Columns that rules look for, full of what they look for; titles, repeated headers and remarks among them."""
    names = draw(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=6))
    row = st.lists(CELL, min_size=len(names), max_size=len(names))
    rows = draw(
        st.lists(
            row | row | row | st.just(names) | st.just([""] * len(names)) | st.lists(CELL, max_size=8), max_size=12
        )
    )
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([*draw(st.lists(st.just(["表題"]), max_size=1)), names, *rows])
    return out.getvalue().encode("utf-8", "replace")


@settings(max_examples=400, deadline=None)
@given(data=files())
def test_findings_are_equal(data: bytes) -> None:
    """Generated files: with and without sieves, read by records and by columns."""
    singly = report(data, long_from=NEVER).as_dict()
    assert report(data, long_from=0).as_dict() == singly
    assert report(data, long_from=0, columns_from=0).as_dict() == singly


def examples() -> Iterator[tuple[str, Example]]:
    """Every example of every rule."""
    for rule in rules.all_rules():
        for number, example in enumerate([*rule.GOOD, *rule.BAD]):
            yield pytest.param(example, id=f"{rule.SLUG}-{number}")  # pyright: ignore[reportReturnType]


@pytest.mark.parametrize("example", list(examples()))
def test_examples_are_found_through_sieves(example: Example) -> None:
    known = {"organization_code": example.organization_code, "declared_standard": example.declared_standard}
    singly = report(example.content, long_from=NEVER, known=known)
    assert report(example.content, long_from=0, columns_from=0, known=known).as_dict() == singly.as_dict()
