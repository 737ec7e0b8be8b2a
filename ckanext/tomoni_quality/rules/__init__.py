"""One file = one rule, with its reason, its fix and its good and bad examples; a new rule is a new file here.

A rule module has ``SLUG``, ``SEVERITY``, ``TITLE``, ``WHY``, ``FIX`` (each a :class:`Text`), ``GOOD`` and ``BAD``
examples, and one function, ``check(table, context)``, that yields a :class:`Hit` for each place. A rule sees one table
at a time; one that speaks of the whole file yields only for the first. It never changes the table and never raises
for what a stranger's cell holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, Protocol

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import SAMPLES, Finding, Hit, Severity, Text, group
from ckanext.tomoni_quality.one_file_each import modules
from ckanext.tomoni_quality.rules._base import Context, Example

__all__ = ["Rule", "Run", "all_rules", "described", "run", "titles"]


class Rule(Protocol):
    """What each module of this package is."""

    SLUG: str
    SEVERITY: Severity
    TITLE: Text
    WHY: Text
    FIX: Text
    GOOD: list[Example]
    BAD: list[Example]

    def check(self, table: Table, context: Context) -> Iterable[Hit]:
        """Every place of ``table`` this rule has something to say about."""
        ...


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of this package by the name of its file."""
    return modules(__path__, __name__)


@dataclass
class Run:
    """What the rules found in one table, and each cell they spoke of."""

    findings: list[Finding] = field(default_factory=list)
    cells: set[tuple[int, int]] = field(default_factory=set)

    def watch(self, hits: Iterable[Hit]) -> Iterator[Hit]:
        """Pass ``hits`` on and remember their cells."""
        for hit in hits:
            if hit.row and hit.column:
                self.cells.update((hit.row, column) for column in (hit.column, *hit.also))
            yield hit


def run(table: Table, context: Context, samples: int = SAMPLES, step: Callable[[], None] = lambda: None) -> Run:
    """What every rule finds in ``table``, with the first ``samples`` places of each finding.

    :param step: called when a rule has seen the table
    """
    found = Run()
    for rule in all_rules():
        hits = found.watch(rule.check(table, context))
        found.findings += group(
            hits, slug=rule.SLUG, severity=rule.SEVERITY, title=rule.TITLE, fix=rule.FIX,
            sheet=table.sheet, header=table.header, samples=samples,
        )  # fmt: skip
        step()
    return found


@cache
def titles() -> dict[str, Text]:
    """Slug to title, of the rules and of what Frictionless and the reader say."""
    from ckanext.tomoni_quality import conformity, reader_notes, record_rules

    own = {rule.SLUG: rule.TITLE for rule in (*all_rules(), *record_rules.all_rules())}
    return own | conformity.titles() | reader_notes.titles()


@cache
def described() -> tuple[dict[str, Any], ...]:
    """Every rule as plain data for the page that explains them, those of Frictionless last."""
    from ckanext.tomoni_quality import frictionless_messages, reader_notes, record_rules

    own = [
        {"slug": rule.SLUG, "severity": rule.SEVERITY, "title": asdict(rule.TITLE), "why": asdict(rule.WHY),
         "fix": asdict(rule.FIX)}
        for rule in (*all_rules(), *record_rules.all_rules())
    ]  # fmt: skip
    theirs = [
        {"slug": slug, "severity": message.severity, "title": asdict(message.title), "why": None,
         "fix": asdict(message.fix)}
        for slug, message in (reader_notes.MESSAGES | frictionless_messages.MESSAGES).items()
    ]  # fmt: skip
    return (*own, *theirs)
