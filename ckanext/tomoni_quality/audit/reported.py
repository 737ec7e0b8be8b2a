"""What the newest report of a resource tells the audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ckanext.tomoni_quality.readability import LevelScore

__all__ = ["Reported"]

#: Findings that speak against conformity though they are no errors: names and values are not written as a standard has
#: them. The rules speak of such cells first, and the Table Schema is not asked about them again.
WRITTEN_OTHERWISE = frozenset(
    {"standard-columns-renamed", "time-format", "date-format", "phone-number", "postal-code", "kana",
     "number-stored-as-text", "coordinates-in-one-cell"}
)  # fmt: skip


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
        broken = [f for f in findings if f.get("severity") == "error" or f.get("slug") in WRITTEN_OTHERWISE]
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
