"""How each kind of cell is written from a dataset, and read back. No CKAN here.

``KINDS[kind]`` has two halves. ``write`` gives the text of a cell. ``read`` gives what a text means: ``means`` (two
texts with equal meaning are the same cell, so that nothing changes), ``sets`` (our fields, None where a list cannot
set them), and what is wrong with it. Writing what was read, and reading it again, means the same: a test holds that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ckanext.tomoni_core.codes import wareki
from ckanext.tomoni_core.open_data_list.layout import Cell
from ckanext.tomoni_core.open_data_list.place import Place
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_core.text import clean, fold

NOT_IN_CELLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that a workbook cannot hold and no list needs; they are neither written nor read."""

__all__ = ["ADDRESSES", "KINDS", "NOT_IN_CELLS", "Kind", "Meaning", "licence_id", "read", "write"]

ADDRESSES = frozenset({"address", "page", "file_page"})

Data = dict[str, Any]
Said = tuple[str, dict[str, str]]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SEVERAL = re.compile(r"[;；,，、\n]")
_STANDARDS = re.compile(r"[;；]")
_NOT_IN_TAGS = re.compile(r"[^\w \-.]")
_SIZE = re.compile(r"([\d,]+)(?:\.0+)?\s*(?:バイト|bytes?|B)?", re.IGNORECASE)
_YES = frozenset({"有", "あり", "有り", "○", "〇", "◯", "1", "true", "yes", "可"})
_NO = frozenset({"無", "なし", "無し", "×", "0", "false", "no", "否"})
TAG_LENGTH = range(2, 101)


@dataclass(frozen=True)
class Meaning:
    """What a cell says."""

    means: Any
    sets: Data | None = None
    problems: list[Said] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    """The two halves of a kind."""

    write: Callable[[Cell, Data, Data, Place], str]
    read: Callable[[Cell, str, Place], Meaning]


def write(cell: Cell, dataset: Data, resource: Data | None, place: Place) -> str:
    """The text of a cell; that of a dataset without files has no file, yet its licence."""
    if cell.of == "organization":
        return place.organization(cell.field)
    if cell.of == "file" and resource is None and cell.kind != "file_licence":
        return ""
    return NOT_IN_CELLS.sub("", KINDS[cell.kind].write(cell, dataset, resource or {}, place))


def read(cell: Cell, text: str, place: Place) -> Meaning:
    """What a text in that column means."""
    return KINDS[cell.kind].read(cell, text, place)


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _own(cell: Cell, dataset: Data, resource: Data, place: Place) -> str:
    return _said((resource if cell.of == "file" else dataset).get(cell.field))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _text(cell: Cell, text: str, place: Place) -> Meaning:
    said = _plain(text)
    return Meaning(said, {cell.field: said})


def _write_id(cell: Cell, dataset: Data, resource: Data, place: Place) -> str:
    return _said(dataset.get("opendata_id") or dataset.get("id"))


def _write_keywords(cell: Cell, dataset: Data, resource: Data, place: Place) -> str:
    return ";".join(tag["name"] for tag in dataset.get("tags") or [])


def _keywords(cell: Cell, text: str, place: Place) -> Meaning:
    kept: dict[str, None] = {}
    problems: list[Said] = []
    for word in filter(None, (clean(part) for part in _SEVERAL.split(text))):
        name = " ".join(_NOT_IN_TAGS.sub(" ", word).split())
        if len(name) not in TAG_LENGTH:
            problems.append(("keyword_dropped", {"value": word}))
            continue
        if name != word:
            problems.append(("keyword_changed", {"value": word, "kept": name}))
        kept[name] = None
    return Meaning(frozenset(kept), {"tags": [{"name": name} for name in kept]}, problems)


def _date(cell: Cell, text: str, place: Place) -> Meaning:
    said = _plain(text)
    iso = said if _DAY.fullmatch(said) and wareki.problem(said) is None else wareki.normalise(said)
    problems = [] if iso or not said else [("date_as_written", {"value": said})]
    return Meaning(iso or said, {cell.field: iso or said}, problems)


def _write_registered(cell: Cell, dataset: Data, resource: Data, place: Place) -> str:
    return _said(dataset.get("issued")) or place.day(dataset.get("metadata_created"))


def _write_file_modified(cell: Cell, dataset: Data, resource: Data, place: Place) -> str:
    given = _said(resource.get("last_modified_date"))
    return given or place.day(resource.get("last_modified")) or place.day(resource.get("created"))


def _write_modified(cell: Cell, dataset: Data, resource: Data, place: Place) -> str:
    """What the provider said, else the newest day of its files, else the day of the last change here."""
    if given := _said(dataset.get("last_modified_date")):
        return given
    written = {_write_file_modified(cell, dataset, each, place) for each in dataset.get("resources") or []}
    days = [day for text in written if (day := text if _DAY.fullmatch(text) else wareki.normalise(text))]
    return max(days, default="") or place.day(dataset.get("metadata_modified"))


def _write_page(cell: Cell, dataset: Data, resource: Data, place: Place) -> str:
    return _said(dataset.get("landingPage")) or place.page(dataset)


def _page(cell: Cell, text: str, place: Place) -> Meaning:
    said = _plain(text)
    # The portal knows its own pages: to store one would freeze an address that follows the dataset's name.
    return Meaning(said, None if place.dataset_at(said) else {cell.field: said})


def _write_file_page(cell: Cell, dataset: Data, resource: Data, place: Place) -> str:
    return _said(resource.get("access_url")) or place.file_page(dataset, resource)


