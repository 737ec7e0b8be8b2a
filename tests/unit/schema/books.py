"""Definition books in the shape of the official one, made for the tests: sample text, real headings."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook

HEADINGS = (
    *("項目No.", "項目名", "区分", "説明", "形式", "記入例", "項目名英語", "共通語彙基盤", "共通語彙基盤での値型"),
    *("GIF参照データモデル", "GIF区分"),
)
TOILETS = (
    (1, "全国地方公共団体コード", "○", "団体のコード", "文字列（半角数字）", "011002", "localGovernmentCode"),
    (2, "ID", "〇", "行のID", "文字列（半角英数字）", "LL0100022200", "identifier"),
    (3, "地方公共団体名", "", "団体の名前", "文字列", "北海道札幌市", "localGovernmentName"),
    (4, "名称", "◎", "施設の名前", "文字列", "○○駅", "name"),
    (5, "所在地_連結表記", "◎", "住所", "文字列", "北海道札幌市", "fullAddress"),
    (6, "緯度", "○", "緯度", "文字列（半角文字）", "43.064310", "latitude"),
    (7, "経度", "○", "経度", "文字列（半角文字）", "141.346814", "longitude"),
    (8, "男性トイレ総数", "○", "便座の数", "数値（半角数字）", 6, "totalMaleToilet"),
    (9, "車椅子使用者用\nトイレ有無", "〇", "有無", "文字列（統制語彙）", "有", "multipurposeToilet"),
    (10, "利用開始時間", "○", "始まり", "時刻（hh:mm）", "09:00", "startTime"),
    (11, "画像", "○", "画像のURL", "URI", "https://www.city.example.lg.jp/a.jpg", "pictureUrl"),
    (12, "着替え台の有無", "", "新しい項目", "文字列（統制語彙）", "有", "changingTable"),
)


def book(
    sheets: dict[str, Sequence[Sequence[object]]] | None = None,
    titles: Sequence[Sequence[object]] = (("自治体標準オープンデータセット",), ("公衆トイレ一覧",), ()),
    headings: Sequence[str] = HEADINGS,
) -> Workbook:
    """A workbook with a cover, a sheet of notes, and each of ``sheets`` under ``titles`` and ``headings``."""
    made = Workbook()
    cover = made.worksheets[0]
    cover.title = "表紙"
    cover.append(["自治体標準オープンデータセット 定義書"])
    for name, items in (sheets or {"13_公衆トイレ一覧": TOILETS}).items():
        sheet = made.create_sheet(name)
        for row in (*titles, headings, *items):
            sheet.append(list(row))
        sheet.append(["（注1）", "脚注です"])
    notes = made.create_sheet("データ項目特記事項")
    notes.append(["【共通ルール】"])
    notes.append(["No.", "対象", "ルール"])
    return made


def data(made: Workbook) -> bytes:
    """The workbook as bytes."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
