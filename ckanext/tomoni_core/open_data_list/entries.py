"""The rows of a list put together to datasets, with what is wrong on the way. No CKAN here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.open_data_list.headers import Heading
from ckanext.tomoni_core.open_data_list.layout import Cell
from ckanext.tomoni_core.open_data_list.place import Place
from ckanext.tomoni_core.open_data_list.problems import problem
from ckanext.tomoni_core.open_data_list.values import NOT_IN_CELLS
from ckanext.tomoni_core.reading import Table

__all__ = ["Entry", "Filled", "entries_of"]

_DITTO = frozenset({"〃", "々", "同上", "同左", '"'})
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)
_FILE_NAMES = ("name", "access_url", "url", "description")


@dataclass(frozen=True)
class Filled:
    """A cell as written, and where."""

    text: str
    row: int
    column: int


@dataclass
class Entry:
    """One dataset of the list: its cells by field, its files, the rows it stands on, what is wrong with it."""

    rows: list[int] = field(default_factory=list)
    cells: dict[str, Filled] = field(default_factory=dict)
    files: list[dict[str, Filled]] = field(default_factory=list)
    licences: list[Filled] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The text of a field of the dataset."""
        return self.cells[name].text if name in self.cells else ""

    @property
    def failed(self) -> bool:
        """Whether something forbids to take it over."""
        return any(each["level"] == "error" for each in self.problems)


@dataclass(frozen=True)
class _Row:
    number: int
    dataset: dict[str, Filled]
    file: dict[str, Filled]
    problems: list[dict[str, Any]]

    def key(self, *, per_file: bool) -> tuple[str, ...]:
        """Rows of one dataset have one id, or else one title and one page; in 2021 each row is a dataset."""
        if not per_file:
            return ("row", str(self.number))
        said = {name: cell.text for name, cell in self.dataset.items()}
        if said.get("opendata_id"):
            return ("id", said["opendata_id"])
        return ("title", said.get("title", ""), said.get("landingPage", ""))


def entries_of(table: Table, heading: Heading, place: Place) -> list[Entry]:
    """Every dataset of a list, in the order of its first row. Empty cells are there (as empty texts): see ``plan``."""
    found: dict[tuple[str, ...], Entry] = {}
    for number, cells in enumerate(table.rows, table.first_data_row):
        if not any(text.strip() for text in cells):
            continue
        row = _row(number, cells, heading, place)
        _add(found.setdefault(row.key(per_file=heading.layout.rows_per_file), Entry()), row, heading)
    entries = list(found.values())
    _one_id_one_dataset(entries, heading)
    return entries


def _row(number: int, cells: list[str], heading: Heading, place: Place) -> _Row:
    made = _Row(number, {}, {}, [])
    for position, cell in heading.columns.items():
        filled = Filled(NOT_IN_CELLS.sub("", cells[position]).strip(), number, position + 1)
        filled = _checked(cell, filled, made, place)
        (made.file if cell.of == "file" else made.dataset)[cell.field] = filled
    if any(text.strip() for text in cells[heading.width :]):
        made.problems.append(problem("extra_cells", number, heading.width + 1))
    return made


def _checked(cell: Cell, filled: Filled, row: _Row, place: Place) -> Filled:
    """The cell, blank where it says nothing that could be taken over; a wrong code of the municipality is told."""
    where = {"row": filled.row, "column": filled.column, "name": cell.column}
    if filled.text in _DITTO:
        row.problems.append(problem("ditto", value=filled.text, **where))
        return Filled("", filled.row, filled.column)
    if cell.kind == "id" and _SCIENTIFIC.fullmatch(filled.text):
        row.problems.append(problem("scientific_id", value=filled.text, **where))
        return Filled("", filled.row, filled.column)
    if cell.kind == "code" and filled.text:
        row.problems.extend(_code(filled.text, place, where))
    return filled


def _code(text: str, place: Place, where: dict[str, Any]) -> list[dict[str, Any]]:
    wrong = local_government.problem(text)
    code = text if wrong is None else local_government.normalise(text) or (wrong.suggestion or "")
    body, ours = local_government.find(code) if code else None, local_government.find(place.code)
    if body and ours and body.code != ours.code and local_government.municipality_of(body).code != ours.code:
        return [problem("other_municipality", value=body.name_full, target=ours.name_full, **where)]
    if wrong is None:
        return []
    hint = f"「{wrong.suggestion}」ではありませんか。" if wrong.suggestion else ""
    made = problem("code_odd", value=text, suggestion=hint, **where)
    made["hint_en"] = made["hint_en"].replace(hint, f"Is it {wrong.suggestion}? " if wrong.suggestion else "")
    return [made]


def _add(entry: Entry, row: _Row, heading: Heading) -> None:
    entry.rows.append(row.number)
    entry.problems.extend(row.problems)
    names = {cell.field: cell.column for cell in heading.layout.dataset}
    for name, filled in row.dataset.items():
        known = entry.cells.get(name)
        if known is None or (not known.text and filled.text):
            entry.cells[name] = filled
        elif filled.text and filled.text != known.text and name in names and name != "title":
            where = {"row": filled.row, "column": filled.column, "name": names[name]}
            entry.problems.append(problem("rows_disagree", kept=known.text, value=filled.text, **where))
        elif filled.text and filled.text != known.text and name == "title":
            titles = f"{known.text}、{filled.text}"
            where = {"row": filled.row, "column": filled.column, "name": names[name]}
            entry.problems.append(
                problem("same_id_other_title", value=entry.text("opendata_id"), titles=titles, **where)
            )
    licence = row.file.get("license_id")
    if licence and licence.text:
        entry.licences.append(licence)
    if any(row.file[name].text for name in _FILE_NAMES if name in row.file):
        entry.files.append(row.file)
    elif any(cell.text for name, cell in row.file.items() if name != "license_id"):
        entry.problems.append(problem("file_without_address", row.number))


def _one_id_one_dataset(entries: list[Entry], heading: Heading) -> None:
    """In 2021 a number used twice names two datasets: neither is taken over."""
    if heading.layout.rows_per_file:
        return
    by_id: dict[str, list[Entry]] = {}
    for entry in entries:
        if ident := entry.text("opendata_id"):
            by_id.setdefault(ident, []).append(entry)
    for ident, several in by_id.items():
        if len(several) > 1:
            titles = "、".join(dict.fromkeys(entry.text("title") for entry in several))
            for entry in several:
                cell = entry.cells["opendata_id"]
                where = {"row": cell.row, "column": cell.column, "name": heading.layout.column_of("opendata_id")}
                entry.problems.append(problem("same_id_other_title", value=ident, titles=titles, **where))