def _file_page(cell: Cell, text: str, place: Place) -> Meaning:
    said = _plain(text)
    page, _, _ = said.partition("/resource/")
    ours = "/resource/" in said and place.dataset_at(page)
    return Meaning(said, None if ours else {cell.field: said})


def _write_standards(cell: Cell, dataset: Data, resource: Data, place: Place) -> str:
    owner = resource if cell.of == "file" else dataset
    slug = _said(owner.get("tomoni_standard"))
    known = registry().get(slug) if slug else None
    return ";".join(filter(None, [known.title_ja if known else slug, _said(owner.get("compliant_standard"))]))


def _standards(cell: Cell, text: str, place: Place) -> Meaning:
    parts = [part for piece in _STANDARDS.split(_plain(text)) if (part := piece.strip())]
    slug, others = "", []
    for part in parts:
        found = _standard(part)
        if found and not slug:
            slug = found
        else:
            others.append(part)
    return Meaning((slug, *others), {"tomoni_standard": slug, "compliant_standard": ";".join(others)})


def _standard(text: str) -> str:
    """The slug of the standard that has this title or slug."""
    return _standards_by_name().get(fold(text), "")


@cache
def _standards_by_name() -> dict[str, str]:
    return {fold(name): item.slug for item in registry().latest() for name in (item.title_ja, item.slug)}


def _write_contact(cell: Cell, dataset: Data, resource: Data, place: Place) -> str:
    return _said(dataset.get("contactPoint") or dataset.get("maintainer"))


def _write_formats(cell: Cell, dataset: Data, resource: Data, place: Place) -> str:
    of_files = dict.fromkeys(_said(each.get("format")) for each in dataset.get("resources") or [])
    return ";".join(filter(None, of_files)) or _said(dataset.get("data_format"))


def _formats(cell: Cell, text: str, place: Place) -> Meaning:
    parts = dict.fromkeys(place.clean_format(part) for piece in _SEVERAL.split(text) if (part := clean(piece)))
    return Meaning(frozenset(part.casefold() for part in parts), {cell.field: ";".join(parts)})


def _format(cell: Cell, text: str, place: Place) -> Meaning:
    said = place.clean_format(_plain(text)) if _plain(text) else ""
    return Meaning(said.casefold(), {cell.field: said})


def _write_file_api(cell: Cell, dataset: Data, resource: Data, place: Place) -> str:
    return _said(resource.get("api_available")) or ("有" if resource.get("datastore_active") else "")


def _write_dataset_api(cell: Cell, dataset: Data, resource: Data, place: Place) -> str:
    of_files = [_write_file_api(cell, dataset, each, place) for each in dataset.get("resources") or []]
    said = next((word for word in ("有", "無") if word in of_files), "")
    return said or _said(dataset.get("api_available"))


def _api(cell: Cell, text: str, place: Place) -> Meaning:
    said, word = _plain(text), clean(text).lower()
    answer = "有" if word in _YES else "無" if word in _NO else said
    problems = [] if answer in ("有", "無", "") else [("api_as_written", {"value": said})]
    return Meaning(answer, {cell.field: answer}, problems)


def _write_file_licence(cell: Cell, dataset: Data, resource: Data, place: Place) -> str:
    return place.licences.name(_said(resource.get("license_id") or dataset.get("license_id")))


def _write_dataset_licence(cell: Cell, dataset: Data, resource: Data, place: Place) -> str:
    own = {_said(each.get("license_id")) for each in dataset.get("resources") or []}
    common = own.pop() if len(own) == 1 else ""
    return place.licences.name(_said(dataset.get("license_id")) or common)


def _licence(cell: Cell, text: str, place: Place) -> Meaning:
    said = _plain(text)
    ident = place.licences.find(said) if said else ""
    problems = [("licence_as_written", {"value": said})] if ident is None else []
    return Meaning(ident if ident is not None else said, {"license_id": said if ident is None else ident}, problems)


def _size(cell: Cell, text: str, place: Place) -> Meaning:
    said = _plain(text)
    found = _SIZE.fullmatch(clean(said))
    number = int(found[1].replace(",", "") or 0) if found else None
    if number is None or number >= 2**63:
        return Meaning(said, None, [("size_unread", {"value": said})] if said else [])
    return Meaning(number, {cell.field: number})


def _nothing(cell: Cell, text: str, place: Place) -> Meaning:
    return Meaning(_plain(text))


KINDS: dict[str, Kind] = {
    "code": Kind(_own, _nothing),
    "text": Kind(_own, _text),
    "address": Kind(_own, _text),
    "id": Kind(_write_id, _text),
    "keywords": Kind(_write_keywords, _keywords),
    "date": Kind(_own, _date),
    "registered": Kind(_write_registered, _date),
    "modified": Kind(_write_modified, _date),
    "file_modified": Kind(_write_file_modified, _date),
    "page": Kind(_write_page, _page),
    "file_page": Kind(_write_file_page, _file_page),
    "standards": Kind(_write_standards, _standards),
    "contact": Kind(_write_contact, _text),
    "formats": Kind(_write_formats, _formats),
    "format": Kind(_own, _format),
    "size": Kind(_own, _size),
    "file_api": Kind(_write_file_api, _api),
    "dataset_api": Kind(_write_dataset_api, _api),
    "file_licence": Kind(_write_file_licence, _licence),
    "dataset_licence": Kind(_write_dataset_licence, _licence),
}


def licence_id(text: str, place: Place) -> str:
    """The id of the licence that a text names; the text itself when the portal does not know it."""
    return str(_licence(Cell("", "file", "license_id", "file_licence"), text, place).means)
