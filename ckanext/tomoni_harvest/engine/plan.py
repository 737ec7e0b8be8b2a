"""What to do with each record of a source, decided from what we remember of it. Pure: no CKAN, no database.

Rules of identity, in order:

1. the remote id, when we know it;
2. the same name at the same source while the record we know by that name is not in the listing under its own id: it was
   re-created (a portal cannot hold two live datasets of one name), so our dataset goes on under the new id;
3. otherwise it is new.

Rules of loss: nothing is withdrawn unless the whole listing was read; a listing that is empty, or that lost more than a
set share of what we know, is not believed: somebody is asked, and an answer holds for the records it was given for. A
record must be missing in a number of runs and for a number of days. One that is listed as private goes at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from ckanext.tomoni_harvest.engine.record import NormalRecord

ACTIVE, GONE, DISMISSED = "active", "gone", "dismissed"
"""A record is active, gone from its source, or was deleted here by hand and is not to come back."""
WITHDRAW, STAY = "withdraw", "keep"
"""What somebody answered about a record that is missing: it may go, or it stays though its source lost it."""
MISSING, HIDDEN = "missing", "private"
"""Why a record was withdrawn: its source no longer lists it, or lists it as private."""


class Verdict(StrEnum):
    """What becomes of one record."""

    ADD = "added"
    UPDATE = "updated"
    RECREATE = "recreated"
    RETURN = "returned"
    KEEP = "unchanged"
    DUPLICATE = "duplicate"
    PRIVATE = "private"
    HOLD = "held"


@dataclass(frozen=True)
class Refused:
    """A record that could not be stored: the hash of what was refused, how often, and when it is tried again."""

    content_hash: str
    failures: int
    next_try: datetime | None


@dataclass
class Known:
    """What we remember of one record."""

    remote_id: str
    name: str
    organization: str
    package_id: str | None
    content_hash: str
    state: str = ACTIVE
    resources: dict[str, Any] = field(default_factory=dict)
    missing_runs: int = 0
    missing_since: datetime | None = None
    missing_in: str = ""
    answer: str = ""
    modified: str = ""

    def runs_missing(self, job_id: str) -> int:
        """In how many runs it was missing, the one of ``job_id`` included; a job that goes on counts once."""
        return self.missing_runs if job_id and self.missing_in == job_id else self.missing_runs + 1


@dataclass(frozen=True)
class Decision:
    """A verdict on a record, and what we knew of it."""

    record: NormalRecord
    verdict: Verdict
    known: Known | None = None


@dataclass
class Ledger:
    """All we remember of a source, and what this run has seen of it."""

    known: dict[str, Known]
    refused: dict[str, Refused] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    by_name: dict[str, Known] = field(init=False)
    seen: set[str] = field(default_factory=set)
    private: set[str] = field(default_factory=set)
    sheltered_names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.by_name = {}
        for item in sorted(self.known.values(), key=lambda known: known.state == ACTIVE):
            self.by_name[item.name] = item

    @classmethod
    def of(cls, known: Iterable[Known], refused: dict[str, Refused] | None = None) -> Ledger:
        """Return the ledger of ``known`` records, and of those that were ``refused`` by their remote ids."""
        return cls({item.remote_id: item for item in known}, refused or {})

    @property
    def active(self) -> int:
        """How many live records we know."""
        return sum(item.state == ACTIVE for item in self.known.values())

    @property
    def settled(self) -> bool:
        """Whether nothing waits for a next run: neither missing, nor refused, nor stored and not indexed."""
        waiting = (
            item.missing_runs or item.answer or item.content_hash.startswith("~") for item in self.known.values()
        )
        return not self.refused and not any(waiting)

    def decide(self, record: NormalRecord, listed: frozenset[str] | set[str] = frozenset()) -> Decision:
        """Return what to do with ``record``; ``listed`` are the remote ids of the page it came on."""
        if record.remote_id in self.seen:
            return Decision(record, Verdict.DUPLICATE)
        if record.private:
            self.private.add(record.remote_id)
            return Decision(record, Verdict.PRIVATE, self.known.get(record.remote_id))
        self.seen.add(record.remote_id)
        known = self.known.get(record.remote_id)
        if known is not None and known.package_id:
            return self._held_back(Decision(record, self._of_known(record, known), known))
        return self._held_back(self._of_unknown(record, listed))

    def _held_back(self, decision: Decision) -> Decision:
        """Return ``decision``, or that the record waits: this very content was refused and it is not yet time."""
        refused = self.refused.get(decision.record.remote_id)
        if refused is None or decision.verdict is Verdict.KEEP:
            return decision
        waits = refused.next_try is not None and refused.next_try > self.now
        if not waits or refused.content_hash != decision.record.fingerprint():
            return decision
        return Decision(decision.record, Verdict.HOLD, decision.known)

    def _of_known(self, record: NormalRecord, known: Known) -> Verdict:
        if known.state == DISMISSED:
            return Verdict.KEEP
        if known.state != ACTIVE:
            return Verdict.RETURN
        return Verdict.KEEP if known.content_hash == record.fingerprint() else Verdict.UPDATE

    def _of_unknown(self, record: NormalRecord, listed: frozenset[str] | set[str]) -> Decision:
        former = self.by_name.get(record.name)
        if former is None or not former.package_id or former.remote_id in self.seen or former.remote_id in listed:
            return Decision(record, Verdict.ADD)
        self.seen.add(former.remote_id)
        if former.state == DISMISSED:
            return Decision(record, Verdict.KEEP, former)
        return Decision(record, Verdict.RETURN if former.state != ACTIVE else Verdict.RECREATE, former)

    def shelter(self, name: str) -> None:
        """Keep the record called ``name`` from being taken for gone: it is listed, but could not be read."""
        self.sheltered_names.add(name)

    def vanished(self) -> list[Known]:
        """Return the live records this run has not seen."""
        return [
            item
            for item in self.known.values()
            if item.state == ACTIVE
            and item.remote_id not in self.seen
            and item.remote_id not in self.private
            and item.name not in self.sheltered_names
        ]

    def hidden(self) -> list[Known]:
        """Return the live records that their source lists as private."""
        return [
            item
            for remote_id in sorted(self.private - self.seen)
            if (item := self.known.get(remote_id)) is not None and item.state == ACTIVE
        ]


@dataclass(frozen=True)
class Patience:
    """How long a record must be missing before it is withdrawn, and how many may be gone at once."""

    runs: int = 1
    days: int = 0
    max_loss_share: float = 0.5

    def is_over(self, item: Known, job_id: str, now: datetime) -> bool:
        """Whether a record that is missing in the run of ``job_id`` has been missing long enough."""
        since = item.missing_since or now
        return item.runs_missing(job_id) >= self.runs and now - since >= timedelta(days=self.days)


@dataclass(frozen=True)
class Losses:
    """What becomes of the records that a run did not see.

    ``due`` are withdrawn now, ``waiting`` later, ``kept`` stay because somebody said so. ``objection`` is why the
    others are not withdrawn (a slug of ``engine.causes``), ``asked`` those about which somebody must be asked.
    """

    due: list[Known]
    waiting: list[Known]
    kept: list[Known]
    asked: list[Known]
    objection: str | None
    vanished: int
    known: int


def losses(ledger: Ledger, *, known: int, seen: int, complete: bool, patience: Patience, job_id: str) -> Losses:
    """Return what becomes of the records that are missing.

    :param known: how many live records were known before the run
    :param seen: how many records the listing held
    :param complete: whether every page was read and the listing held still meanwhile
    """
    gone = ledger.vanished()
    kept = [item for item in gone if item.answer == STAY]
    accepted = [item for item in gone if item.answer == WITHDRAW]
    open_ = [item for item in gone if item.answer not in (STAY, WITHDRAW)]
    base = known - len(kept) - len(accepted)
    why = objection(
        known=base, seen=seen, vanished=len(open_), complete=complete, max_loss_share=patience.max_loss_share
    )
    due = accepted if complete else []
    if why:
        asked = open_ if why != "listing-incomplete" else []
        return Losses(due, [], kept, asked, why, len(open_), base)
    over = [item for item in open_ if patience.is_over(item, job_id, ledger.now)]
    waiting = [item for item in open_ if item not in over]
    return Losses(due + over, waiting, kept, [], None, len(open_), base)


def objection(*, known: int, seen: int, vanished: int, complete: bool, max_loss_share: float) -> str | None:
    """Return why nothing may be withdrawn (a slug of ``engine.causes``), or None when it may.

    :param complete: whether every page was read and the listing held still meanwhile
    """
    if not vanished:
        return None
    if not complete:
        return "listing-incomplete"
    if not seen:
        return "listing-empty"
    if known and vanished / known > max_loss_share:
        return "loss-too-large"
    return None
