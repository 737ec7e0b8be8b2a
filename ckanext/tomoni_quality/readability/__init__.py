"""行政データにおける機械可読性に関するルール (2026-03-31): thirty requirements in three levels, judged and scored.

The rules of :mod:`ckanext.tomoni_quality.rules` find; here it is said which requirement a finding speaks to, whether
the requirement applies to the table at all, and what a level scores. What a program cannot decide is ``needs_review``
with the cells to look at, never ``passed``. Pure: no CKAN.

The rules: https://www.cas.go.jp/jp/seisaku/digital_gyozaikaikaku/pdf/gyouseidata_rule.pdf; names of the requirements
and deductions as デジタル庁 publishes them (digital-go-jp/machine_readability_rule, 公共データ利用規約 第1.0版).
"""

from __future__ import annotations

from ckanext.tomoni_quality.readability.judging import STATUSES, Judgement, judge, unreadable
from ckanext.tomoni_quality.readability.levels import LevelScore, file_score, files_score, level_scores
from ckanext.tomoni_quality.readability.requirements import REQUIREMENTS, Requirement, requirement

__all__ = [
    "REQUIREMENTS",
    "STATUSES",
    "Judgement",
    "LevelScore",
    "Requirement",
    "file_score",
    "files_score",
    "judge",
    "level_scores",
    "requirement",
    "unreadable",
]
