"""Turns the decisions of a batch into datasets: names, organizations, resource ids, validation, writing, indexing."""

from __future__ import annotations

import json
import logging
from collections.abc import Set
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import sqlalchemy.exc
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_harvest.engine import activity, index, locks, quarantine, show, state, write
from ckanext.tomoni_harvest.engine import normalise as n
from ckanext.tomoni_harvest.engine.journal import Entry, Journal
from ckanext.tomoni_harvest.engine.organizations import Organizations
from ckanext.tomoni_harvest.engine.plan import Decision
from ckanext.tomoni_harvest.engine.rows import PACKAGE, RESOURCE, new_id
from ckanext.tomoni_harvest.engine.signals import tell
from ckanext.tomoni_harvest.engine.validate import Validator

log = logging.getLogger(__name__)


@dataclass
class Draft:
    """One decision with what is needed to write it."""

    decision: Decision
    item: write.Item
    change: state.Change


class Batcher:
    """Applies batches of decisions of one run.

    :param doubtful: remote ids of records that were refused before; each is tried alone
    """

    def __init__(
        self,
        source_id: str,
        user: str,
        organizations: Organizations,
        journal: Journal,
        doubtful: Set[str] = frozenset(),
    ) -> None:
        self.source_id, self.user, self.journal = source_id, user, journal
        self.organizations, self.doubtful = organizations, doubtful
        self.validator = Validator(user)
        self.failed: set[str] = set()
        self.user_id = model.User.get(user).id  # type: ignore[union-attr]

    def apply(self, decisions: list[Decision]) -> None:
        """Write ``decisions``; when they fail together, their halves are tried, so that only the bad one is lost."""
        alone = [decision for decision in decisions if decision.record.remote_id in self.doubtful]
        together = [decision for decision in decisions if decision.record.remote_id not in self.doubtful]
        for part in ([together] if together else []) + [[decision] for decision in alone]:
            self._try(part)

    def _try(self, decisions: list[Decision]) -> None:
        try:
            owners = self._owners(decisions)
            with self.journal.only_if_done():
                drafts = self._store(decisions, owners)
        except sqlalchemy.exc.OperationalError:
            raise
        except Exception as problem:
            model.Session.rollback()
            self._in_parts(decisions, problem)
            return
        if drafts:
            self._publish(drafts)

    def _in_parts(self, decisions: list[Decision], problem: Exception) -> None:
        if len(decisions) == 1:
            log.exception("%s could not be stored", decisions[0].record.remote_id)
            self._refuse(decisions[0], f"{type(problem).__name__}: {problem}"[:500])
            model.Session.commit()
            return
        log.warning("a batch of %d failed (%s); trying its halves", len(decisions), problem)
        middle = len(decisions) // 2
        self._try(decisions[:middle])
        self._try(decisions[middle:])

    def _owners(self, decisions: list[Decision]) -> dict[int, str]:
        return {id(decision): self.organizations.resolve(decision.record.organization) for decision in decisions}

    def _store(self, decisions: list[Decision], owners: dict[int, str]) -> list[Draft]:
        """Store ``decisions`` in one transaction; return what is to be indexed."""
        kept = locks.Kept({d.known.package_id for d in decisions if d.known and d.known.package_id})
        drafts = self._drafts(decisions, owners, kept)
        if drafts:
            write.write([draft.item for draft in drafts], self.user_id)
            self.journal.write_objects([_entry(draft) for draft in drafts])
            state.remember(self.source_id, [draft.change for draft in drafts])
            kept.write()
            if self.doubtful:
                quarantine.forgive(self.source_id, [draft.change.remote_id for draft in drafts])
        for draft in drafts:
            self.journal.counts[draft.decision.verdict.value] += 1
            self._notes(draft.decision)
        model.Session.commit()
        return drafts

    def _publish(self, drafts: list[Draft]) -> None:
        """Index the batch and tell the others; a search that is down costs the index, not the data."""
        ids = [draft.item.package_id for draft in drafts]
        try:
            held = model.Session.query(model.Package).filter(model.Package.id.in_(ids)).all()
            shown = show.shown(ids, self.user)
            index.index(shown.values())
            del held  # until here it kept the session from asking for each package again
            entries = [(draft.item.new, shown[draft.item.package_id][1]) for draft in drafts]
            activity.write(entries, self.user, self.user_id)
            state.settle(self.source_id, [draft.change.remote_id for draft in drafts])
            model.Session.commit()
        except sqlalchemy.exc.OperationalError:
            raise
        except Exception as problem:
            log.exception("a batch could not be indexed")
            model.Session.rollback()
            self.journal.note("index-failed", problem=str(problem)[:500])
            return
        tell(
            self.source_id,
            added=[draft.item.package_id for draft in drafts if draft.item.new],
            updated=[draft.item.package_id for draft in drafts if not draft.item.new],
            resources=[rid for draft in drafts for rid in draft.item.changed_resources],
        )
        model.Session.expunge_all()

    def _drafts(self, decisions: list[Decision], owners: dict[int, str], kept: locks.Kept) -> list[Draft]:
        names = self._names(decisions)
        there = _local_resources([d.known.package_id for d in decisions if d.known and d.known.package_id])
        drafts = []
        for decision in decisions:
            try:
                drafts.append(self._draft(decision, names[id(decision)], owners[id(decision)], there, kept))
            except tk.ValidationError as problem:
                self._refuse(decision, json.dumps(problem.error_dict, ensure_ascii=False, default=str)[:500])
        return drafts

    def _draft(
        self, decision: Decision, name: str, owner: str, there: dict[str, dict[str, str]], kept: locks.Kept
    ) -> Draft:
        record, known = decision.record, decision.known
        package_id = known.package_id if known and known.package_id else new_id()
        resources = [dict(resource) for resource in record.dataset.get("resources", [])]
        remote_ids = [resource.pop("remote_id") for resource in resources]
        data: dict[str, Any] = {
            **n.indexable(record.dataset), "name": name, "owner_org": owner or None, "type": "dataset",
            "private": False, "state": "active", "resources": resources,
        }  # fmt: skip
        if record.modified:
            data["metadata_modified"] = record.modified
        ids = assign_ids(remote_ids, resources, known.resources if known else {}, there.get(package_id, {}))
        for changed in kept.apply(package_id, data, ids):
            self._tell(decision, "lock-source-changed", **changed)
        valid = self.validator.validated(data, known.package_id if known else None)
        for resource, local_id in zip(valid.get("resources") or [], ids, strict=True):
            resource["id"] = local_id
        mapping = {remote: local for remote, local in zip(remote_ids, ids, strict=True) if remote}
        change = state.Change(
            record.remote_id, record.name, record.organization.name if record.organization else "", package_id,
            record.fingerprint(), record.modified, mapping, known.remote_id if known else None,
        )  # fmt: skip
        return Draft(decision, write.Item(package_id, known is None, valid), change)

    def _names(self, decisions: list[Decision]) -> dict[int, str]:
        """Return the name each dataset gets: its own when we have it, else the source's, or one with a number."""
        own = {d.known.package_id for d in decisions if d.known and d.known.package_id}
        current = _names_of(own)
        wanted = {current.get((d.known.package_id or "") if d.known else "", d.record.name) for d in decisions}
        taken = _taken(wanted)
        self._report_identifiers([d for d in decisions if d.known is None])
        chosen: dict[int, str] = {}
        used: set[str] = set()
        for decision in decisions:
            mine = decision.known.package_id if decision.known else None
            name = current.get(mine or "", decision.record.name)
            chosen[id(decision)] = self._free(decision, name, mine, taken, used)
            used.add(chosen[id(decision)])
        return chosen

    def _free(self, decision: Decision, wanted: str, mine: str | None, taken: dict[str, str], used: set[str]) -> str:
        name, number = wanted, 2
        while name in used or taken.get(name, mine) != mine:
            name, number = n.with_suffix(wanted, number), number + 1
            if name not in taken:
                taken.update(_taken({name}))
        if name != wanted:
            self._tell(decision, "name-taken", wanted=wanted, name=name)
        return name

    def _report_identifiers(self, decisions: list[Decision]) -> None:
        ids = {decision.record.remote_id for decision in decisions}
        found = set(_names_of(ids))
        for decision in decisions:
            if decision.record.remote_id in found:
                self._tell(decision, "identifier-taken")

    def _refuse(self, decision: Decision, problem: str) -> None:
        # What is on hold under the id it was remembered by is read again for that; one that was re-created is not.
        if decision.known and decision.known.remote_id != decision.record.remote_id:
            self.failed.add(decision.known.remote_id)
        failures = quarantine.refuse(self.source_id, self.journal.job_id, decision.record, problem)
        self._tell(decision, "record-refused", problem=problem, failures=failures)

    def _tell(self, decision: Decision, slug: str, **context: Any) -> None:
        record = decision.record
        self.journal.note(slug, remote_id=record.remote_id, remote_name=record.name, title=record.title, **context)

    def _notes(self, decision: Decision) -> None:
        for slug, context in decision.record.notes:
            self._tell(decision, slug, **context)


