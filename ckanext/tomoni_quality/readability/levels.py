"""The score of a level, of a file and of files, as デジタル庁's scoring.md defines them. Deterministic.

Left out of a level: what does not apply, could not be checked, or a person has yet to judge. A fatal requirement that
is not met leaves 0; else 100 less the fixed deductions, each table's by itself, not below 0. Nothing that counts: None.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from ckanext.tomoni_quality.readability.judging import Judgement
from ckanext.tomoni_quality.readability.requirements import requirement

LEVELS = (1, 2, 3)
#: How much the files' mean and the requirements across files count.
OF_FILES, ACROSS_FILES = 0.7, 0.3


@dataclass(frozen=True)
class LevelScore:
    """A level's score (0-100, None when nothing counted) and the requirements by outcome, a table's each by itself."""

    level: int
    score: int | None
    passed: int
    failed: int
    to_review: int


def level_scores(judgements: Iterable[Judgement]) -> list[LevelScore]:
    """The three levels' scores of one file."""
    known = list(judgements)
    return [_level(level, [j for j in known if requirement(j.id).level == level]) for level in LEVELS]


def _level(level: int, judgements: list[Judgement]) -> LevelScore:
    failed = [requirement(j.id) for j in judgements if j.status == "issues_found"]
    passed = sum(j.status == "passed" for j in judgements)
    score = max(0, 100 - sum(each.deduction for each in failed)) if failed or passed else None
    return LevelScore(level, score, passed, len(failed), sum(j.status == "needs_review" for j in judgements))


def file_score(levels: Iterable[LevelScore]) -> float | None:
    """The mean of the levels that have a score."""
    scores = [level.score for level in levels if level.score is not None]
    return fmean(scores) if scores else None


def files_score(scores: Iterable[float], passed_across: int = 0, judged_across: int = 0) -> int | None:
    """The score of several files: 0.7 of their mean and 0.3 of the share of requirements across files that are met.

    :param scores: of each file, as ``file_score`` gives it
    :param passed_across: requirements across files (L3-07) that are met, of ``judged_across``
    """
    known = list(scores)
    if not known:
        return None
    mean = fmean(known)
    return round(mean * OF_FILES + 100 * passed_across / judged_across * ACROSS_FILES if judged_across else mean)
