"""What the newest report of a resource tells the audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ckanext.tomoni_quality.frictionless_messages import MESSAGES
from ckanext.tomoni_quality.readability import LevelScore

__all__ = ["Reported"]

#: Findings that, as errors, say that a table does not keep to its standard.
AGAINST_STANDARD = frozenset({*MESSAGES, "standard-columns-missing", "declared-standard"})


@dataclass(frozen=True)
class Reported:
    """A report in short; ``slugs`` of a failed one say what went wrong, ``against_standard`` is a count of rules."""

    status: str
    score: int | None = None
    standard: str | None = None
    edition: str | None = None
    size: int = 0
    slugs: frozenset[str] = frozenset()
    against_standard: int = 0
    levels: tuple[LevelScore, ...] = field(default=())

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> Reported:
        """From a stored report as plain data."""
        findings = report.get("findings") or []
        broken = [f for f in findings if f.get("severity") == "error" and f.get("slug") in AGAINST_STANDARD]
        return cls(
            status=str(report.get("status") or ""),
            score=report.get("score"),
            standard=report.get("standard"),
            edition=report.get("edition"),
            size=int(report.get("size") or 0),
            slugs=frozenset(str(f.get("slug")) for f in findings),
            against_standard=len(broken),
            levels=tuple(LevelScore(**level) for level in report.get("readability") or []),
        )
