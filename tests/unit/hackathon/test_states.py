"""How a project moves."""

from __future__ import annotations

import pytest

from ckanext.tomoni_hackathon import states

ALLOWED = {
    ("draft", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("withdrawn", "submit"): "submitted",
    ("submitted", "submit"): "submitted",
    ("submitted", "approve"): "published",
    ("published", "approve"): "published",
    ("submitted", "return"): "returned",
    ("returned", "return"): "returned",
    ("submitted", "withdraw"): "withdrawn",
    ("published", "withdraw"): "withdrawn",
    ("withdrawn", "withdraw"): "withdrawn",
}


@pytest.mark.parametrize("verb", list(states.MOVES))
@pytest.mark.parametrize("state", states.PROJECT_STATES)
def test_every_verb_from_every_state(state: str, verb: str) -> None:
    """What is in the table happens, twice the same; everything else is refused by name."""
    expected = ALLOWED.get((state, verb))
    if expected is None:
        with pytest.raises(states.NotNow) as refused:
            states.moved(state, verb)
        assert (refused.value.state, refused.value.verb) == (state, verb)
    else:
        assert states.moved(state, verb) == expected
        assert states.moved(expected, verb) == expected


def test_published_work_is_reached_through_approval_alone() -> None:
    """No other verb publishes, and no verb ends in a state that is not one."""
    assert [verb for verb, move in states.MOVES.items() if move.ends == "published"] == ["approve"]
    assert {move.ends for move in states.MOVES.values()} <= set(states.PROJECT_STATES)
    assert set(states.PROJECT_STATES) - {"submitted", "published"} == states.EDITABLE
