"""Rules of what a dataset says of itself and whether its files are there; one file each, as in ``rules``.

They are asked when a page or the API wants to know, not kept with a report: an officer who has just written the licence
must not read that it is missing. A rule module has ``SLUG``, ``SEVERITY``, ``TITLE``, ``WHY``, ``FIX``, ``GOOD`` and
``BAD`` examples, and ``check(record)``, which yields a :class:`Remark` for each file, or for the dataset.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Protocol

from ckanext.tomoni_quality.finding import SEVERITIES, Severity, Text
from ckanext.tomoni_quality.one_file_each import modules
from ckanext.tomoni_quality.record_rules._base import Example, Record
from ckanext.tomoni_quality.record_rules._remark import Remark

__all__ = ["RecordRule", "Remark", "all_rules", "findings"]


class RecordRule(Protocol):
    """What each module of this package is."""

    SLUG: str
    SEVERITY: Severity
    TITLE: Text
    WHY: Text
    FIX: Text
    GOOD: list[Example]
    BAD: list[Example]

    def check(self, record: Record) -> Iterable[Remark]:
        """All there is to say."""
        ...


@cache
def all_rules() -> tuple[RecordRule, ...]:
    """Every rule of this package by the name of its file."""
    return modules(__path__, __name__)


def findings(record: Record) -> list[dict[str, Any]]:
    """What every rule finds, the gravest first: ``slug``, ``severity``, ``ja``, ``en``, ``fix_ja``, ``fix_en``,
    ``resource_id`` (None for the dataset), ``value``, ``suggestion``, ``detail_ja``, ``detail_en``.
    """
    found = [_finding(rule, remark) for rule in all_rules() for remark in rule.check(record)]
    return sorted(found, key=lambda finding: SEVERITIES.index(finding["severity"]))


def _finding(rule: RecordRule, remark: Remark) -> dict[str, Any]:
    return {
        "slug": rule.SLUG,
        "severity": rule.SEVERITY,
        "ja": rule.TITLE.ja,
        "en": rule.TITLE.en,
        "fix_ja": rule.FIX.ja,
        "fix_en": rule.FIX.en,
        "resource_id": remark.resource_id,
        "value": remark.value,
        "suggestion": remark.suggestion,
        "detail_ja": remark.text.ja,
        "detail_en": remark.text.en,
    }