def _entry(draft: Draft) -> Entry:
    record = draft.decision.record
    return Entry(
        record.remote_id, draft.item.package_id, draft.decision.verdict.value, record.as_json(), record.modified,
        draft.change.content_hash,
    )  # fmt: skip


def assign_ids(
    remote_ids: list[str], resources: list[dict[str, Any]], known: dict[str, str], there: dict[str, str]
) -> list[str]:
    """Return our ids for a dataset's resources: by the remote id we know, by the same URL, else a new one.

    :param known: remote id to our id, as remembered
    :param there: our id to URL of the resources we hold
    """
    found: list[str | None] = [known.get(remote) if known.get(remote) in there else None for remote in remote_ids]
    free = {}
    for local, url in there.items():
        if local not in found:
            free.setdefault(url, local)
    claimed = {local for local in found if local}
    result: list[str] = []
    for local, resource in zip(found, resources, strict=True):
        chosen = local
        if chosen is None or chosen in result:
            candidate = free.pop(resource.get("url") or "", None)
            chosen = candidate if candidate and candidate not in claimed and candidate not in result else new_id()
        result.append(chosen)
    return result


def _names_of(package_ids: set[str]) -> dict[str, str]:
    """Return the names of datasets; one that lost its name while it was deleted has none."""
    if not package_ids:
        return {}
    query = sa.select(PACKAGE.c.id, PACKAGE.c.name).where(PACKAGE.c.id.in_(package_ids))
    return {row.id: row.name for row in model.Session.execute(query) if row.name != row.id}


def _taken(names: set[str]) -> dict[str, str]:
    query = sa.select(PACKAGE.c.id, PACKAGE.c.name).where(PACKAGE.c.name.in_(names), PACKAGE.c.state != "deleted")
    return {row.name: row.id for row in model.Session.execute(query)}


def _local_resources(package_ids: list[str]) -> dict[str, dict[str, str]]:
    if not package_ids:
        return {}
    query = (
        sa.select(RESOURCE.c.id, RESOURCE.c.package_id, RESOURCE.c.url)
        .where(RESOURCE.c.package_id.in_(package_ids), RESOURCE.c.state == "active")
        .order_by(RESOURCE.c.position)
    )
    found: dict[str, dict[str, str]] = {}
    for row in model.Session.execute(query):
        found.setdefault(row.package_id, {})[row.id] = row.url
    return found
