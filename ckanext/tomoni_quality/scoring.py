"""Score 0-100 and level of a report. Deterministic, documented in docs/ja/quality.md, changed only with ENGINE_VERSION.

From 100, each rule that found something takes away points by its severity:

* a finding of cells: ``base + share x weight``, where share is the part of the data rows hit (at most 1);
* a finding of the sheet or file (no row): ``base + weight``;
* several columns of one rule add up, but no rule takes more than its cap.

Good is 80 and more, fair 50 and more, poor is less. What could not be fetched is unchecked, without a score;
what was fetched and could not be read scores 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ckanext.tomoni_quality.finding import Finding, Severity

Level = Literal["good", "fair", "poor", "unchecked"]
LEVELS: tuple[Level, ...] = ("good", "fair", "poor", "unchecked")

GOOD = 80
FAIR = 50


@dataclass(frozen=True)
class Points:
    """How much a finding of one severity takes away."""

    base: float
    weight: float
    cap: float


POINTS: dict[Severity, Points] = {
    "error": Points(base=5, weight=25, cap=40),
    "warning": Points(base=2, weight=6, cap=12),
    "info": Points(base=0, weight=1, cap=2),
}


def deduction(finding: Finding, rows: int) -> float:
    """The points one finding takes away in a table of ``rows`` data rows."""
    points = POINTS[finding.severity]
    share = 1.0 if finding.row is None or rows <= 0 else min(1.0, finding.count / rows)
    return points.base + share * points.weight


def score(findings: Iterable[Finding], rows: int) -> int:
    """0-100 for a file with ``findings`` in ``rows`` data rows altogether."""
    by_rule: dict[str, float] = defaultdict(float)
    caps: dict[str, float] = {}
    for finding in findings:
        by_rule[finding.slug] += deduction(finding, rows)
        caps[finding.slug] = max(caps.get(finding.slug, 0), POINTS[finding.severity].cap)
    return max(0, round(100 - sum(min(points, caps[slug]) for slug, points in by_rule.items())))


def level(value: int | None) -> Level:
    """The level of a score; None is unchecked."""
    if value is None:
        return "unchecked"
    if value >= GOOD:
        return "good"
    return "fair" if value >= FAIR else "poor"


def dataset_score(scores: Iterable[int]) -> int | None:
    """A dataset is as good as the mean of its checked resources, rounded; None when none was checked.

    The mean, not the worst: one bad appendix among twelve clean monthly files must not hide the twelve, while
    each file keeps its own badge.
    """
    known = list(scores)
    return round(sum(known) / len(known)) if known else None
