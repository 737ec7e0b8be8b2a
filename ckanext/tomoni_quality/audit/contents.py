"""What the reports say of the files' contents: quality score and machine readability."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Any

from ckanext.tomoni_quality import scoring
from ckanext.tomoni_quality.audit.reported import Reported
from ckanext.tomoni_quality.readability import LevelScore
from ckanext.tomoni_quality.readability.levels import LEVELS, file_score, files_score

__all__ = ["readability", "score"]


def score(reports: Sequence[Reported]) -> int | None:
    """The dataset's quality score, as its badge shows it."""
    return scoring.dataset_score(report.score for report in reports if report.score is not None)


def readability(reports: Sequence[Reported]) -> dict[str, Any]:
    """``score`` of the files together, ``levels`` (mean score of each), ``met``: the level that every file reaches.

    A file reaches a level when no requirement of it, nor of those below, is unmet; what a person has yet to judge and
    what does not apply do not stand in the way. ``met`` is 0-3, None where nothing was judged.
    """
    judged = [report for report in reports if any(level.score is not None for level in report.levels)]
    scores = [value for report in judged if (value := file_score(report.levels)) is not None]
    return {
        "files": len(judged),
        "score": files_score(scores),
        "levels": {str(level): _mean(judged, level) for level in LEVELS},
        "met": min((_met(report.levels) for report in judged), default=None),
        "to_review": sum(level.to_review for report in judged for level in report.levels),
    }


def _mean(reports: Sequence[Reported], number: int) -> int | None:
    scores = [
        each.score for report in reports for each in report.levels if each.level == number and each.score is not None
    ]
    return round(fmean(scores)) if scores else None


def _met(levels: Sequence[LevelScore]) -> int:
    met = 0
    for level in sorted(levels, key=lambda each: each.level):
        if level.failed or level.score is None:
            break
        met = level.level
    return met
