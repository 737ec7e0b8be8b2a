"""What is worse, and what only looks so."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.tomoni_quality.worsening import changes, is_worse


def finding(slug: str, column: str | None = None, severity: str = "error", count: int = 1) -> dict[str, Any]:
    return {"slug": slug, "severity": severity, "sheet": "", "column": column, "count": count, "ja": "", "en": ""}


def report(level: str, score: int | None, *findings: dict[str, Any]) -> dict[str, Any]:
    return {"level": level, "score": score, "findings": list(findings)}


GOOD = report("good", 90, finding("a", "緯度"))


@pytest.mark.parametrize(
    ("after", "worse"),
    [
        (report("fair", 70), True),
        (report("good", 85, finding("a", "緯度"), finding("b")), True),
        (report("good", 85, finding("a", "緯度（北緯）")), False),
        (report("good", 85, finding("a", "緯度", count=9)), False),
        (report("good", 85, finding("a", "緯度"), finding("b", severity="warning")), False),
        (report("unchecked", None), False),
        (GOOD, False),
    ],
)
def test_worse(after: dict[str, Any], worse: bool) -> None:
    assert is_worse(GOOD, after) is worse
    assert not is_worse(report("unchecked", None), after)


def test_changes_are_told_by_place_errors_first() -> None:
    before = [finding("gone"), finding("same"), finding("fewer", count=3), finding("more", "x", "warning")]
    after = [finding("same"), finding("fewer"), finding("more", "x", "warning", 2), finding("new", severity="info")]
    assert [(each.slug, each.kind, each.before, each.after) for each in changes(before, after)] == [
        ("fewer", "fewer", 3, 1),
        ("gone", "gone", 1, 0),
        ("more", "more", 1, 2),
        ("new", "new", 0, 1),
    ]
