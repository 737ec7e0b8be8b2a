"""What a run tells: its figures, its findings, and ckanext-harvest's own objects and errors beside them.

ckanext-harvest's pages, actions and index hook read its objects; ours read the findings. Both are written here, in
batches. Unchanged datasets leave no object: they are a figure of the run.
"""

from __future__ import annotations

import collections
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.engine.causes import CAUSES
from ckanext.tomoni_harvest.engine.rows import new_id
from ckanext.tomoni_harvest.model import Finding, Run, Version

FINDINGS_KEPT = 2000
"""How many findings of one cause a run keeps; the figure counts them all."""

_STATUS = {"added": "added", "updated": "updated", "recreated": "updated", "returned": "added", "withdrawn": "deleted"}


def now() -> datetime:
    """Return the time as ckanext-harvest stores it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass
class Entry:
    """One dataset written in this run."""

    remote_id: str
    package_id: str
    outcome: str
    content: str | None = None
    modified: str = ""
    content_hash: str = ""


@dataclass
class Journal:
    """Collects what a run tells and writes it with the batches."""

    job_id: str
    source_id: str
    counts: collections.Counter[str] = field(default_factory=collections.Counter)
    _findings: list[dict[str, Any]] = field(default_factory=list)
    _per_cause: collections.Counter[str] = field(default_factory=collections.Counter)

    def note(self, slug: str, *, remote_id: str = "", remote_name: str = "", title: str = "", **context: Any) -> None:
        """Keep a finding."""
        self._per_cause[slug] += 1
        if CAUSES[slug].level == "error":
            self.counts["errored"] += 1
        if self._per_cause[slug] > FINDINGS_KEPT:
            return
        self._findings.append(
            {"id": new_id(), "job_id": self.job_id, "slug": slug, "remote_id": remote_id[:200],
             "remote_name": remote_name[:200], "title": title[:300], "context": _plain(context)}
        )  # fmt: skip

    @contextlib.contextmanager
    def only_if_done(self) -> Iterator[None]:
        """Forget what is noted in the block when it fails: what it did is undone and tried again in smaller parts."""
        counts, per_cause, kept = self.counts.copy(), self._per_cause.copy(), len(self._findings)
        try:
            yield
        except BaseException:
            self.counts, self._per_cause = counts, per_cause
            del self._findings[kept:]
            raise

    def write_findings(self) -> None:
        """Store the findings collected so far, with ckanext-harvest's errors for those that are errors."""
        if not self._findings:
            return
        model.Session.execute(sa.insert(Finding.__table__), self._findings)
        errors = [finding for finding in self._findings if CAUSES[finding["slug"]].level == "error"]
        self._stock_errors(errors)
        self._findings = []

    def _stock_errors(self, findings: list[dict[str, Any]]) -> None:
        gathered, objects, errors = [], [], []
        for finding in findings:
            cause = CAUSES[finding["slug"]]
            message = f"{cause.message('ja', finding['context'])} {cause.remedy('ja')}"
            if not finding["remote_id"]:
                gathered.append({"id": new_id(), "harvest_job_id": self.job_id, "message": message, "created": now()})
                continue
            object_id = new_id()
            objects.append(self._object(object_id, finding["remote_id"], None, "ERROR", "errored", current=False))
            errors.append(
                {"id": new_id(), "harvest_object_id": object_id, "message": message, "stage": "Import",
                 "created": now()}
            )  # fmt: skip
        for table, rows in (
            (stock.HarvestGatherError.__table__, gathered),
            (stock.HarvestObject.__table__, objects),
            (stock.HarvestObjectError.__table__, errors),
        ):
            if rows:
                model.Session.execute(sa.insert(table), rows)

    def write_objects(self, entries: list[Entry]) -> None:
        """Store a harvest object for each dataset written; former ones are no longer current and lose their text.

        What is left of them is the hash of the content, in the history.
        """
        if not entries:
            return
        table = stock.HarvestObject.__table__
        ids = [entry.package_id for entry in entries]
        old = sa.and_(table.c.package_id.in_(ids), table.c.current.is_(True))
        model.Session.execute(sa.update(table).where(old).values(current=False, content=None))
        rows, versions = [], []
        for entry in entries:
            versions.append(self._version(entry))
            row = self._object(
                new_id(), entry.remote_id, entry.package_id, "COMPLETE", _STATUS[entry.outcome],
                current=entry.outcome != "withdrawn",
            )  # fmt: skip
            row["content"] = entry.content
            row["metadata_modified_date"] = datetime.fromisoformat(entry.modified) if entry.modified else None
            rows.append(row)
        model.Session.execute(sa.insert(table), rows)
        model.Session.execute(sa.insert(Version.__table__), versions)

    def _version(self, entry: Entry) -> dict[str, Any]:
        return {
            "id": new_id(), "source_id": self.source_id, "package_id": entry.package_id, "job_id": self.job_id,
            "outcome": entry.outcome, "content_hash": entry.content_hash, "remote_modified": entry.modified,
        }  # fmt: skip

    def _object(
        self, identifier: str, guid: str, package_id: str | None, state: str, status: str, *, current: bool
    ) -> dict[str, Any]:
        moment = now()
        return {
            "id": identifier, "guid": guid, "current": current, "gathered": moment, "fetch_started": moment,
            "fetch_finished": moment, "import_started": moment, "import_finished": moment, "state": state,
            "retry_times": 0, "harvest_job_id": self.job_id, "harvest_source_id": self.source_id,
            "package_id": package_id, "report_status": status,
        }  # fmt: skip

    def save(self, run: Run, **values: Any) -> None:
        """Store the figures so far, so that the page can show the progress."""
        run = model.Session.get(Run, run.job_id) or run
        run.counts = dict(self.counts)
        for key, value in values.items():
            setattr(run, key, value)
        model.Session.add(run)


def _plain(context: dict[str, Any]) -> dict[str, Any]:
    return {
        key: (value if isinstance(value, (int, float, bool)) or value is None else str(value)[:1000])
        for key, value in context.items()
    }
