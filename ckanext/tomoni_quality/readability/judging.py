"""Whether a table meets each requirement, told from the findings of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Finding
from ckanext.tomoni_quality.readability.requirements import REQUIREMENTS, Requirement, Subject
from ckanext.tomoni_quality.readability.subjects import subjects
from ckanext.tomoni_quality.rules._base import Context

Status = Literal["passed", "issues_found", "needs_review", "not_applicable", "unchecked"]
STATUSES: tuple[Status, ...] = ("issues_found", "needs_review", "passed", "not_applicable", "unchecked")


@dataclass(frozen=True)
class Judgement:
    """What became of one requirement in one table.

    ``findings`` are the slugs of the findings that decided, and how many places they have is ``count``.
    """

    id: str
    status: Status
    sheet: str = ""
    findings: tuple[str, ...] = ()
    count: int = 0


def judge(table: Table, context: Context, findings: Iterable[Finding]) -> list[Judgement]:
    """A judgement of ``table`` by each requirement.

    :param findings: all that was found in the table and in the file as a whole
    """
    known = [finding for finding in findings if finding.sheet in ("", table.sheet)]
    there = subjects(table, context)
    return [replace(_judge(each, context, known, there), sheet=table.sheet) for each in REQUIREMENTS]


def unreadable() -> list[Judgement]:
    """The judgements of a file that was fetched and holds no table that can be read."""
    return [Judgement(each.id, "issues_found" if each.id == "L1-01" else "unchecked") for each in REQUIREMENTS]


def _judge(wanted: Requirement, context: Context, findings: list[Finding], there: frozenset[Subject]) -> Judgement:
    if wanted.subject in ("excel", "csv") and wanted.subject not in there:
        return Judgement(wanted.id, "not_applicable")
    # The structure of a .xls and the formats of an ODS are not read: what was not looked at is not met.
    unseen = wanted.subject == "excel" and (
        context.reading.kind == "xls" or (context.reading.kind == "ods" and "struck-through" in wanted.failed_by)
    )
    if unseen or (wanted.needs_dataset and context.dataset is None):
        return Judgement(wanted.id, "unchecked")
    found = _found(wanted.id, "issues_found", wanted.failed_by, findings)
    found = found or _found(wanted.id, "needs_review", wanted.doubted_by, findings)
    applies = wanted.subject is None or wanted.subject in there
    return found or Judgement(wanted.id, "passed" if applies else "not_applicable")


def _found(id: str, status: Status, slugs: tuple[str, ...], findings: list[Finding]) -> Judgement | None:
    speaking = [finding for finding in findings if finding.slug in slugs]
    names = tuple(dict.fromkeys(finding.slug for finding in speaking))
    count = sum(finding.count for finding in speaking)
    return Judgement(id, status, findings=names, count=count) if speaking else None
