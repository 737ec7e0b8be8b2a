"""Rules on code systems: tomoni_core.codes knows what is wrong with a value, here it gets its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from ckanext.tomoni_core.codes.problem import Problem
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.columns import Kind
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Sieve


def problems(
    table: Table,
    context: Context,
    kinds: tuple[Kind, ...],
    problem: Callable[[str], Problem | None],
    doubtful: Sieve | None = None,
) -> Iterator[Hit]:
    """Each cell of the columns of ``kinds`` that ``problem`` finds fault with; a notice is info."""
    judged = lru_cache(maxsize=4096)(problem)
    for column in context.columns(*kinds):
        for cell in context.grid(table).find(column, lambda value: judged(value) is not None, doubtful, stripped=True):
            found = judged(cell.value)
            if found:
                severity = "info" if found.level == "notice" else None
                text = Text(found.ja, found.en)
                yield Hit(cell.row, cell.column, cell.value, found.suggestion, text, severity)
