"""Every CSV and XLSX of the real municipal files, with exactly the findings written down in expected.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ckanext.tomoni_quality.check import check
from tests.realdata.quality.support import place
from tests.shared import require_shared

EXPECTED: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("expected.yaml").read_text())
PUBLISHERS = {"oyama": "092088", "takamatsu": "372013"}


@pytest.fixture(scope="module")
def folder() -> Path:
    return require_shared("data/municipal")


def test_every_file_is_written_down(folder: Path) -> None:
    tables = {path.name for path in folder.iterdir() if path.suffix in (".csv", ".xlsx")}
    assert tables == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_findings(folder: Path, name: str) -> None:
    expected = EXPECTED[name]
    report = check((folder / name).read_bytes(), name, "", PUBLISHERS[name.partition("_")[0]])
    found = [
        {
            "is": f"{finding.severity} {finding.slug}",
            "sheet": finding.sheet,
            "column": finding.column_number,
            "count": finding.count,
            "at": place(finding),
        }
        for finding in report.findings
    ]
    assert sorted(found, key=str) == sorted(expected["findings"], key=str)
    assert report.encoding == expected["encoding"]
    assert (f"{report.standard}@{report.edition}" if report.standard else "") == expected["standard"]
    assert report.level == expected["level"]
    assert [level.score for level in report.levels] == expected["readability"]
    assert [[s.sheet, s.header_row, s.rows, s.columns] for s in report.sheets] == expected["tables"]


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.startswith("takamatsu")])
def test_another_publishers_file_is_noticed_only_where_it_has_a_code(folder: Path, name: str) -> None:
    report = check((folder / name).read_bytes(), name, "", PUBLISHERS["oyama"])
    other = [finding for finding in report.findings if finding.slug == "other-organizations-code"]
    assert bool(other) is ("exchange_center" in name)


def test_a_report_survives_storage(folder: Path) -> None:
    import json

    from ckanext.tomoni_quality.report import Report

    for name in EXPECTED:
        report = check((folder / name).read_bytes(), name)
        assert Report.from_dict(json.loads(json.dumps(report.as_dict()))) == report
