"""Whether a dataset was updated as often as it says it is."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Literal

from ckanext.tomoni_core import frequency
from ckanext.tomoni_quality.audit.facts import Facts, text

__all__ = ["STATES", "State", "limit", "measure"]

State = Literal["fresh", "late", "no_promise", "unmeasured"]
STATES: tuple[State, ...] = ("fresh", "late", "no_promise", "unmeasured")

#: A yearly table of March may come in May: half an interval is given, and a week at least.
ALLOWANCE, LEAST_DAYS = 1.5, 7.0
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")


def limit(interval: float) -> float:
    """The age in days from which data of that interval is late."""
    return max(interval * ALLOWANCE, interval + LEAST_DAYS)


def measure(facts: Facts, today: date) -> dict[str, Any]:
    """``state``, ``frequency`` as written, ``interval_days``, ``updated``, ``basis`` of that date, ``age_days``.

    ``no_promise`` is data that is updated as needed, or says nothing of it; ``unmeasured`` has no date to go by.
    """
    written = facts.any_of("frequency_of_update", "frequency")
    interval = frequency.days(written)
    updated, basis = _updated(facts, today)
    age = (today - updated).days if updated else None
    return {
        "state": _state(interval, age),
        "frequency": written,
        "interval_days": interval,
        "updated": updated.isoformat() if updated else None,
        "basis": basis,
        "age_days": age,
    }


def _state(interval: float | None, age: int | None) -> State:
    if interval is None:
        return "no_promise"
    if age is None:
        return "unmeasured"
    return "late" if age > limit(interval) else "fresh"


def _updated(facts: Facts, today: date) -> tuple[date | None, str]:
    """The newest of the dates that the publisher gives, else of the files', else of the record.

    A harvest changes the record whenever it runs: of harvested datasets its date says nothing.
    """
    said = [facts.any_of("last_modified_date"), *(text(r.get("last_modified_date")) for r in facts.resources)]
    changed = [text(r.get("last_modified")) for r in facts.resources]
    record = [] if facts.any_of("harvest_source_id") else [text(facts.dataset.get("metadata_modified"))]
    for basis, texts in (("stated", said), ("file", changed), ("record", record)):
        days = [day for written in texts if (day := _day(written)) and day <= today]
        if days:
            return max(days), basis
    return None, ""


def _day(written: str) -> date | None:
    found = _DAY.match(written)
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1)) if found else None
    except ValueError:
        return None
