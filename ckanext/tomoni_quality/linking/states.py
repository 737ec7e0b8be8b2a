"""What an answer means for an address, in the light of the answers before. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

__all__ = ["STATES", "Answer", "LinkState", "Standing", "judge"]

LinkState = Literal["alive", "moved", "refused", "unreachable", "dead"]
STATES: tuple[LinkState, ...] = ("alive", "moved", "refused", "unreachable", "dead")

#: The server says that it is not there, or there is no address at all.
GONE = frozenset({"not_found", "gone", "refused_bad_address"})
#: A firewall or a login turned us away: the file may well be there for others.
TURNED_AWAY = frozenset({"unauthorised", "forbidden", "proxy", "too_many_requests"})
#: What is down today may be up tomorrow, and so may our own name service: dead after so many failures in so many days.
FAILURES = 3
DAYS = 7


@dataclass(frozen=True)
class Answer:
    """What came of asking: ``ok``, or the slug of the error; ``moved_to`` where every redirect was for good."""

    slug: str
    moved_to: str = ""


@dataclass(frozen=True)
class Standing:
    """What is known of an address: its state, and since when and how often it fails."""

    state: LinkState
    first_failed: datetime | None = None
    failures: int = 0


def judge(answer: Answer, before: Standing | None, now: datetime) -> Standing:
    """The standing of an address after ``answer``."""
    if answer.slug == "ok":
        return Standing("moved" if answer.moved_to else "alive")
    if answer.slug in TURNED_AWAY:
        return Standing("refused")
    since = before.first_failed if before and before.first_failed else now
    failures = (before.failures if before else 0) + 1
    lasting = failures >= FAILURES and now - since >= timedelta(days=DAYS)
    was_dead = before is not None and before.state == "dead"
    is_dead = answer.slug in GONE or lasting or was_dead
    return Standing("dead" if is_dead else "unreachable", since, failures)
