"""What rules share: the context they see, their examples, and walks over cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ckanext.tomoni_core.reading import Reading, Table
from ckanext.tomoni_core.standards import Recognition
from ckanext.tomoni_quality.columns import Kind
from ckanext.tomoni_quality.dataset import Dataset
from ckanext.tomoni_quality.rules._grid import Cell, Grid, Sieve

__all__ = ["Cell", "Context", "Example", "Grid", "Sieve", "is_blank", "matching", "value_at"]


@dataclass(frozen=True)
class Context:
    """Everything a rule may know besides the table."""

    reading: Reading
    recognition: Recognition | None = None
    kinds: dict[int, Kind] = field(default_factory=dict)
    organization_code: str | None = None
    declared_standard: str | None = None
    recognised_standards: frozenset[str] = frozenset()
    dataset: Dataset | None = None
    _grids: dict[int, Grid] = field(default_factory=dict, repr=False, compare=False)

    def is_first(self, table: Table) -> bool:
        """Whether ``table`` is the first of its file: where rules on the whole file speak."""
        return bool(self.reading.tables) and self.reading.tables[0] is table

    def columns(self, *kinds: Kind) -> list[int]:
        """The 0-based columns that hold one of ``kinds``."""
        return [number for number, kind in self.kinds.items() if kind in kinds]

    def grid(self, table: Table) -> Grid:
        """The cells of ``table`` by column; they are taken apart once."""
        if id(table) not in self._grids:
            self._grids[id(table)] = Grid(table)
        return self._grids[id(table)]

    def is_of_standard(self, column: int) -> bool:
        """Whether the recognised standard has the 0-based ``column``: its form is then the standard's own."""
        return self.recognition is not None and column in self.recognition.columns


@dataclass(frozen=True)
class Example:
    """A small file and the places (row, column) the rule finds in it, as many as there are; none for a good one."""

    data: str | bytes
    at: tuple[tuple[int | None, int | None], ...] = ()
    organization_code: str | None = None
    declared_standard: str | None = None
    name: str = "example.csv"
    dataset: Dataset | None = None
    suggestions: tuple[str | None, ...] = ()

    @property
    def content(self) -> bytes:
        """The bytes of the file: text is UTF-8."""
        return self.data.encode() if isinstance(self.data, str) else self.data


def matching(
    table: Table, context: Context, column: int, test: Callable[[str], bool], sieve: Sieve | None = None
) -> Iterator[Cell]:
    """The filled cells of the 0-based ``column`` whose value, as it is, passes ``test``; each value is tested once."""
    return context.grid(table).find(column, test, sieve)


def value_at(row: list[str], column: int) -> str:
    """The stripped value of a 0-based column; empty when the row is short."""
    return row[column].strip() if column < len(row) else ""


def is_blank(row: list[str]) -> bool:
    """Whether nothing is written in ``row``."""
    return not any(value.strip() for value in row)
