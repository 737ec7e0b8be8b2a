"""The thirty requirements as data: official name, severity, what they apply to, and which findings speak to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

Gravity = Literal["fatal", "critical", "major", "minor"]
#: What a table must hold for a requirement to apply; ``excel`` and ``csv`` are kinds of file.
Subject = Literal["excel", "csv", "numbers", "choices", "times", "areas", "codes", "series"]

SOURCE = "https://www.cas.go.jp/jp/seisaku/digital_gyozaikaikaku/pdf/gyouseidata_rule.pdf"
#: Points that a requirement that is not met takes from its level, a fatal one all of them:
#: https://github.com/digital-go-jp/machine_readability_rule, scoring.md.
DEDUCTIONS: dict[tuple[Gravity, int], int] = {
    ("critical", 1): 10, ("critical", 2): 40, ("critical", 3): 15,
    ("major", 1): 5, ("major", 2): 30, ("major", 3): 10,
    ("minor", 1): 2, ("minor", 2): 10, ("minor", 3): 5,
}  # fmt: skip


@dataclass(frozen=True)
class Requirement:
    """One of the thirty.

    ``failed_by`` are the slugs of findings that settle that it is not met, ``doubted_by`` of those a person must judge.
    ``subject`` is what it is about: without it in the table the requirement does not apply. ``needs_dataset``: judged
    only where the dataset around the file is known.
    """

    id: str
    name: str
    name_en: str
    gravity: Gravity
    failed_by: tuple[str, ...] = ()
    doubted_by: tuple[str, ...] = ()
    subject: Subject | None = None
    needs_dataset: bool = False

    @property
    def level(self) -> int:
        """1, 2 or 3."""
        return int(self.id[1])

    @property
    def deduction(self) -> int:
        """What it takes from 100 when it is not met."""
        return 100 if self.gravity == "fatal" else DEDUCTIONS[self.gravity, self.level]


REQUIREMENTS: tuple[Requirement, ...] = (
    Requirement(
        "L1-01", "ファイル形式は機械が直接読み取れるExcelやCSV等となっているか",
        "The format (Excel, CSV, …) is read by machines", "fatal",
    ),
    Requirement(
        "L1-02", "１シート（ファイル）に複数の表が掲載されていないか", "A sheet or file holds one table", "fatal",
        ("several-tables",), ("header-inside",),
    ),
    Requirement(
        "L1-03", "データが分断されていないか", "The data are not torn apart", "critical",
        ("empty-columns", "empty-records", "repeated-header"),
    ),
    Requirement(
        "L1-04", "データ本体と無関係な情報がないか", "Nothing stands beside the data", "major",
        ("notes-outside", "template-remarks"), ("preamble",),
    ),
    Requirement(
        "L1-05", "すべての列に意味が推測できる項目名が存在するか", "Every column has a name that tells what it holds",
        "critical", ("header-empty", "header-meaningless", "header-looks-like-data"), ("header-terse",),
    ),
    Requirement(
        "L1-06", "スペースや改行等で体裁を整えていないか", "No spaces or line breaks lay out the text", "critical",
        ("spaces-for-looks", "header-newline", "line-break-in-cell"),
    ),
    Requirement(
        "L1-07", "１セル１データとなっているか", "A cell holds one datum", "critical",
        ("several-values-in-cell", "coordinates-in-one-cell"), ("lists-in-cell", "note-in-cell"),
    ),
    Requirement(
        "L1-08", "機種依存文字を使用していないか", "No characters that only some systems have", "critical",
        ("platform-characters", "lost-characters"),
    ),
    Requirement(
        "L1-09", "空白とゼロが明確に区別されているか", "Blank and zero are told apart", "minor",
        doubted_by=("blank-and-zero",), subject="numbers",
    ),
    Requirement(
        "L1-10", "【Excel】オブジェクトを使用していないか", "Excel: no drawings or text boxes", "critical",
        ("drawing",), subject="excel",
    ),
    Requirement(
        "L1-11", "【Excel】書式でデータの違いを表現していないか", "Excel: formats carry no meaning", "critical",
        ("struck-through",), ("format-as-meaning",), subject="excel",
    ),
    Requirement(
        "L1-12", "【Excel】セルの結合をしていないか", "Excel: no merged cells", "critical", ("merged-cells",),
        subject="excel",
    ),
    Requirement(
        "L1-13", "【Excel】不要な行や列が非表示のまま残されていないか", "Excel: nothing is hidden", "critical",
        ("hidden-row", "hidden-column", "hidden-sheet"), subject="excel",
    ),
    Requirement(
        "L1-14", "【CSV】１行１データで表現されているか", "CSV: a record is one line", "fatal",
        ("line-break-in-cell", "header-newline", "swallowed-lines"), subject="csv",
    ),
    Requirement(
        "L1-15", "【CSV】文字列にカンマが含まれているフィールドの値はダブルコーテーション（“）で囲んでいるか",
        "CSV: values with commas are quoted", "fatal", ("row-too-long",), subject="csv",
    ),
    Requirement(
        "L2-01", "数値データは数値属性とし、文字列を含まないこと", "Numbers are numbers", "fatal",
        ("number-with-text", "full-width-digits", "number-stored-as-text"), subject="numbers",
    ),
    Requirement(
        "L2-02", "データ内での項目名等の省略をしていないか", "No labels are left out", "fatal", ("ditto-marks",),
        ("omitted-labels",),
    ),
    Requirement(
        "L2-03", "各列が一意に識別可能な項目名を持っているか", "Each column has a name of its own", "fatal",
        ("header-duplicate", "header-empty", "split-header"),
    ),
    Requirement(
        "L2-04", "選択肢回答が標準化されているか", "Choices are standardised", "critical", ("choice-variants",),
        ("choice-synonyms",), subject="choices",
    ),
    Requirement(
        "L2-05", "選択肢列と「その他」の詳細記入が分離されているか", "“Other” and its details stand apart", "major",
        ("other-with-detail",), subject="choices",
    ),
    Requirement(
        "L2-06", "【Excel】数式を使用している場合は、数値データに修正しているか",
        "Excel: values, not formulas", "major",
        ("formulas", "formula-without-value", "error-cell"), subject="excel",
    ),
    Requirement(
        "L3-01", "項目名行から始まり、次行からデータ入力がされているか",
        "The header is the first row, data follow", "fatal", ("preamble", "split-header", "header-looks-like-data"),
    ),
    Requirement(
        "L3-02", "回答のコード表が別添されているか", "A table of the codes is attached", "critical",
        doubted_by=("codes-without-table",), subject="codes",
    ),
    Requirement(
        "L3-03", "数値データの同一列内に特殊記号（秘匿等）を使用する場合は、その定義を明記しているか",
        "Marks among numbers are defined", "major", doubted_by=("marks-in-numbers",), subject="numbers",
    ),
    Requirement(
        "L3-04", "データの単位を記載しているか", "Units are stated", "major", ("unit-missing",), ("unit-unclear",),
        subject="numbers",
    ),
    Requirement(
        "L3-05", "時間軸の表記が標準化されているか", "Times are written in a standard form", "major",
        ("era-years", "date-format", "time-forms-mixed"), subject="times",
    ),
    Requirement(
        "L3-06", "地域コード又は正式な地域名称が表記されているか", "Areas have their code or full name", "critical",
        ("area-names", "local-government-code"), ("area-unknown",), subject="areas",
    ),
    Requirement(
        "L3-07", "年によってフォーマットが著しく異なっていないか", "The form is the same from year to year", "critical",
        ("form-changed",), subject="series", needs_dataset=True,
    ),
    Requirement(
        "L3-08", "データの定義や更新履歴が記載されているか",
        "Definitions and the history of updates are stated", "major",
        doubted_by=("definitions-missing",), needs_dataset=True,
    ),
    Requirement(
        "L3-09", "データが縦持ち形式になっているか", "The table is in long form", "major", ("wide-form",),
        ("wide-form-unclear",),
    ),
)  # fmt: skip


@cache
def _by_id() -> dict[str, Requirement]:
    return {each.id: each for each in REQUIREMENTS}


def requirement(id: str) -> Requirement:
    """The requirement of that id. Raises KeyError for any other."""
    return _by_id()[id]
