"""Findings fold, reports score, store and print."""

from __future__ import annotations

import csv
import io

import pytest

from ckanext.tomoni_core import errors
from ckanext.tomoni_quality import check, reader_notes, scoring
from ckanext.tomoni_quality.finding import LONGEST_VALUE, SAMPLES, Finding, Hit, Sample, Text, group
from ckanext.tomoni_quality.report import Report, as_csv

TITLE, FIX = Text("題", "title"), Text("直し方", "fix")


def folded(*hits: Hit, header: list[str] | None = None) -> list[Finding]:
    return group(hits, slug="a-rule", severity="warning", title=TITLE, fix=FIX, header=header)


def finding(severity: str, count: int = 1, row: int | None = 2, slug: str = "a-rule") -> Finding:
    return Finding(slug, severity, "題", "title", "直し方", "fix", row=row, count=count)  # pyright: ignore[reportArgumentType]


def test_thousands_of_the_same_are_one_finding() -> None:
    (one,) = folded(*(Hit(row, 1, "x") for row in range(2, 5002)))
    assert (one.count, len(one.samples), one.row) == (5000, SAMPLES, 2)


def test_columns_and_severities_stay_apart() -> None:
    found = folded(Hit(2, 1, "x"), Hit(2, 2, "y"), Hit(3, 1, "z", severity="info"), header=["甲", "乙\n丙"])
    assert [(f.column, f.severity, f.count) for f in found] == [
        ("甲", "warning", 1),
        ("乙 丙", "warning", 1),
        ("甲", "info", 1),
    ]


def test_a_long_value_is_cut() -> None:
    (one,) = folded(Hit(2, 1, "x" * 10_000_000))
    assert len(one.value or "") == LONGEST_VALUE
    assert len(one.samples[0].value or "") == LONGEST_VALUE


def test_no_hit_no_finding() -> None:
    assert folded() == []


@pytest.mark.parametrize(
    ("findings", "rows", "expected"),
    [
        ([], 10, 100),
        ([finding("error", 10)], 10, 70),
        ([finding("error", 1)], 1000, 95),
        ([finding("warning", 10)], 10, 92),
        ([finding("info", 10)], 10, 99),
        ([finding("error", row=None)], 10, 70),
        ([finding("error", 10)] * 5, 10, 60),
        ([finding("error", 10, slug=str(n)) for n in range(9)], 10, 0),
        ([finding("error", 3)], 0, 70),
    ],
)
def test_score(findings: list[Finding], rows: int, expected: int) -> None:
    assert scoring.score(findings, rows) == expected


@pytest.mark.parametrize(
    ("score", "level"),
    [(100, "good"), (80, "good"), (79, "fair"), (50, "fair"), (49, "poor"), (0, "poor"), (None, "unchecked")],
)
def test_level(score: int | None, level: str) -> None:
    assert scoring.level(score) == level


def test_a_dataset_is_the_mean_of_what_was_checked() -> None:
    assert scoring.dataset_score([100, 45]) == 72
    assert scoring.dataset_score([]) is None


@pytest.mark.parametrize("data", [b"", b"\x00", b"%PDF-1.7", b"<!doctype html><html></html>", b"\x89PNG\r\n\x1a\n"])
def test_what_cannot_be_read_is_a_failed_report(data: bytes) -> None:
    report = check.check(data, "a.csv", "CSV")
    assert (report.status, report.score, report.level) == ("failed", 0, "poor")
    (only,) = report.findings
    assert all((only.ja, only.en, only.fix_ja, only.fix_en))


def test_what_cannot_be_fetched_has_no_score() -> None:
    report = check.failed(errors.NotFound("not-found", "ない", "gone", "直す", "mend"), name="a.csv", fetched=False)
    assert (report.status, report.score, report.level) == ("failed", None, "unchecked")


def test_errors_come_first() -> None:
    report = check.check("備考,緯度,経度\n同上,134.0,34.0\n".encode("cp932"), "a.csv")
    order = [one.severity for one in report.findings]
    assert order == sorted(order, key=["error", "warning", "info"].index)
    assert report.counts["error"] >= 2


def test_csv_in_both_languages_defuses_formulas() -> None:
    report = Report("ok", findings=[finding("error")])
    report.findings[0].samples = [Sample(2, "=1+1", "+2"), Sample(3, "-")]
    ja = list(csv.reader(io.StringIO(as_csv(report, "ja").decode("utf-8-sig"))))
    en = list(csv.reader(io.StringIO(as_csv(report, "en").decode("utf-8-sig"))))
    assert ja[0][0] == "重要度"
    assert en[0][0] == "severity"
    assert (ja[1][0], ja[1][6], ja[1][7]) == ("エラー", "'=1+1", "'+2")
    assert len(ja) == len(en) == 3


def test_a_report_of_a_newer_engine_can_be_read() -> None:
    data = Report("ok", score=50).as_dict() | {"invented": 1}
    assert Report.from_dict(data).score == 50


def test_each_note_told_has_both_languages() -> None:
    for slug, message in reader_notes.MESSAGES.items():
        assert all((message.title.ja, message.title.en, message.fix.ja, message.fix.en)), slug


def test_the_same_bytes_give_the_same_report() -> None:
    data = "名称,緯度,経度\n公園,139.78604,36.28414\n".encode()
    assert check.check(data, "a.csv") == check.check(data, "a.csv")
