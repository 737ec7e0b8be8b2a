"""What mends share: their examples, and the walk over columns of one kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ckanext.tomoni_quality.columns import Kind
from ckanext.tomoni_quality.repair.model import Edit
from ckanext.tomoni_quality.repair.sheet import Sheet
from ckanext.tomoni_quality.rules._base import Cell, matching

__all__ = ["Example", "by_kind", "edits", "everywhere"]


@dataclass(frozen=True)
class Example:
    """A small file, and the cells its mend changes (row, column, before, after); none for one it must leave alone."""

    data: str | bytes
    changes: tuple[tuple[int | None, int | None, str, str], ...] = ()
    name: str = "example.csv"
    left: int = 0

    @property
    def content(self) -> bytes:
        """The bytes of the file: text is UTF-8."""
        return self.data.encode() if isinstance(self.data, str) else self.data


def edits(sheet: Sheet, column: int, mended: Callable[[str], str | None]) -> Iterator[Edit]:
    """Each cell of the 0-based ``column`` for which ``mended`` has another value than the one it holds."""
    judged = lru_cache(maxsize=4096)(mended)

    def differs(value: str) -> bool:
        return judged(value) not in (None, value)

    found: list[Cell] = list(matching(sheet.table, sheet.context, column, differs))
    for cell in found:
        yield Edit(cell.row, cell.column, judged(cell.value) or "")


def by_kind(sheet: Sheet, kinds: tuple[Kind, ...], mended: Callable[[str], str | None]) -> Iterator[Edit]:
    """``edits`` of every column of these kinds."""
    for column in sheet.context.columns(*kinds):
        yield from edits(sheet, column, mended)


def everywhere(sheet: Sheet, mended: Callable[[str], str | None], keep: Callable[[int], bool]) -> Iterator[Edit]:
    """Names of columns and cells alike; columns (0-based) for which ``keep`` is true are left out."""
    table = sheet.table
    for column, name in enumerate(table.header):
        after = mended(name) if name.strip() and not keep(column) else None
        if after is not None and after != name:
            yield Edit(table.header_row, column + 1, after)
    for column in range(len(table.header)):
        if not keep(column):
            yield from edits(sheet, column, mended)
