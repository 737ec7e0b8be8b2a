"""One run over one source: read its listing page by page, decide, write in batches, and settle what is gone.

A run can be cut at any point and done again: what is stored is recognised by its hash, so the next run goes on from
there and converges to the same state.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Protocol

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.errors import TomoniError
from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.engine import quarantine, questions, settings, state, withdrawal
from ckanext.tomoni_harvest.engine.batch import Batcher
from ckanext.tomoni_harvest.engine.context import site_user
from ckanext.tomoni_harvest.engine.errors import Stopped, Unusable
from ckanext.tomoni_harvest.engine.journal import Journal, now
from ckanext.tomoni_harvest.engine.options import Options
from ckanext.tomoni_harvest.engine.organizations import Organizations
from ckanext.tomoni_harvest.engine.pause import go_on
from ckanext.tomoni_harvest.engine.plan import (
    ACTIVE,
    HIDDEN,
    MISSING,
    Decision,
    Known,
    Ledger,
    Losses,
    Patience,
    Verdict,
    losses,
)
from ckanext.tomoni_harvest.engine.web import Web
from ckanext.tomoni_harvest.model import Run
from ckanext.tomoni_harvest.sources.base import Kind, Page

log = logging.getLogger(__name__)

BATCH = 200
JST = timezone(timedelta(hours=9))
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
    for page in kind.pages(url, web, rows=options.rows, filters=options.of(kind)):
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
            slug, context = _cause(problem)
            name, title = str(raw.get("name") or ""), str(raw.get("title") or "")
            journal.note(slug, remote_id=identifier, remote_name=name, title=title, **context)
    return decisions


def _cause(problem: Exception) -> tuple[str, dict[str, Any]]:
    """Why a record cannot be used: what its kind says, else the exception."""
    if isinstance(problem, Unusable):
        return problem.slug, problem.context
    return "record-unreadable", {"problem": f"{type(problem).__name__}: {problem}"}


class Harvest:
    """The run of one job."""

    def __init__(self, job: Any, kind: Kind, web: Web | None = None) -> None:
        self.job_id, self.source_id, self.url = str(job.id), str(job.source_id), str(job.source.url)
        self.kind = kind
        self.options = settings.options(job.source.config, self.source_id)
        self.web = web or settings.web(self.source_id)
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
        except (TomoniError, ValueError) as problem:
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
        withdrawal.finish(self.source_id, self.journal)
        ledger = state.load(self.source_id)
        known = ledger.active
        owner = model.Package.get(self.source_id)
        organizations = Organizations(
            self.source_id, (owner.owner_org or "") if owner else "", self.options, self.journal.note
        )
        batcher = Batcher(self.source_id, site_user(), organizations, self.journal, ledger.refused.keys())
        for decisions in read(self.kind, self.url, self.web, self.options, ledger, self.journal, self.listing):
            for decision in decisions:
                organizations.hear(decision.record.organization, decision.record.modified)
            self._apply(decisions, batcher, ledger)
        organizations.settle()
        return self._settle(ledger, known)

    def _apply(self, decisions: list[Decision], batcher: Batcher, ledger: Ledger) -> None:
        writing = [decision for decision in decisions if decision.verdict in _WRITTEN]
        self._count(decisions, ledger)
        for start in range(0, len(writing), BATCH):
            go_on()
            batcher.apply(writing[start : start + BATCH])
            self._save()
        self._save()

    def _count(self, decisions: list[Decision], ledger: Ledger) -> None:
        counts = self.journal.counts
        still = [d.known for d in decisions if d.known and d.verdict in (Verdict.KEEP, Verdict.HOLD)]
        found_again = [item for item in still if item.state == ACTIVE and (item.missing_runs or item.answer)]
        if found_again:
            state.mark_found(self.source_id, found_again)
        as_before = {d.record.remote_id for d in decisions if d.verdict is Verdict.KEEP} & ledger.refused.keys()
        if as_before:
            quarantine.forgive(self.source_id, as_before)
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
            elif decision.verdict is Verdict.HOLD:
                counts["held"] += 1
                refused = ledger.refused[record.remote_id]
                self.journal.note("record-held", failures=refused.failures, until=_jst(refused.next_try), **told)

    def _settle(self, ledger: Ledger, known: int) -> str:
        """Withdraw what is gone, unless there is an objection; what is private at its source goes in any case."""
        complete = self.listing.complete
        found = losses(
            ledger, known=known, seen=self.listing.read, complete=complete, patience=patience(self.options),
            job_id=self.job_id,
        )  # fmt: skip
        self._withdraw(ledger.hidden(), HIDDEN)
        self._withdraw(found.due, MISSING)
        self._wait(found)
        if complete:
            quarantine.forget_unlisted(self.source_id, ledger.seen)
        questions.ask(self.source_id, self.job_id, found)
        if found.objection:
            share = f"{self.options.max_loss_share:.0%}"
            self.journal.note(found.objection, vanished=found.vanished, known=found.known, share=share)
            return "incomplete" if found.objection == "listing-incomplete" else "stopped"
        return "done" if complete else "incomplete"

    def _wait(self, found: Losses) -> None:
        """Count the run for what is missing and tell how long each is still waited for."""
        state.mark_missing(self.source_id, found.waiting, self.job_id)
        self.journal.counts["missing"] = len(found.waiting)
        if found.kept:
            self.journal.counts["kept"] = len(found.kept)
        for item in found.waiting:
            self.journal.note(
                "record-missing", remote_id=item.remote_id, remote_name=item.name, runs=item.runs_missing(self.job_id),
                wanted_runs=self.options.withdraw_after_runs, days=self.options.withdraw_after_days,
            )  # fmt: skip

    def _withdraw(self, gone: list[Known], reason: str) -> None:
        for start in range(0, len(gone), BATCH):
            go_on()
            withdrawal.withdraw(self.source_id, gone[start : start + BATCH], reason, self.journal)
            self._save()

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


def patience(options: Options) -> Patience:
    """Return how long the source's options say to wait for what is missing."""
    return Patience(options.withdraw_after_runs, options.withdraw_after_days, options.max_loss_share)


def _jst(moment: datetime | None) -> str:
    return moment.astimezone(JST).strftime("%Y-%m-%d %H:%M") if moment else ""


def model_now() -> Any:
    """Return the time for a column with a zone."""
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
