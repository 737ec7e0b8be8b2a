"""The older rules, each beside the requirement that asks the same.

統計表における機械判読可能なデータの表記方法の統一ルール: numbers and titles are those of the edition in use for
e-Stat, with chapters on Excel (2, 3) and on CSV (4), as tools made for it write them. Nothing is judged by these: who
was checked by them finds here what asks the same today.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["OLDER_RULES", "SOURCE", "OlderRule"]

#: The ministry's announcement of the first edition (18 December 2020).
SOURCE = "https://www.soumu.go.jp/menu_news/s-news/01toukatsu01_02000186.html"


@dataclass(frozen=True)
class OlderRule:
    """One of the older rules, and the id of the requirement that asks the same."""

    id: str
    name: str
    name_en: str
    requirement: str


OLDER_RULES: tuple[OlderRule, ...] = (
    OlderRule("1", "ファイル形式", "Format of the file", "L1-01"),
    OlderRule("2-1", "1セル1データ", "Excel: one datum a cell", "L1-07"),
    OlderRule("2-2", "数値属性", "Excel: numbers are numbers", "L2-01"),
    OlderRule("2-3", "セルの結合", "Excel: merged cells", "L1-12"),
    OlderRule("2-4", "スペース・改行", "Excel: spaces and line breaks", "L1-06"),
    OlderRule("2-5", "項目名等の省略", "Excel: labels left out", "L2-02"),
    OlderRule("2-6", "数式", "Excel: formulas", "L2-06"),
    OlderRule("2-7", "オブジェクト", "Excel: objects", "L1-10"),
    OlderRule("2-8", "単位", "Excel: units", "L3-04"),
    OlderRule("2-9", "機種依存文字", "Excel: characters of one system", "L1-08"),
    OlderRule("2-10", "時間軸", "Excel: times", "L3-05"),
    OlderRule("2-11", "地域", "Excel: areas", "L3-06"),
    OlderRule("2-12", "特殊記号", "Excel: marks among numbers", "L3-03"),
    OlderRule("3-1", "データの分断", "Excel: data torn apart", "L1-03"),
    OlderRule("3-2", "1シートに複数の表", "Excel: several tables on a sheet", "L1-02"),
    OlderRule("4-1", "変数行から始まり、次行からデータ入力", "CSV: the header first, then data", "L3-01"),
    OlderRule("4-2", "1フィールド1データ", "CSV: one datum a field", "L1-07"),
    OlderRule("4-3", "数値属性", "CSV: numbers are numbers", "L2-01"),
    OlderRule("4-4", "スペース", "CSV: spaces", "L1-06"),
    OlderRule("4-5", "1行1データ", "CSV: a record is one line", "L1-14"),
    OlderRule("4-6", "項目名等の省略", "CSV: labels left out", "L2-02"),
    OlderRule("4-7", "単位", "CSV: units", "L3-04"),
    OlderRule("4-8", "機種依存文字", "CSV: characters of one system", "L1-08"),
    OlderRule("4-9", "時間軸", "CSV: times", "L3-05"),
    OlderRule("4-10", "地域コード・地域名称", "CSV: codes and names of areas", "L3-06"),
    OlderRule("4-11", "特殊記号", "CSV: marks among numbers", "L3-03"),
    OlderRule("4-12", "ダブルコーテーション", "CSV: values in quotes", "L1-15"),
    OlderRule("4-13", "データの分断", "CSV: data torn apart", "L1-03"),
    OlderRule("4-14", "1ファイルに複数の表", "CSV: several tables in a file", "L1-02"),
)
