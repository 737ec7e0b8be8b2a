"""What taking over an entry would do: a new dataset, changes cell by cell, or nothing. No CKAN here.

A dataset is written as the list would have it and compared with the row: only cells that mean something else change
anything, so that a list written by this portal changes nothing, and a second import of any list does nothing. An empty
cell leaves the field as it is, unless the importer asked to clear; title, id and licence are never cleared. Columns
that the list does not have, and fields that no layout has, are never touched. No dataset and no file is ever deleted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ckanext.tomoni_core.open_data_list.entries import Entry, Filled
from ckanext.tomoni_core.open_data_list.headers import Heading
from ckanext.tomoni_core.open_data_list.layout import Cell
from ckanext.tomoni_core.open_data_list.place import Place
from ckanext.tomoni_core.open_data_list.problems import problem
from ckanext.tomoni_core.open_data_list.values import ADDRESSES, licence_id, read, write
from ckanext.tomoni_schema.open_data_list.matching import Files, matched
from ckanext.tomoni_schema.values import safe_url

__all__ = ["Item", "plan"]

_NEVER_CLEARED = frozenset({"title", "opendata_id", "license_id", "url"})
_FOLLOW_FILES = frozenset({"formats", "dataset_api"})
_LICENCES = frozenset({"file_licence"})


@dataclass
class Item:
    """What becomes of one dataset of the list; ``dataset`` holds the fields to set, for a new one all of it."""

    rows: list[int]
    title: str
    action: str = "unchanged"
    id: str = ""
    name: str = ""
    changes: list[dict[str, str]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    dataset: dict[str, Any] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    new_files: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The item for a report: what a person needs to see."""
        return {
            "action": self.action,
            "rows": self.rows,
            "title": self.title,
            "id": self.id,
            "name": self.name,
            "changes": self.changes,
            "new_files": [file.get("name") or file.get("url") or "" for file in self.new_files],
            "problems": self.problems,
        }


def _text(file: dict[str, Filled], name: str) -> str:
    return file[name].text if name in file else ""


