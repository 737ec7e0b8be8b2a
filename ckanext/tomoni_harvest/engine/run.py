"""One run over one source: read its listing page by page, decide, write in batches, and settle what is gone.

A run can be cut at any point and done again: what is stored is recognised by its hash, so the next run goes on from
there and converges to the same state.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.errors import TomoniError
from ckanext.tomoni_core.hosts import LONGEST
from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.engine import changes, cursor, history, quarantine, questions, settings, state, withdrawal
from ckanext.tomoni_harvest.engine.batch import Batcher
from ckanext.tomoni_harvest.engine.calendar import JST
from ckanext.tomoni_harvest.engine.context import site_user
from ckanext.tomoni_harvest.engine.errors import NotModified, Paused, Stopped, Unusable
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
from ckanext.tomoni_harvest.engine.web import TURNED_AWAY, Web
from ckanext.tomoni_harvest.model import Run
from ckanext.tomoni_harvest.sources.base import Changes, Kind, Page, Resumable

log = logging.getLogger(__name__)

BATCH = 200
_WRITTEN = {Verdict.ADD, Verdict.UPDATE, Verdict.RECREATE, Verdict.RETURN}
OUTSIDE_WINDOW = "outside-window"
FIRST_PAUSE_SECONDS = 15 * 60
MOST_PAUSES = 5
"""After so many a refusal is taken for an error like any other, and the run ends with its report."""
_KEPT_ON_RESUME = {"added", "updated", "recreated", "returned", "withdrawn"}


@dataclass
class Listing:
    """How the reading of a listing went."""

    read: int = 0
    ids: set[str] = field(default_factory=set)
    failed_pages: int = 0
    totals: set[int] = field(default_factory=set)
    whole: bool = False
    unreadable: set[str] = field(default_factory=set)
    next: int = 0

    @property
    def complete(self) -> bool:
        """Whether every page was read and the listing held still: as many different records as it says it holds.

        ``whole``: who listed them has seen to that already.
        """
        return not self.failed_pages and (self.whole or not self.totals or self.totals == {len(self.ids)})


class Notebook(Protocol):
    """What findings are told to: a run's journal, or a preview's notes."""

    def note(self, slug: str, *, remote_id: str = "", remote_name: str = "", title: str = "", **context: Any) -> None:
        """Keep a finding."""
        ...


def read(kind: Kind, url: str, web: Web, options: Options, ledger: Ledger, journal: Notebook, listing: Listing):
    """Yield the decisions of each page; what cannot be read is noted and kept from being taken for gone."""
    for page in _pages(kind, url, web, options, listing.next):
        go_on()
        listing.next = page.start + len(page.records) + len(page.listed)
        if page.total is not None:
            listing.totals.add(page.total)
        if page.problem:
            listing.failed_pages += 1
            journal.note("page-failed", start=page.start, problem=page.problem)
            continue
        yield _decide(kind, url, page, ledger, journal, listing)


def _pages(kind: Kind, url: str, web: Web, options: Options, start: int) -> Iterator[Page]:
    if start and isinstance(kind, Resumable):
        return kind.pages_from(start, url, web, rows=options.rows, filters=options.of(kind))
    return kind.pages(url, web, rows=options.rows, filters=options.of(kind))


def _decide(
    kind: Kind,
    url: str,
    page: Page,
    ledger: Ledger,
    journal: Notebook,
    listing: Listing,
    also_listed: set[str] = frozenset(),  # type: ignore[assignment]
) -> list[Decision]:
    for name, problem in page.listed.items():
        ledger.shelter(name)
        ledger.seen.add(name)
        listing.ids.add(name)
        if name in ledger.by_name:
            listing.unreadable.add(ledger.by_name[name].remote_id)
        journal.note("record-unreadable", remote_id=name, remote_name=name, problem=problem)
    listed = {str(raw.get("id")) for raw in page.records} | also_listed
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
            listing.unreadable.add(identifier)
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
        self.web = web or settings.web(self.source_id, pausing=True)
        self.journal = Journal(self.job_id, self.source_id)
        self.listing = Listing()
        self.watermark = ""
        self.failed: set[str] = set()
        self.ledger: Ledger | None = None
        self.pauses, self.requests_before = 0, 0
        self.reading = history.FULL
        self.signature = history.signature(kind.name, self.url, self.options)

    def run(self) -> str:
        """Do the run and return its outcome: done, incomplete, stopped (nothing withdrawn), failed, or paused.

        :raises Stopped: when the process is to end; the job goes on at the next start
        """
        self._begin()
        outcome = "failed"
        try:
            outcome = self._work()
        except Stopped:
            self._save()
            raise
        except Paused as pause:
            return self._pause(pause)
        except (TomoniError, ValueError) as problem:
            log.warning("source %s: %s", self.source_id, problem)
            model.Session.rollback()
            text = problem.message("ja") if isinstance(problem, TomoniError) else str(problem)
            self.journal.note("source-unreadable", problem=text)
        cursor.forget(self.job_id)
        self._save(
            outcome=outcome, finished=model_now(), watermark=self.watermark, reading=self.reading,
            signature=self.signature, validators={} if self.journal.counts["errored"] else self.web.validators(),
        )  # fmt: skip
        log.info("job %s: %s %s", self.job_id, outcome, dict(self.journal.counts))
        return outcome

    def _begin(self) -> None:
        run = model.Session.get(Run, self.job_id)
        if run is None:
            model.Session.add(Run(self.job_id, self.source_id))
        else:
            self.journal.counts.update({key: n for key, n in run.counts.items() if key in _KEPT_ON_RESUME and n})
            self.pauses, run.resume_after, run.outcome = run.pauses, None, "running"
            self.requests_before = int(run.counts.get("requests", 0))
            self.web.pausing = self.web.pausing and self.pauses < MOST_PAUSES
        self.place = cursor.find(self.job_id) if isinstance(self.kind, Resumable) else None
        self._last = None if self.place or (run and run.reading == history.FULL) else self._last_reading()
        model.Session.commit()

    def _pause(self, pause: Paused) -> str:
        """Leave the source alone for a while, so that its process serves others; the keeper has the job go on."""
        model.Session.rollback()
        counted = pause.reason != OUTSIDE_WINDOW
        seconds = FIRST_PAUSE_SECONDS * 2**self.pauses if pause.reason == TURNED_AWAY else pause.seconds
        until = model_now() + timedelta(seconds=min(seconds, LONGEST))
        if self.listing.next and self.ledger and isinstance(self.kind, Resumable):
            cursor.keep(self.job_id, self._place(self.ledger))
        if counted:
            self.journal.note(pause.reason, until=until.astimezone(JST).strftime("%Y-%m-%d %H:%M"))
        self._save(outcome="paused", resume_after=until, pauses=self.pauses + counted)
        log.warning("job %s: %s; it goes on at %s", self.job_id, pause.reason, until)
        return "paused"

    def _place(self, ledger: Ledger) -> cursor.Place:
        heard = self.listing
        return cursor.Place(
            start=heard.next, watermark=self.watermark, seen=sorted(ledger.seen), private=sorted(ledger.private),
            sheltered=sorted(ledger.sheltered_names), ids=sorted(heard.ids), totals=sorted(heard.totals),
            unreadable=sorted(heard.unreadable), failed=sorted(self.failed), failed_pages=heard.failed_pages,
            read=heard.read, counts=dict(self.journal.counts),
        )  # fmt: skip

    def _go_on_from(self, place: cursor.Place, ledger: Ledger) -> None:
        heard, self.watermark = self.listing, place.watermark
        ledger.seen.update(place.seen)
        ledger.private.update(place.private)
        ledger.sheltered_names.update(place.sheltered)
        heard.ids, heard.totals, heard.unreadable = set(place.ids), set(place.totals), set(place.unreadable)
        heard.failed_pages, heard.read, heard.next = place.failed_pages, place.read, place.start
        self.failed.update(place.failed)
        self.journal.counts.update({key: n for key, n in place.counts.items() if key not in _KEPT_ON_RESUME})

    def _keep_hours(self) -> None:
        """:raises Paused: outside the hours in which the source may be asked"""
        moment = model_now()
        window = self.options.window
        if window and not window.is_open(moment):
            raise Paused(OUTSIDE_WINDOW, (window.next_opening(moment) - moment).total_seconds())

    def _last_reading(self) -> history.Reading | None:
        return history.last_reading(self.source_id, self.signature, self.options.full_reading_days)

    def _work(self) -> str:
        self._keep_hours()
        withdrawal.finish(self.source_id, self.journal)
        ledger = self.ledger = state.load(self.source_id)
        known = ledger.active
        if self.place:
            self._go_on_from(self.place, ledger)
        if self._last and ledger.settled:
            self.web.expect(self._last.validators)
        owner = model.Package.get(self.source_id)
        organizations = Organizations(
            self.source_id, (owner.owner_org or "") if owner else "", self.options, self.journal.note
        )
        batcher = Batcher(self.source_id, site_user(), organizations, self.journal, ledger.refused.keys())
        batcher.failed = self.failed
        try:
            for decisions in self._decisions(ledger):
                for decision in decisions:
                    organizations.hear(decision.record.organization, decision.record.modified)
                self._apply(decisions, batcher, ledger)
                self._keep_hours()
        except NotModified:
            return self._nothing_changed(known)
        organizations.settle()
        if again := batcher.failed | self.listing.unreadable:
            state.read_again(self.source_id, again)
        return self._settle(ledger, known)

    def _decisions(self, ledger: Ledger) -> Iterator[list[Decision]]:
        """Yield what to do, by the changes since the last reading where they can be had, else by the whole listing."""
        if self._last and self._last.watermark:
            found = changes.read(self.kind, self.url, self.web, self.options, ledger, self._last.watermark)
            if found is not None:
                self.reading, self.watermark = history.CHANGES, self._last.watermark
                yield self._changed(found, ledger)
                return
        self.web.refusals_pass = bool(ledger.known)
        yield from read(self.kind, self.url, self.web, self.options, ledger, self.journal, self.listing)

    def _changed(self, found: Changes, ledger: Ledger) -> list[Decision]:
        kept = changes.untouched(found, ledger)
        self.journal.counts["unchanged"] += len(kept)
        if found_again := [item for item in kept if item.state == ACTIVE and (item.missing_runs or item.answer)]:
            state.mark_found(self.source_id, found_again)
        self.listing.whole = True
        self.listing.totals.add(len(found.listed))
        self.listing.read += len(found.listed) - len(found.records) - len(found.unread)
        ids = {listed.remote_id for listed in found.listed if listed.remote_id}
        page = Page(0, found.records, listed=found.unread)
        return _decide(self.kind, self.url, page, ledger, self.journal, self.listing, ids)

    def _nothing_changed(self, known: int) -> str:
        """The source says so of the one document it has: every live record is listed as it was."""
        self.reading, self.watermark = history.CHANGES, self._last.watermark if self._last else ""
        self.journal.counts["unchanged"] = self.listing.read = known
        self.listing.totals.add(known)
        return "done"

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
        if dated_anew := {d.record.remote_id: d.record.modified for d in decisions if _dated_anew(d)}:
            state.touch(self.source_id, dated_anew)
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
        if found.waiting:
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
        counts = {
            **self.journal.counts,
            "read": self.listing.read,
            "requests": self.requests_before + self.web.requests,
        }
        self.journal.save(run, total=total, **values)
        run = model.Session.get(Run, self.job_id) or run
        run.counts = counts
        model.Session.commit()


def patience(options: Options) -> Patience:
    """Return how long the source's options say to wait for what is missing."""
    return Patience(options.withdraw_after_runs, options.withdraw_after_days, options.max_loss_share)


def _jst(moment: datetime | None) -> str:
    return moment.astimezone(JST).strftime("%Y-%m-%d %H:%M") if moment else ""


def _dated_anew(decision: Decision) -> bool:
    """Whether a record bears another timestamp and is the same."""
    known, record = decision.known, decision.record
    if known is None or known.remote_id != record.remote_id or decision.verdict is not Verdict.KEEP:
        return False
    return known.modified != record.modified


def model_now() -> Any:
    """Return the time for a column with a zone."""
    return now().replace(tzinfo=UTC)


def run_job(job_id: str, kind: Kind, web: Web | None = None) -> str:
    """Run a job from its first request to its report and mark it as gathered unless it paused; return the outcome.

    :raises Stopped: when the process is to end; the job is then not marked
    """
    job = stock.HarvestJob.get(job_id)
    if job is None:
        raise tk.ObjectNotFound("harvest job")
    job.gather_started = job.gather_started or now()
    job.save()
    outcome = Harvest(job, kind, web).run()
    if outcome == "paused":
        return outcome
    job = stock.HarvestJob.get(job_id)
    job.gather_finished = now()
    job.save()
    return outcome
