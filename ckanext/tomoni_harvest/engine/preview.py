"""A run that writes nothing: what would be added, changed and withdrawn."""

from __future__ import annotations

import collections
from types import SimpleNamespace
from typing import Any

from ckan import model

from ckanext.tomoni_core.errors import TomoniError
from ckanext.tomoni_harvest import kinds, stock
from ckanext.tomoni_harvest.engine import record as records
from ckanext.tomoni_harvest.engine import report, settings, state
from ckanext.tomoni_harvest.engine.errors import NotOurs
from ckanext.tomoni_harvest.engine.plan import Decision, Verdict, losses
from ckanext.tomoni_harvest.engine.run import Listing, patience, read
from ckanext.tomoni_harvest.engine.web import Web

_SHOWN = (Verdict.ADD, Verdict.UPDATE, Verdict.RECREATE, Verdict.RETURN, Verdict.PRIVATE)
VALUE_LIMIT = 200


class _Notes:
    """Collects findings in memory, with a few examples of each cause."""

    def __init__(self, limit: int) -> None:
        self.counts: collections.Counter[str] = collections.Counter()
        self.examples: dict[str, list[dict[str, Any]]] = {}
        self._limit = limit

    def note(self, slug: str, *, remote_id: str = "", remote_name: str = "", title: str = "", **context: Any) -> None:
        self.counts[slug] += 1
        kept = self.examples.setdefault(slug, [])
        if len(kept) < self._limit:
            found = SimpleNamespace(remote_id=remote_id, remote_name=remote_name, title=title)
            kept.append(report.example(slug, context, found))

    def causes(self) -> list[dict[str, Any]]:
        return [report.group(slug, count, self.examples[slug]) for slug, count in self.counts.most_common()]


def preview(source_id: str, limit: int, web: Web | None = None) -> dict[str, Any]:
    """Return what a harvest of the source would do.

    :raises NotOurs: when the source is of another kind
    """
    source = stock.HarvestSource.get(source_id)
    kind = kinds.find(source.type) if source else None
    if source is None or kind is None:
        raise NotOurs(source_id)
    web, options = web or settings.web(source_id), settings.options(source.config, source_id)
    ledger, notes, listing = state.load(source_id), _Notes(limit), Listing()
    known = ledger.active
    counts: collections.Counter[str] = collections.Counter()
    examples: dict[str, list[dict[str, Any]]] = {verdict.value: [] for verdict in _SHOWN}
    try:
        for decisions in read(kind, source.url, web, options, ledger, notes, listing):
            for decision in decisions:
                counts[decision.verdict.value] += 1
                shown = examples.get(decision.verdict.value)
                if shown is not None and len(shown) < limit:
                    shown.append(_example(decision))
                for slug, context in decision.record.notes if decision.verdict is Verdict.ADD else []:
                    notes.note(slug, remote_id=decision.record.remote_id, title=decision.record.title, **context)
    except (TomoniError, ValueError) as problem:
        listing.failed_pages += 1
        text = problem.message(report.language()) if isinstance(problem, TomoniError) else str(problem)
        notes.note("source-unreadable", problem=text)
    found = losses(
        ledger, known=known, seen=listing.read, complete=listing.complete, patience=patience(options), job_id=""
    )
    if found.objection:
        share = f"{options.max_loss_share:.0%}"
        notes.note(found.objection, vanished=found.vanished, known=found.known, share=share)
    going = [*ledger.hidden(), *found.due]
    counts["withdrawn"], counts["missing"], counts["kept"] = len(going), len(found.waiting), len(found.kept)
    shown_as_gone = going or found.asked
    examples["withdrawn"] = [{"name": item.name, "id": item.remote_id} for item in shown_as_gone[:limit]]
    return {
        "source_id": source_id, "complete": listing.complete, "read": listing.read,
        "total": max(listing.totals, default=None), "requests": web.requests, "objection": found.objection,
        "counts": dict(counts), "examples": examples, "causes": notes.causes(),
    }  # fmt: skip


def _example(decision: Decision) -> dict[str, Any]:
    record = decision.record
    shown: dict[str, Any] = {
        "id": record.remote_id, "name": record.name, "title": record.title,
        "organization": record.organization.title if record.organization else "",
    }  # fmt: skip
    if decision.known and decision.known.package_id:
        shown["package_id"] = decision.known.package_id
        shown["changes"] = _changes(decision.known.package_id, record)
    return shown


def _changes(package_id: str, record: records.NormalRecord) -> list[dict[str, str]]:
    """Return the fields that differ from what was stored at the last run."""
    found = model.Session.query(stock.HarvestObject).filter_by(package_id=package_id, current=True).first()
    if found is None or not found.content:
        return []
    old, new = records.from_json(found.content).dataset, record.dataset
    return [
        {"field": field, "old": _short(field, old.get(field)), "new": _short(field, new.get(field))}
        for field in sorted(old.keys() | new.keys())
        if old.get(field) != new.get(field)
    ]


def _short(field: str, value: Any) -> str:
    if field == "resources":
        return str(len(value or []))
    return str(value if value is not None else "")[:VALUE_LIMIT]
