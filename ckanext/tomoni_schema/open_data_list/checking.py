"""The check of an import: read the file, find each dataset, work out what would change, and write that down.

Nothing of the portal is changed here. Knows CKAN.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core import errors
from ckanext.tomoni_core.open_data_list.entries import Entry, entries_of
from ckanext.tomoni_core.open_data_list.headers import Heading, the_list_in
from ckanext.tomoni_core.open_data_list.place import Place
from ckanext.tomoni_core.open_data_list.problems import problem
from ckanext.tomoni_core.reading import Limits, read
from ckanext.tomoni_schema.open_data_list import stock
from ckanext.tomoni_schema.open_data_list.matching import Known, Stock
from ckanext.tomoni_schema.open_data_list.model import ListImport
from ckanext.tomoni_schema.open_data_list.plan import Item, plan

__all__ = ["LIMITS", "Work", "check", "shown", "summary_of", "work_of"]

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
LIMITS = Limits(max_bytes=50 * MEGABYTE, max_rows=300_000, max_columns=300, max_cells=15_000_000)
TELL_EVERY = 50


@dataclass
class Work:
    """A list read, beside what it is compared with."""

    entries: list[Entry]
    heading: Heading
    place: Place
    stock: Stock
    clear: bool

    def items(self) -> Iterator[tuple[Entry, Known | None]]:
        """Each entry with the dataset it is. The second of two that are one dataset is refused, and so is the first."""
        found = [(entry, self.stock.find(entry, self.place)) for entry in self.entries]
        several = Counter(known.id for _, known in found if known)
        # Two new datasets of one title would be one at the next import: they are told apart now or not at all.
        new = Counter(_name(entry) for entry, known in found if not known and not entry.failed)
        for entry, known in found:
            if known and several[known.id] > 1:
                rows = [row for other, its in found if its and its.id == known.id for row in other.rows]
                _listed_twice(entry, rows)
            elif not known and new[_name(entry)] > 1:
                rows = [row for other, its in found if not its and _name(other) == _name(entry) for row in other.rows]
                _listed_twice(entry, rows)
            yield entry, known

    def planned(self, entry: Entry, existing: dict[str, Any] | None) -> Item:
        """What becomes of an entry."""
        return plan(entry, self.heading, existing, self.place, clear=self.clear)


def _name(entry: Entry) -> tuple[str, ...]:
    """What a new dataset will be found by the next time."""
    ident, url = entry.text("opendata_id"), entry.text("landingPage")
    return ("id", ident) if ident else ("title", entry.text("title"), url)


def _listed_twice(entry: Entry, rows: list[int]) -> None:
    said = "、".join(map(str, rows[:10]))
    entry.problems.append(problem("listed_twice", entry.rows[0], rows=said))


def work_of(row: ListImport) -> Work:
    """Read the file of an import and gather what it is compared with.

    :raises TomoniError: the file is no table, or no list
    """
    reading = read(row.content or b"", name=row.filename, limits=LIMITS)
    table, heading = the_list_in(reading)
    place = stock.place_of(row.organization_id)
    found = entries_of(table, heading, place)
    return Work(found, heading, place, stock.stock_of(row.organization_id), bool(row.options.get("clear")))


def check(ident: str) -> None:
    """The job: check an import. A file that is no list ends in the state ``failed``, with what is wrong and why."""
    if not ListImport.claim(ident, ("waiting",), "checking", ("checking",)):
        return
    row = ListImport.get(ident)
    if row is None:
        return
    try:
        _check(row)
    except errors.TomoniError as error:
        model.Session.rollback()
        ListImport.tell(ident, state="failed", summary={"error": error.as_dict()})
    except Exception:
        log.exception("The check of the list %s broke", ident)
        model.Session.rollback()
        ListImport.tell(ident, state="failed", summary={"error": problem("broke")})


def _check(row: ListImport) -> None:
    ident = row.id
    work = work_of(row)
    items: list[dict[str, Any]] = []
    ListImport.tell(ident, total=len(work.entries), done=0)
    for entry, known in work.items():
        items.append(work.planned(entry, shown(known)).as_dict())
        if len(items) % TELL_EVERY == 0:
            ListImport.tell(ident, done=len(items))
            model.Session.expunge_all()
    summary = summary_of(items) | {"heading": work.heading.as_dict()}
    ListImport.tell(ident, state="checked", done=len(items), items=items, summary=summary)


def shown(known: Known | None) -> dict[str, Any] | None:
    """A dataset as it is stored now; None for none."""
    context: Any = {"ignore_auth": True, "user": "", "use_cache": False}
    return tk.get_action("package_show")(context, {"id": known.id}) if known else None


def summary_of(items: list[dict[str, Any]]) -> dict[str, Any]:
    """How many datasets of each outcome, and how many problems of each level."""
    return {
        "actions": dict(Counter(item["action"] for item in items)),
        "outcomes": dict(Counter(item["outcome"] for item in items if item.get("outcome"))),
        "problems": dict(Counter(each["level"] for item in items for each in item["problems"])),
        "files": sum(len(item["new_files"]) for item in items),
    }
