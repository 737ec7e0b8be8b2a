"""What to do with each record of a source, decided from what we remember of it. Pure: no CKAN, no database.

Rules of identity, in order:

1. the remote id, when we know it;
2. the same name at the same source while the record we know by that name is not in the listing under its own id: it was
   re-created (a portal cannot hold two live datasets of one name), so our dataset goes on under the new id;
3. otherwise it is new.

Rules of loss: nothing is withdrawn unless the whole listing was read; a listing that is empty, or that lost more than a
set share of what we know, is not believed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ckanext.tomoni_harvest.engine.record import NormalRecord

ACTIVE, GONE, DISMISSED = "active", "gone", "dismissed"
"""A record is active, gone from its source, or was deleted here by hand and is not to come back."""


class Verdict(StrEnum):
    """What becomes of one record."""

    ADD = "added"
    UPDATE = "updated"
    RECREATE = "recreated"
    RETURN = "returned"
    KEEP = "unchanged"
    DUPLICATE = "duplicate"
    PRIVATE = "private"


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
    by_name: dict[str, Known] = field(init=False)
    seen: set[str] = field(default_factory=set)
    sheltered_names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.by_name = {}
        for item in sorted(self.known.values(), key=lambda known: known.state == ACTIVE):
            self.by_name[item.name] = item

    @classmethod
    def of(cls, known: Iterable[Known]) -> Ledger:
        """Return the ledger of ``known`` records."""
        return cls({item.remote_id: item for item in known})

    @property
    def active(self) -> int:
        """How many live records we know."""
        return sum(item.state == ACTIVE for item in self.known.values())

    def decide(self, record: NormalRecord, listed: frozenset[str] | set[str] = frozenset()) -> Decision:
        """Return what to do with ``record``; ``listed`` are the remote ids of the page it came on."""
        if record.remote_id in self.seen:
            return Decision(record, Verdict.DUPLICATE)
        if record.private:
            return Decision(record, Verdict.PRIVATE, self.known.get(record.remote_id))
        self.seen.add(record.remote_id)
        known = self.known.get(record.remote_id)
        if known is not None and known.package_id:
            return Decision(record, self._of_known(record, known), known)
        return self._of_unknown(record, listed)

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
            if item.state == ACTIVE and item.remote_id not in self.seen and item.name not in self.sheltered_names
        ]


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
