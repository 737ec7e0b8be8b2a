"""The table that mends work on: cells found by their place in the file, the rules' context renewed as cells change."""

from __future__ import annotations

from ckanext.tomoni_core.reading import Limits, Reading, Table
from ckanext.tomoni_core.reading.headers import locate
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_quality import columns
from ckanext.tomoni_quality.rules._base import Context

__all__ = ["Sheet"]


class Sheet:
    """One table while it is mended, and which of its rows and columns go."""

    def __init__(self, reading: Reading, table: Table, organization_code: str | None = None) -> None:
        self.reading = reading
        # Cells are written into these lists.
        table.rows = table.rows if isinstance(table.rows, list) else list(table.rows)
        self.table = table
        self.organization_code = organization_code
        self.gone_rows: set[int] = set()
        self.gone_columns: set[int] = set()
        self._context: Context | None = None

    @property
    def context(self) -> Context:
        """What the rules know of the table as it is now."""
        if self._context is None:
            recognition = registry().recognise(self.table.header)
            kinds = columns.kinds(self.table.header, recognition)
            self._context = Context(self.reading, recognition, kinds, self.organization_code)
        return self._context

    def row(self, number: int) -> list[str] | None:
        """A row by its place in the file, titles above the header too; None where the file has no such row."""
        table = self.table
        if number == table.header_row:
            return table.header
        for first, rows in (
            (1, table.above),
            (table.header_row + 1, table.between),
            (table.first_data_row, table.rows),
        ):
            if 0 <= number - first < len(rows):
                return rows[number - first]
        return None

    def set(self, row: int, column: int, value: str) -> str | None:
        """Write a cell; what was there, None when there is no such cell or it says so already."""
        cells = self.row(row)
        if cells is None or not 0 < column <= len(cells) or cells[column - 1] == value:
            return None
        before, cells[column - 1] = cells[column - 1], value
        self._context = None
        return before

    def numbered(self) -> list[tuple[int, list[str]]]:
        """Every row that stays, each with its place in the file, columns that go left out."""
        table = self.table
        above = list(enumerate(table.above, 1))
        between = list(enumerate(table.between, table.header_row + 1))
        data = list(enumerate(table.rows, table.first_data_row))
        rows = [*above, (table.header_row, table.header), *between, *data]
        return [(number, self._kept(row)) for number, row in rows if number not in self.gone_rows]

    def _kept(self, row: list[str]) -> list[str]:
        if not self.gone_columns:
            return list(row)
        return [cell for column, cell in enumerate(row, 1) if column not in self.gone_columns]

    def begins_alike_without(self, rows: set[int], gone_columns: set[int] | None = None) -> bool:
        """Whether a reader still finds this header and this data when these rows (and columns) go too."""
        before = self.gone_rows, self.gone_columns
        self.gone_rows, self.gone_columns = self.gone_rows | rows, self.gone_columns | (gone_columns or set())
        numbers, left = zip(*self.numbered(), strict=True)
        place = locate([list(row) for row in left[:60]], Limits())
        self.gone_rows, self.gone_columns = before
        if place is None or numbers[place.header] != self.table.header_row:
            return False
        after = numbers[place.data] if place.data < len(numbers) else None
        return after is None or after not in range(1, self.table.first_data_row)
