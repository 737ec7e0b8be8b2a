"""Whether a resource's address answers, told only from what was really fetched or asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from ckanext.tomoni_quality.audit.reported import Reported

__all__ = ["DEAD", "DOUBTFUL", "STATES", "State", "counts", "state"]

State = Literal["alive", "dead", "doubtful", "unmeasured"]
STATES: tuple[State, ...] = ("alive", "dead", "doubtful", "unmeasured")

#: The server says that it is not there.
DEAD = frozenset({"not_found", "gone", "file-missing"})
#: More came than the portal takes.
ANSWERED = frozenset({"too_large", "too-large"})
#: It did not answer this time: it may the next.
DOUBTFUL = frozenset(
    {"server_error", "timed_out", "unreachable", "cut_off", "tls_failed", "broken_compression", "too_many_redirects",
     "bad_request", "no_such_host"}
)  # fmt: skip


#: What the asked address of a link tells: a refusal tells nothing, for others the file may be there.
_OF_LINK: dict[str, State] = {
    "alive": "alive", "moved": "alive", "dead": "dead", "unreachable": "doubtful", "refused": "unmeasured",
}  # fmt: skip


def state(report: Reported | None, link: str | None = None) -> State:
    """``unmeasured`` where nothing was fetched, or the server turned the portal away: a firewall's 403 is no death.

    :param link: the state of the address (``linking.states``) where it was asked for itself: then that is believed
    """
    if link in _OF_LINK:
        return _OF_LINK[link]
    if report is None:
        return "unmeasured"
    if report.status == "ok" or report.score is not None or report.slugs & ANSWERED:
        return "alive"
    if report.slugs & DEAD:
        return "dead"
    return "doubtful" if report.slugs & DOUBTFUL else "unmeasured"


def counts(states: Iterable[State]) -> dict[str, int]:
    """How many of each state."""
    known = list(states)
    return {name: known.count(name) for name in STATES}
