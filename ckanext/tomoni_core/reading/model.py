"""What reading gives: tables of text, and notes about what was decided or odd on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

__all__ = ["Limits", "Note", "Notes", "Reading", "Table", "cell_name", "column_letters"]

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds on what a stranger's file may cost. ``scan_rows``: how far down a header row is looked for."""

    max_bytes: int = 100 * MEGABYTE
    max_unzipped: int = 500 * MEGABYTE
    max_zip_ratio: int = 400
    max_zip_entries: int = 5000
    max_rows: int = 5_000_000
    max_columns: int = 2_000
    max_cells: int = 20_000_000
    max_sheets: int = 200
    max_json: int = 50 * MEGABYTE
    max_notes: int = 100
    scan_rows: int = 20


@dataclass(frozen=True)
class Note:
    """Something worth telling, as data. Rows and columns count from 1, as a spreadsheet shows them."""

    slug: str
    ja: str
    en: str
    row: int | None = None
    column: int | None = None
    value: str | None = None


class Notes(list[Note]):
    """A list of notes that keeps at most ``limit`` of each slug and counts the rest."""

    def __init__(self, notes: Iterable[Note] = (), *, limit: int = 100) -> None:
        super().__init__()
        self.limit = limit
        self.counts: Counter[str] = Counter()
        for note in notes:
            self.add(note)

    def full(self, slug: str) -> bool:
        """Whether no more notes of this slug are kept."""
        return self.counts[slug] >= self.limit

    def add(self, note: Note) -> None:
        """Keep the note, or only count it when there are enough of its kind."""
        self.counts[note.slug] += 1
        if self.counts[note.slug] <= self.limit:
            self.append(note)


@dataclass
class Table:
    """One table: a CSV file or a sheet.

    ``header`` is as written (newlines kept, blanks kept); ``rows`` are padded to its width, longer rows stay longer.
    Row ``rows[i]`` stands on row ``first_data_row + i`` of the file; a record with newlines in it counts as one row.
    ``above`` are the rows before the header (titles, notes), ``between`` those between header and data, as they are.
    """

    sheet: str
    header_row: int
    header: list[str]
    rows: Sequence[list[str]]
    first_data_row: int
    notes: list[Note] = field(default_factory=list)
    note_counts: dict[str, int] = field(default_factory=dict)
    above: list[list[str]] = field(default_factory=list)
    between: list[list[str]] = field(default_factory=list)


@dataclass
class Reading:
    """A file read: its Python codec (empty for workbooks and archives), kind, tables.

    ``kind`` is ``csv``, ``tsv``, ``xlsx``, ``xls``, ``ods``, ``json``, ``geojson`` or ``zip``; of a ``zip``, ``parts``
    are the readings of its members, whose tables are also its own.
    """

    encoding: str
    kind: str
    tables: list[Table]
    notes: list[Note] = field(default_factory=list)
    delimiter: str = ""
    parts: list[Reading] = field(default_factory=list)


def column_letters(column: int) -> str:
    """Column 1 as ``A``, 28 as ``AB``."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Row 3 of column 28 as ``AB3``."""
    return f"{column_letters(column)}{row}"
