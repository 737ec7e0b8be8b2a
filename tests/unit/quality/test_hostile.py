"""Whatever a stranger's file holds, the check ends with a report."""

from __future__ import annotations

import random

import pytest

from ckanext.tomoni_quality.check import check
from ckanext.tomoni_quality.report import as_csv
from ckanext.tomoni_quality.rules import _standards
from ckanext.tomoni_quality.rules._workbooks import workbook

HEADER = _standards.header()
CELLS = (
    "", " ", "\u3000", "0", "-0", "1e999", "nan", "inf", "٣٤", "²", "１２", "㊿", "\ufeff", "\u202e", "\x0b", "\x1c",
    "=1+1", "<script>", "{{7*7}}", "%s%n", "${jndi}", "'" * 50, '"', "\n" * 40, "あ" * 9999, "9" * 400, "24:61",
    "令和99年99月99日", "0000-00-00", "99/99/9999", "緯度", "🏛️", "〃", "←", "#REF!", "1.2.3", "+-1", "１２：３４", "\\",
)  # fmt: skip


def _quote(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def table(header: list[str], seed: int, rows: int = 40) -> bytes:
    """A CSV of hostile cells, always the same for a seed."""
    dice = random.Random(seed)  # noqa: S311 - a repeatable shuffle, no secret
    quoted = ([_quote(dice.choice(CELLS)) for _ in range(dice.randint(1, len(header) + 2))] for _ in range(rows))
    return "\n".join([",".join(header), *(",".join(row) for row in quoted)]).encode()


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(
    "header", [HEADER, ["緯度", "経度", "電話番号", "法人番号", "公開日", "開始時間", "名称_カナ", "人数"]]
)
def test_hostile_cells(header: list[str], seed: int) -> None:
    report = check(table(header, seed), "a.csv", organization_code="372013", declared_standard="public_toilet")
    assert report.status in ("ok", "failed")
    assert 0 <= (report.score or 0) <= 100
    assert as_csv(report, "ja")
    assert as_csv(report, "en")


@pytest.mark.parametrize("seed", range(6))
def test_random_bytes(seed: int) -> None:
    data = random.Random(seed).randbytes(3000)  # noqa: S311
    for prefix in (b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"\xd0\xcf\x11\xe0"):
        assert check(prefix + data, "a.xlsx").findings


@pytest.mark.parametrize("code", ["", "37201", "x" * 99, "０１", "372014"])
def test_a_wrong_code_of_the_organization_is_no_code(code: str) -> None:
    report = check("全国地方公共団体コード,名称\n011002,甲\n".encode(), "a.csv", organization_code=code)
    assert report.findings == []


def test_a_workbook_cut_short() -> None:
    whole = workbook({"一覧": [["名称", "緯度"], ["甲", 1]]})
    for length in range(0, len(whole), 97):
        assert check(whole[:length], "a.xlsx").findings


def test_a_header_alone() -> None:
    assert {f.slug for f in check(",".join(HEADER).encode(), "a.csv").findings} == {"no-rows"}
