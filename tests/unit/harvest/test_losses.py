"""What becomes of records that are missing, and of those that were refused: decided without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ckanext.tomoni_harvest.engine.plan import Known, Ledger, Patience, Refused, Verdict, losses
from ckanext.tomoni_harvest.engine.record import NormalRecord

NOW = datetime(2026, 4, 1, 2, 30, tzinfo=UTC)


def known(name: str, **fields: Any) -> Known:
    return Known(f"id-{name}", name, "", f"ours-{name}", "hash", **fields)


def record(name: str, **fields: Any) -> NormalRecord:
    return NormalRecord(f"id-{name}", name, {"title": name}, **fields)


def ledger(*items: Known, seen: tuple[str, ...] = ()) -> Ledger:
    found = Ledger.of(items)
    found.now = NOW
    found.seen = {f"id-{name}" for name in seen}
    return found


def names(items: list[Known]) -> list[str]:
    return [item.name for item in items]


def judged(found: Ledger, **changes: Any) -> Any:
    told = {"known": found.active, "seen": len(found.seen), "complete": True, "patience": Patience(), "job_id": "j"}
    return losses(found, **{**told, **changes})


@pytest.mark.parametrize(
    ("runs", "days", "missing_runs", "days_ago", "due"),
    [
        (1, 0, 0, None, True),
        (2, 0, 0, None, False),
        (2, 0, 1, 0, True),
        (1, 3, 0, None, False),
        (1, 3, 5, 2, False),
        (1, 3, 5, 3, True),
        (3, 3, 1, 9, False),
        (3, 3, 2, 9, True),
    ],
)
def test_runs_and_days_must_both_be_over(
    runs: int, days: int, missing_runs: int, days_ago: int | None, due: bool
) -> None:
    """Neither many runs in an hour nor one run after a month withdraws by itself."""
    since = None if days_ago is None else NOW - timedelta(days=days_ago)
    found = ledger(known("a"), known("b", missing_runs=missing_runs, missing_since=since), seen=("a",))
    result = judged(found, patience=Patience(runs, days))
    assert (names(result.due), names(result.waiting)) == ((["b"], []) if due else ([], ["b"]))


def test_a_job_that_goes_on_counts_once() -> None:
    """A run that is done again after a crash is still the same run."""
    found = ledger(known("a"), known("b", missing_runs=1, missing_in="j", missing_since=NOW), seen=("a",))
    assert judged(found, patience=Patience(2, 0)).due == []
    assert names(judged(found, patience=Patience(2, 0), job_id="later").due) == ["b"]


def test_answers_hold_for_their_records_alone() -> None:
    """What may go goes at once, what is to stay is no loss; the rest is judged without them."""
    items = [known("go", answer="withdraw"), known("stay", answer="keep"), known("open"), *map(known, "abc")]
    result = judged(ledger(*items, seen=("a", "b", "c")), patience=Patience(9, 9))
    assert (names(result.due), names(result.kept), names(result.waiting)) == (["go"], ["stay"], ["open"])
    assert (result.vanished, result.known) == (1, 4)


def test_an_accepted_loss_does_not_open_the_door_for_more() -> None:
    """More records vanished since the answer: those are asked about anew, the accepted ones go."""
    items = [known("go", answer="withdraw"), known("x"), known("y"), known("a")]
    result = judged(ledger(*items, seen=("a",)))
    assert (result.objection, names(result.due), names(result.asked)) == ("loss-too-large", ["go"], ["x", "y"])


def test_an_incomplete_listing_withdraws_not_even_what_was_accepted() -> None:
    """A failed page may hold the record."""
    result = judged(ledger(known("go", answer="withdraw"), known("x"), known("a"), seen=("a",)), complete=False)
    assert (result.objection, result.due, result.asked) == ("listing-incomplete", [], [])


def test_an_empty_listing_that_was_accepted_goes_through() -> None:
    """The portal is closed, and somebody said so."""
    result = judged(ledger(known("x", answer="withdraw"), known("y", answer="withdraw")))
    assert (result.objection, names(result.due)) == (None, ["x", "y"])


def test_private_records_are_hidden_not_missing() -> None:
    """A record that is listed as private goes at once and is no loss; one that is also listed openly stays."""
    found = ledger(known("a"), known("b"))
    assert found.decide(record("a", private=True)).verdict is Verdict.PRIVATE
    found.decide(record("b", private=True))
    found.decide(record("b"))
    assert names(found.hidden()) == ["a"]
    assert found.vanished() == []


@pytest.mark.parametrize("there", [True, False])
def test_a_refused_record_waits_for_its_turn(there: bool) -> None:
    """The same content waits until its time; another content, or its time, lets it be tried."""
    same = record("a").fingerprint()
    for refused, verdict in (
        (Refused(same, 3, NOW + timedelta(hours=1)), Verdict.HOLD),
        (Refused(same, 3, NOW), None),
        (Refused(same, 1, None), None),
        (Refused("another", 3, NOW + timedelta(hours=1)), None),
    ):
        found = Ledger.of([known("a")] if there else [], {"id-a": refused})
        found.now = NOW
        decision = found.decide(record("a"))
        assert decision.verdict is (verdict or (Verdict.UPDATE if there else Verdict.ADD))
        assert found.vanished() == []


def test_pauses_grow_to_a_week() -> None:
    """At the next run, then 1, 2, 4 … hours, and never longer than a week."""
    from ckanext.tomoni_harvest.engine import quarantine

    hours = [wait and wait.total_seconds() / 3600 for wait in map(quarantine.wait, (1, 2, 3, 4, 9, 10, 500))]
    assert hours == [None, 1, 2, 4, 128, 168, 168]
