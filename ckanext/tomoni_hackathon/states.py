"""How a project moves from draft to published, and the closed lists of words of this plugin. Needs no CKAN."""

from __future__ import annotations

from dataclasses import dataclass

PROJECT_STATES = ("draft", "submitted", "published", "returned", "withdrawn")
PROJECT_STATUSES = ("idea", "prototype", "released", "ended")
EVENT_STATES = ("draft", "published")
USE_STATES = ("declared", "confirmed", "rejected")

EDITABLE = frozenset({"draft", "returned", "withdrawn"})


@dataclass(frozen=True)
class Move:
    """A verb, the states it starts from and the state it ends in."""

    verb: str
    starts: frozenset[str]
    ends: str


MOVES = {
    move.verb: move
    for move in (
        Move("submit", EDITABLE, "submitted"),
        Move("approve", frozenset({"submitted"}), "published"),
        Move("return", frozenset({"submitted"}), "returned"),
        Move("withdraw", frozenset({"submitted", "published"}), "withdrawn"),
    )
}


class NotNow(ValueError):
    """The verb does not apply to the state the project is in."""

    def __init__(self, verb: str, state: str) -> None:
        super().__init__(f"{verb} does not apply to a project that is {state}")
        self.verb, self.state = verb, state


def moved(state: str, verb: str) -> str:
    """Return the state after ``verb``.

    A project already where the verb leads stays there, so that two approvals at once end as one. Raises ``NotNow``.
    """
    move = MOVES[verb]
    if state == move.ends or state in move.starts:
        return move.ends
    raise NotNow(verb, state)
