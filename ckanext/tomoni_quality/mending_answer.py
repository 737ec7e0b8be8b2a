"""What the actions tell of a mended file: plain data, of which a page of the changes is shown at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ckanext.tomoni_quality import mending_publish
from ckanext.tomoni_quality.mending import Choice, Mended
from ckanext.tomoni_quality.repair import Change, all_mends

__all__ = ["MOST_CHANGES", "answer", "first_of_each", "part"]

#: How many changes are told at once, and how many places that were left or moved.
MOST_CHANGES = 1000
#: How many changes of each mend are kept of a large file.
OF_EACH = 100


def answer(
    found: Mended, choice: Choice, resource: dict[str, Any], changes: Sequence[Change], listed: int
) -> dict[str, Any]:
    """The answer of ``tomoni_quality_repair_preview`` without the ids of the resource and its dataset.

    :param changes: those of its changes that are told now
    :param listed: how many could be told
    """
    made, counts = found.repair, found.repair.counts
    names = {table.sheet: table for table in made.tables}
    mends = [
        {"slug": mend.SLUG, "title": asdict(mend.TITLE), "what": asdict(mend.WHAT), "on": mend.SLUG not in choice.off,
         "count": counts.get(mend.SLUG, 0)}
        for mend in all_mends()
    ]  # fmt: skip
    return {
        "name": made.name,
        "kind": made.kind,
        "encoding": made.encoding,
        "written": made.written,
        "bom": choice.bom,
        "mends": mends,
        "changes": [
            {**asdict(change), "column_name": names[change.sheet].column_name(change.column)} for change in changes
        ],
        "change_count": len(made.changes),
        "listed": listed,
        "left": [asdict(left) for left in made.left[:MOST_CHANGES]],
        "left_count": len(made.left),
        "moved": [asdict(moved) for moved in made.moved[:MOST_CHANGES]],
        "dropped": made.dropped,
        "tables": _tables(found, resource),
        "mends_something": made.mends_something,
        "remaining": found.remaining,
        "digest": found.digest,
    }


def _tables(found: Mended, resource: dict[str, Any]) -> list[dict[str, Any]]:
    tables = found.repair.tables
    return [
        {
            "sheet": table.sheet, "rows": len(table.rows), "columns": len(table.header), "header": table.header[:200],
            "file_name": mending_publish.file_name(resource, table, several=len(tables) > 1),
        }
        for table in tables
    ]  # fmt: skip


def first_of_each(changes: Sequence[Change]) -> list[Change]:
    """The first changes of each mend, for there are too many to keep them all."""
    seen: Counter[str] = Counter()
    kept: list[Change] = []
    for change in changes:
        seen[change.mend] += 1
        if seen[change.mend] <= OF_EACH:
            kept.append(change)
    return kept


def part(stored: dict[str, Any], offset: int, limit: int) -> dict[str, Any]:
    """An answer that was stored with its first changes, with ``limit`` of them from ``offset`` on."""
    return {**stored, "changes": stored["changes"][offset : offset + limit]}
