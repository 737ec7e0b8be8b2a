"""One run over one source: read its listing page by page, decide, write in batches, and settle what is gone.

A run can be cut at any point and done again: what is stored is recognised by its hash, so the next run goes on from
there and converges to the same state.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any, Protocol

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.errors import FetchError, TomoniError
from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.engine import index, settings, state, write
from ckanext.tomoni_harvest.engine.batch import Batcher
from ckanext.tomoni_harvest.engine.context import site_user
from ckanext.tomoni_harvest.engine.errors import Stopped
from ckanext.tomoni_harvest.engine.journal import Entry, Journal, now
from ckanext.tomoni_harvest.engine.options import Options
from ckanext.tomoni_harvest.engine.organizations import Organizations
from ckanext.tomoni_harvest.engine.pause import go_on
from ckanext.tomoni_harvest.engine.plan import Decision, Known, Ledger, Verdict, objection
from ckanext.tomoni_harvest.engine.signals import datasets_changed
from ckanext.tomoni_harvest.engine.web import Web
from ckanext.tomoni_harvest.model import Run
from ckanext.tomoni_harvest.sources.base import Kind, Page

log = logging.getLogger(__name__)

BATCH = 200
_WRITTEN = {Verdict.ADD, Verdict.UPDATE, Verdict.RECREATE, Verdict.RETURN}
_KEPT_ON_RESUME = {"added", "updated", "recreated", "returned", "withdrawn"}


@dataclass
class Listing:
    """How the reading of a listing went."""

    read: int = 0
    ids: set[str] = field(default_factory=set)
    failed_pages: int = 0
    totals: set[int] = field(default_factory=set)

    @property
    def complete(self) -> bool:
        """Whether every page was read and the listing held still: as many different records as it says it holds."""
        return not self.failed_pages and (not self.totals or self.totals == {len(self.ids)})


class Notebook(Protocol):
    """What findings are told to: a run's journal, or a preview's notes."""

    def note(self, slug: str, *, remote_id: str = "", remote_name: str = "", title: str = "", **context: Any) -> None:
        """Keep a finding."""
        ...


def read(kind: Kind, url: str, web: Web, options: Options, ledger: Ledger, journal: Notebook, listing: Listing):
    """Yield the decisions of each page; what cannot be read is noted and kept from being taken for gone."""
    for page in kind.pages(url, web, rows=options.rows, filters=options.fq):
        go_on()
        if page.total is not None:
            listing.totals.add(page.total)
        if page.problem:
            listing.failed_pages += 1
            journal.note("page-failed", start=page.start, problem=page.problem)
            continue
        yield _decide(kind, url, page, ledger, journal, listing)


def _decide(kind: Kind, url: str, page: Page, ledger: Ledger, journal: Notebook, listing: Listing) -> list[Decision]:
    for name, problem in page.listed.items():
        ledger.shelter(name)
        ledger.seen.add(name)
        listing.ids.add(name)
        journal.note("record-unreadable", remote_id=name, remote_name=name, problem=problem)
    listed = {str(raw.get("id")) for raw in page.records}
    decisions = []
    for raw in page.records:
        identifier = str(raw.get("id") or raw.get("name") or "")
        listing.ids.add(identifier)
        listing.read += 1
        try:
            decisions.append(ledger.decide(kind.normalise(raw, url), listed))
        except Exception as problem:
            log.warning("record %s of %s: %s", identifier, url, problem)
            ledger.shelter(str(raw.get("name") or ""))
            ledger.seen.add(identifier)
            journal.note(
                "record-unreadable", remote_id=identifier, remote_name=str(raw.get("name") or ""),
                title=str(raw.get("title") or ""), problem=f"{type(problem).__name__}: {problem}",
            )  # fmt: skip
    return decisions


class Harvest:
    """The run of one job."""

    def __init__(self, job: Any, kind: Kind, web: Web | None = None) -> None:
        self.job_id, self.source_id, self.url = str(job.id), str(job.source_id), str(job.source.url)
        self.kind = kind
        self.options = settings.options(job.source.config, self.source_id)
        self.web = web or settings.web()
        self.journal = Journal(self.job_id, self.source_id)
        self.listing = Listing()
        self.watermark = ""

    def run(self) -> str:
        """Do the run and return its outcome: done, incomplete, stopped (nothing withdrawn), or failed.

        :raises Stopped: when the process is to end; the job goes on at the next start
        """
        self._begin()
        outcome = "failed"
        try:
            outcome = self._work()
        except Stopped:
            self._save()
            raise
        except (FetchError, ValueError) as problem:
            log.warning("source %s: %s", self.source_id, problem)
            model.Session.rollback()
            text = problem.message("ja") if isinstance(problem, TomoniError) else str(problem)
            self.journal.note("source-unreadable", problem=text)
        self._save(outcome=outcome, finished=model_now(), watermark=self.watermark)
        log.info("job %s: %s %s", self.job_id, outcome, dict(self.journal.counts))
        return outcome

    def _begin(self) -> None:
        run = model.Session.get(Run, self.job_id)
        if run is None:
            model.Session.add(Run(self.job_id, self.source_id))
        else:
            self.journal.counts.update({key: run.counts.get(key, 0) for key in _KEPT_ON_RESUME})
        model.Session.commit()

    def _work(self) -> str:
        ledger = state.load(self.source_id)
        known = ledger.active
        owner = model.Package.get(self.source_id)
        organizations = Organizations(
            self.source_id, (owner.owner_org or "") if owner else "", self.options, self.journal.note
        )
        batcher = Batcher(self.source_id, site_user(), organizations, self.journal)
        for decisions in read(self.kind, self.url, self.web, self.options, ledger, self.journal, self.listing):
            for decision in decisions:
                organizations.hear(decision.record.organization, decision.record.modified)
            self._apply(decisions, batcher)
        organizations.settle()
        return self._settle(ledger, known)

    def _apply(self, decisions: list[Decision], batcher: Batcher) -> None:
        writing = [decision for decision in decisions if decision.verdict in _WRITTEN]
        self._count(decisions)
        for start in range(0, len(writing), BATCH):
            go_on()
            batcher.apply(writing[start : start + BATCH])
            self._save()
        self._save()

    def _count(self, decisions: list[Decision]) -> None:
        counts = self.journal.counts
        found_again = [d.known for d in decisions if d.known and d.known.missing_runs and d.verdict is Verdict.KEEP]
        if found_again:
            state.mark_found(self.source_id, found_again)
        for decision in decisions:
            record = decision.record
            self.watermark = max(self.watermark, record.modified)
            told = {"remote_id": record.remote_id, "remote_name": record.name, "title": record.title}
            if decision.verdict is Verdict.KEEP:
                counts["unchanged"] += 1
            elif decision.verdict is Verdict.PRIVATE:
                counts["private"] += 1
                self.journal.note("private-skipped", **told)
            elif decision.verdict is Verdict.DUPLICATE:
                self.journal.note("duplicate-record", **told)

    def _settle(self, ledger: Ledger, known: int) -> str:
        """Withdraw what is gone, unless there is an objection."""
        vanished = ledger.vanished()
        complete = self.listing.complete
        why = objection(
            known=known, seen=self.listing.read, vanished=len(vanished), complete=complete,
            max_loss_share=self.options.max_loss_share,
        )  # fmt: skip
        if why:
            share = f"{self.options.max_loss_share:.0%}"
            self.journal.note(why, vanished=len(vanished), known=known, share=share)
            return "incomplete" if why == "listing-incomplete" else "stopped"
        patience = self.options.withdraw_after_runs
        due = [item for item in vanished if item.missing_runs + 1 >= patience]
        self._withdraw(due)
        state.mark_missing(self.source_id, [item for item in vanished if item not in due])
        self.journal.counts["missing"] = len(vanished) - len(due)
        return "done" if complete else "incomplete"

    def _withdraw(self, gone: list[Known]) -> None:
        for start in range(0, len(gone), BATCH):
            go_on()
            part = gone[start : start + BATCH]
            ids = [item.package_id for item in part if item.package_id]
            write.withdraw(ids)
            self.journal.write_objects(
                [Entry(item.remote_id, item.package_id, "withdrawn") for item in part if item.package_id]
            )
            state.mark_gone(self.source_id, part)
            self.journal.counts["withdrawn"] += len(part)
            self._save()
            index.remove(ids)
            datasets_changed.send(self.source_id, added=[], updated=[], withdrawn=ids, resources=[])

    def _save(self, **values: Any) -> None:
        run = model.Session.get(Run, self.job_id)
        if run is None:
            run = Run(self.job_id, self.source_id)
        self.journal.write_findings()
        total = max(self.listing.totals, default=None)
        counts = {**self.journal.counts, "read": self.listing.read, "requests": self.web.requests}
        self.journal.save(run, total=total, **values)
        run = model.Session.get(Run, self.job_id) or run
        run.counts = counts
        model.Session.commit()


def model_now() -> Any:
    """Return the time for a column with a zone."""
    from datetime import UTC

    return now().replace(tzinfo=UTC)


def run_job(job_id: str, kind: Kind, web: Web | None = None) -> str:
    """Run a job from its first request to its report and mark it as gathered; return the outcome.

    :raises Stopped: when the process is to end; the job is then not marked
    """
    job = stock.HarvestJob.get(job_id)
    if job is None:
        raise tk.ObjectNotFound("harvest job")
    job.gather_started = job.gather_started or now()
    job.save()
    outcome = Harvest(job, kind, web).run()
    job = stock.HarvestJob.get(job_id)
    job.gather_finished = now()
    job.save()
    return outcome