class _Planner:
    def __init__(self, entry: Entry, heading: Heading, existing: dict[str, Any] | None, place: Place, clear: bool):
        self.entry, self.place, self.clear = entry, place, clear
        self.existing = existing or {}
        self.new = existing is None
        self.layout = heading.layout
        self.item = Item(entry.rows, entry.text("title") or self.existing.get("title", ""), problems=entry.problems)

    def made(self) -> Item:
        item = self.item
        item.id, item.name = self.existing.get("id", ""), self.existing.get("name", "")
        for cell in self.layout.dataset:
            if cell.field in self.entry.cells:
                self._dataset_cell(cell, self.entry.cells[cell.field])
        pairs = self._pairs()
        for file, resource in pairs:
            self._file(file, resource)
        if self.layout.rows_per_file:
            self._licence(pairs)
        if self.new:
            item.dataset["resources"] = item.new_files
        touched = item.changes or item.new_files
        item.action = "create" if self.new else "update" if touched else "unchanged"
        return item

    def _dataset_cell(self, cell: Cell, filled: Filled) -> None:
        files = self.existing.get("resources")
        if cell.kind in _FOLLOW_FILES and files:
            self._follows_files(cell, filled)
            return
        for name, value in self._set(cell, filled, self.existing, None).items():
            self.item.dataset[name] = value

    def _follows_files(self, cell: Cell, filled: Filled) -> None:
        kept = write(cell, self.existing, None, self.place)
        if filled.text and read(cell, filled.text, self.place).means != read(cell, kept, self.place).means:
            self._problem("follows_files", cell, filled, kept=kept)

    def _set(self, cell: Cell, filled: Filled, dataset: dict[str, Any], resource: dict[str, Any] | None) -> dict:
        """The fields that a cell changes, which is told as a change; none where it means what is there."""
        owner = resource if cell.of == "file" else dataset
        if not filled.text:
            stored = (owner or {}).get(cell.field)
            if not (self.clear and stored and cell.field not in _NEVER_CLEARED):
                return {}
        old = "" if owner is None else write(cell, dataset, resource, self.place)
        if filled.text and filled.text == old:
            return {}
        meaning = read(cell, filled.text, self.place)
        stands = read(cell, old, self.place).means == meaning.means
        for slug, values in meaning.problems:
            self._problem(slug, cell, filled, **values)
        if meaning.sets is None or (stands and filled.text):
            return {}
        if cell.kind in ADDRESSES and filled.text and not safe_url(filled.text):
            self._problem("not_an_address", cell, filled, value=filled.text)
            return {}
        if owner is not None and not self.new:
            self._changed(cell.column, old, filled.text, resource)
        return meaning.sets

    def _changed(self, column: str, old: str, new: str, resource: dict[str, Any] | None = None) -> None:
        file = "" if resource is None else str(resource.get("name") or resource.get("url") or "")
        self.item.changes.append({"column": column, "file": file, "old": old, "new": new})

    def _problem(self, slug: str, cell: Cell, filled: Filled, **values: str) -> None:
        self.item.problems.append(problem(slug, filled.row, filled.column, cell.column, **values))

    def _pairs(self) -> list[tuple[dict[str, Filled], dict[str, Any] | None]]:
        """Each file of the list with the resource it is, None for a new one."""
        resources = self.existing.get("resources") or []
        left = Files(resources)
        settled = self._settled(resources)
        for resource in settled.values():
            left.give(resource)
        pairs: list[tuple[dict[str, Filled], dict[str, Any] | None]] = []
        for at, file in enumerate(self.entry.files):
            if at in settled:
                pairs.append((file, settled[at]))
                continue
            found, several = left.take(*(_text(file, name) for name in ("url", "name")))
            if several:
                cell = next(cell for name in ("url", "name") if (cell := file.get(name)) and cell.text)
                self.item.problems.append(problem("several_files_match", cell.row, cell.column, value=cell.text))
                continue
            pairs.append((file, found))
        return pairs

    def _settled(self, resources: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
        """Rows of the list that share an address, each with a resource that says all it says already.

        Without this a second import might give one row's resource to the other, and change both back and forth.
        """
        shared = Counter(_text(file, "url") for file in self.entry.files)
        options = {
            at: [each for each in resources if self._agrees(file, each)]
            for at, file in enumerate(self.entry.files)
            if shared[_text(file, "url")] > 1
        }
        return matched(options)

    def _agrees(self, file: dict[str, Filled], resource: dict[str, Any]) -> bool:
        """Whether ``resource`` has the address of this row of the list and means the same in each cell it fills."""
        if str(resource.get("url") or "").strip() != _text(file, "url"):
            return False
        return all(self._stands(cell, _text(file, cell.field), resource) for cell in self.layout.file)

    def _stands(self, cell: Cell, text: str, resource: dict[str, Any]) -> bool:
        meaning = read(cell, text, self.place)
        if not text or meaning.sets is None:
            return True
        return read(cell, write(cell, self.existing, resource, self.place), self.place).means == meaning.means

    def _file(self, file: dict[str, Filled], resource: dict[str, Any] | None) -> None:
        made: dict[str, Any] = {}
        for cell in self.layout.file:
            if cell.field in file and cell.kind not in _LICENCES:
                made |= self._set(cell, file[cell.field], self.existing, resource)
        if resource is None:
            self.item.new_files.append(made)
        elif made:
            self.item.files.setdefault(resource["id"], {}).update(made)

    def _licence(self, pairs: list[tuple[dict[str, Filled], dict[str, Any] | None]]) -> None:
        """One licence for all files is the dataset's; else each file bears its own.

        It is the dataset's only where the list speaks of every file that is there: a file of which it says nothing
        must not come under a licence that nobody gave it.
        """
        cell = next(each for each in self.layout.file if each.kind in _LICENCES)
        wanted = {licence_id(text, self.place) for text in {each.text for each in self.entry.licences}}
        if not wanted:
            return
        for each in {each.text: each for each in self.entry.licences}.values():
            for slug, values in read(cell, each.text, self.place).problems:
                self._problem(slug, cell, each, **values)
        speaks_of_all = all(file.get("license_id") and file["license_id"].text for file, _ in pairs)
        known = [resource for _, resource in pairs if resource is not None]
        if len(wanted) == 1 and speaks_of_all and len(known) == len(self.existing.get("resources") or []):
            self._one_licence(cell, wanted.pop(), known)
        else:
            self._each_licence(cell, pairs)

    def _one_licence(self, cell: Cell, ident: str, known: list[dict[str, Any]]) -> None:
        stored = self.existing.get("license_id") or ""
        others = [each for each in known if (each.get("license_id") or stored) != ident]
        if not self.new and not others and (stored == ident or (known and not self.item.new_files)):
            return
        old = "、".join(dict.fromkeys(write(cell, self.existing, each, self.place) for each in others or [None]))
        self.item.dataset["license_id"] = ident
        if not self.new:
            self._changed(cell.column, old, self.place.licences.name(ident))
        for each in others:
            if each.get("license_id"):
                self.item.files.setdefault(each["id"], {})["license_id"] = ident

    def _each_licence(self, cell: Cell, pairs: list[tuple[dict[str, Filled], dict[str, Any] | None]]) -> None:
        stored = self.existing.get("license_id") or ""
        added = iter(self.item.new_files)
        for file, resource in pairs:
            made = next(added) if resource is None else None
            filled = file.get("license_id")
            if not filled or not filled.text:
                continue
            ident = licence_id(filled.text, self.place)
            has = stored if resource is None else resource.get("license_id") or stored
            if ident == has:
                continue
            if made is not None:
                made["license_id"] = ident
            elif resource is not None:
                self._changed(cell.column, self.place.licences.name(has), self.place.licences.name(ident), resource)
                self.item.files.setdefault(resource["id"], {})["license_id"] = ident


def plan(entry: Entry, heading: Heading, existing: dict[str, Any] | None, place: Place, *, clear: bool = False) -> Item:
    """What becomes of an entry, given the dataset it is (None for a new one). ``clear``: empty cells clear fields."""
    if existing is None and not entry.text("title"):
        row, column = entry.rows[0], None
        if "title" in entry.cells:
            column = entry.cells["title"].column
        entry.problems.append(problem("no_title", row, column, heading.layout.column_of("title")))
    if entry.failed:
        return Item(entry.rows, entry.text("title"), "error", problems=entry.problems)
    return _Planner(entry, heading, existing, place, clear).made()
