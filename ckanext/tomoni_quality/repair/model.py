"""What a mend says and what mending a file gives: plain data. Rows and columns count from 1, as in the file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ckanext.tomoni_quality.finding import Text

__all__ = ["Change", "Drop", "Edit", "Leave", "Left", "MendedTable", "Move", "Moved", "Repair"]


@dataclass(frozen=True)
class Edit:
    """A mend's word: this cell becomes ``after``. ``before`` is told where the cell as read is not what was there.

    Without row and column it speaks of the whole file.
    """

    row: int | None
    column: int | None
    after: str
    before: str | None = None


@dataclass(frozen=True)
class Move:
    """A mend's word: a row around the header leaves the table; its cells go to the description."""

    row: int


@dataclass(frozen=True)
class Drop:
    """A mend's word: a row (or a column) in which nothing is written goes."""

    row: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Leave:
    """A mend's word: this place needs a person's judgement, for this reason."""

    row: int | None
    column: int | None
    value: str
    reason: Text


@dataclass(frozen=True)
class Change:
    """A cell before and after, with the slug of the mend."""

    mend: str
    sheet: str
    row: int | None
    column: int | None
    before: str
    after: str


@dataclass(frozen=True)
class Left:
    """A place that a mend left to a person."""

    mend: str
    sheet: str
    row: int | None
    column: int | None
    value: str
    ja: str
    en: str


@dataclass(frozen=True)
class Moved:
    """A cell of a title or note that left the table for the description."""

    sheet: str
    row: int
    column: int
    value: str


@dataclass
class MendedTable:
    """One table mended: its rows as they are written (titles that stayed first), and which row of them is the header.

    ``row_numbers`` tells of each row where it stood, ``columns`` of each column.
    """

    sheet: str
    rows: list[list[str]]
    header: list[str]
    row_numbers: list[int]
    columns: list[int]
    data: bytes = b""

    def column_name(self, number: int | None) -> str:
        """The mended name of the column that stood at ``number``; empty when it has none."""
        names = dict(zip(self.columns, self.header, strict=True))
        return " ".join(names.get(number or 0, "").split())[:100]


@dataclass
class Repair:
    """A file mended. ``dropped`` counts rows and columns in which nothing was written."""

    name: str
    kind: str
    encoding: str
    written: str
    tables: list[MendedTable] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    dropped: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many places each mend changed, rows that moved or went with them."""
        found = Counter(change.mend for change in self.changes)
        if self.moved:
            found["preamble"] = len({(cell.sheet, cell.row) for cell in self.moved})
        if self.dropped:
            found["blank-rows"] = self.dropped
        return dict(found)

    @property
    def mends_something(self) -> bool:
        """Whether there is anything to publish."""
        return bool(self.counts)

    def description(self, sheet: str) -> str:
        """The titles and notes of ``sheet`` as lines for a description."""
        lines: dict[int, list[str]] = {}
        for cell in self.moved:
            if cell.sheet == sheet:
                lines.setdefault(cell.row, []).append(" ".join(cell.value.split()))
        return "\n".join(" ".join(cells) for cells in lines.values())
