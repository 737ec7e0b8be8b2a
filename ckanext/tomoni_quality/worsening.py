"""What changed between two checks of one file, and whether it became worse. Pure: plain reports in, plain data out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ckanext.tomoni_quality import scoring

__all__ = ["Change", "changes", "is_worse"]


@dataclass(frozen=True)
class Change:
    """A rule in one column of one sheet, with how many places it had ``before`` and has ``after``."""

    slug: str
    severity: str
    sheet: str
    column: str | None
    before: int
    after: int
    ja: str
    en: str

    @property
    def kind(self) -> str:
        """``new``, ``gone``, ``more`` or ``fewer``."""
        if not self.before or not self.after:
            return "gone" if self.before else "new"
        return "more" if self.after > self.before else "fewer"


def changes(before: Iterable[dict[str, Any]], after: Iterable[dict[str, Any]]) -> list[Change]:
    """How the findings differ, errors first: ``before`` and ``after`` are the ``findings`` of two stored reports."""
    old, new = _by_place(before), _by_place(after)
    found = [
        Change(
            slug, severity, sheet, column, _count(old.get(key)), _count(new.get(key)),
            _any(old, new, key)["ja"], _any(old, new, key)["en"],
        )
        for key in {**new, **old}
        for slug, severity, sheet, column in [key]
        if _count(old.get(key)) != _count(new.get(key))
    ]  # fmt: skip
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(found, key=lambda each: (order.get(each.severity, 3), each.slug, each.sheet, each.column or ""))


def is_worse(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the level fell, or an error of a kind that was not there is there; in which column makes no difference.

    A file that could not be had (it has no score) is no better and no worse: its server may be back tomorrow.

    :param before: ``level``, ``score`` and ``findings`` of the report before, ``after`` those of the next
    """
    if before["score"] is None or after["score"] is None:
        return False
    if scoring.LEVELS.index(after["level"]) > scoring.LEVELS.index(before["level"]):
        return True
    return bool(_errors(after) - _errors(before))


def _errors(report: dict[str, Any]) -> set[str]:
    return {finding["slug"] for finding in report["findings"] if finding["severity"] == "error"}


_Key = tuple[str, str, str, str | None]


def _by_place(findings: Iterable[dict[str, Any]]) -> dict[_Key, dict[str, Any]]:
    found: dict[_Key, dict[str, Any]] = {}
    for finding in findings:
        key = (finding["slug"], finding["severity"], finding["sheet"], finding["column"])
        found[key] = {**finding, "count": finding["count"] + _count(found.get(key))}
    return found


def _count(finding: dict[str, Any] | None) -> int:
    return int(finding["count"]) if finding else 0


def _any(old: dict[_Key, dict[str, Any]], new: dict[_Key, dict[str, Any]], key: _Key) -> dict[str, Any]:
    return new.get(key) or old[key]
