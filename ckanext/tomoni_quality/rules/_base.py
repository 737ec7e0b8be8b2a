"""What rules share: the context they see, their examples, and walks over cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ckanext.tomoni_core.reading import Reading, Table
from ckanext.tomoni_core.standards import Recognition
from ckanext.tomoni_quality.columns import Kind
from ckanext.tomoni_quality.dataset import Dataset


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
    _values: dict[tuple[int, int], Counter[str]] = field(default_factory=dict, repr=False, compare=False)

    def is_first(self, table: Table) -> bool:
        """Whether ``table`` is the first of its file: where rules on the whole file speak."""
        return bool(self.reading.tables) and self.reading.tables[0] is table

    def columns(self, *kinds: Kind) -> list[int]:
        """The 0-based columns that hold one of ``kinds``."""
        return [number for number, kind in self.kinds.items() if kind in kinds]

    def values(self, table: Table, column: int) -> Counter[str]:
        """The filled values of the 0-based ``column`` as they are, each with how often it is there; counted once."""
        key = (id(table), column)
        if key not in self._values:
            found = Counter(row[column] for row in table.rows if column < len(row))
            self._values[key] = Counter({value: n for value, n in found.items() if value and not value.isspace()})
        return self._values[key]

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


@dataclass(frozen=True)
class Cell:
    """A cell with its place as in the file."""

    row: int
    column: int
    value: str


def cells(table: Table, column: int) -> Iterator[Cell]:
    """The filled cells of the 0-based ``column``, values stripped."""
    for index, row in enumerate(table.rows):
        value = row[column].strip() if column < len(row) else ""
        if value:
            yield Cell(table.first_data_row + index, column + 1, value)


def all_cells(table: Table) -> Iterator[Cell]:
    """Every filled cell, row by row, values as they are."""
    for index, row in enumerate(table.rows):
        for column, value in enumerate(row):
            if value and not value.isspace():
                yield Cell(table.first_data_row + index, column + 1, value)


def matching(table: Table, context: Context, column: int, test: Callable[[str], bool]) -> Iterator[Cell]:
    """The cells of the 0-based ``column`` whose value, as it is, passes ``test``; each value is tested once."""
    wanted = {value for value in context.values(table, column) if test(value)}
    if wanted:
        for index, row in enumerate(table.rows):
            if column < len(row) and row[column] in wanted:
                yield Cell(table.first_data_row + index, column + 1, row[column])


def value_at(row: list[str], column: int) -> str:
    """The stripped value of a 0-based column; empty when the row is short."""
    return row[column].strip() if column < len(row) else ""


def is_blank(row: list[str]) -> bool:
    """Whether nothing is written in ``row``."""
    return not any(value.strip() for value in row)
