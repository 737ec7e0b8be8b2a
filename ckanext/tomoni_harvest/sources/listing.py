"""「オープンデータ一覧」: the list a municipality publishes of its open data, as CSV or a workbook.

Both editions of the standard are read (``ckanext.tomoni_core.open_data_list``), in the encodings and with the preambles
of real files. One dataset of the list is one dataset here; rows of one dataset are its files. A list has no names for
URLs, and its numbers may be mere row numbers, which shift when a row is put in between: then the dataset is known by
its page, else by its title. A row that cannot be used is told by its number, and costs itself only.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.errors import FetchError, TomoniError
from ckanext.tomoni_core.open_data_list.entries import Entry, Filled, entries_of
from ckanext.tomoni_core.open_data_list.headers import Heading, the_list_in
from ckanext.tomoni_core.open_data_list.layout import Cell
from ckanext.tomoni_core.open_data_list.place import Place
from ckanext.tomoni_core.open_data_list.values import read as meaning_of
from ckanext.tomoni_core.reading import Limits, Table
from ckanext.tomoni_core.reading import read as read_table
from ckanext.tomoni_core.text import fold
from ckanext.tomoni_harvest.engine import htmlpage
from ckanext.tomoni_harvest.engine import normalise as n
from ckanext.tomoni_harvest.engine.addresses import path_of, root_of
from ckanext.tomoni_harvest.engine.errors import Unusable
from ckanext.tomoni_harvest.engine.record import NormalRecord
from ckanext.tomoni_harvest.sources import package
from ckanext.tomoni_harvest.sources.base import Page, Reach, Recognised
from ckanext.tomoni_harvest.sources.finding import no_filter

MEGABYTE = 1024 * 1024
LIMITS = Limits(max_bytes=50 * MEGABYTE, max_rows=300_000, max_columns=300, max_cells=15_000_000)
LISTS_LOOKED_AT = 2

_TABLES = re.compile(r"\.(?:csv|xlsx|xlsm|xls|tsv|ods)$", re.IGNORECASE)
_DATA_FILES = re.compile(
    r"\.(?:csv|xlsx?|xlsm|tsv|ods|json|geojson|xml|rdf|ttl|zip|pdf|kml|kmz|gml|txt|docx?|pptx?)$", re.IGNORECASE
)
_CALLED = re.compile(r"オ[ーｰ]?プンデ[ーｰ]?タ.{0,6}(?:一覧|リスト|目録)|open[-_ ]?data[-_ ]?list", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SLUG = re.compile(r"(?=.*[a-z])[a-z0-9_-]{2,60}")
_LICENCES = {"dataset_licence", "file_licence"}
_NOT_READ = {"code", "id", *_LICENCES}
_MORE_FIELDS = ("data_format", "api_available")
_MORE_RESOURCE_FIELDS = ("size", "api_available")


class ListingKind:
    """A list of open data in a file."""

    name = "tomoni_listing"
    title = "オープンデータ一覧（CSV・Excel）"
    description = (
        "A municipality's list of its open data (the standard's open data list, both editions), as CSV or Excel."
    )

    def recognise(self, url: str, web: Reach) -> Recognised | None:
        """Look at the file at the address, or at the lists that the page there links to."""
        answer = web.fetch(url)
        page = htmlpage.read(answer)
        if page is None or not page.links:
            return _recognised(url, answer.body)
        for link in _lists_of(page)[:LISTS_LOOKED_AT]:
            try:
                found = _recognised(link.url, web.fetch(link.url).body, of=page.title, sure=False)
            except FetchError:
                continue
            if found:
                return found
        return None

    def pages(self, url: str, web: Reach, *, rows: int, filters: str = "") -> Iterator[Page]:
        """Yield the datasets of the list as one page."""
        no_filter(filters)
        answer = web.fetch(url)
        found = _List.read(answer.body, url)
        records = found.records()
        yield Page(0, records, total=len({record["id"] for record in records}))

    def normalise(self, raw: dict[str, Any], url: str) -> NormalRecord:
        """Return the normal record of one dataset of the list.

        :raises Unusable: when its rows cannot be used
        """
        if raw.get("unusable"):
            raise Unusable("list-row-unusable", **raw["unusable"])
        notes = [("list-cell-noted", context) for context in raw["noted"]]
        made = package.record(raw, root_of(url), page=_page_of(raw, url), notes=notes)
        made.dataset.update({field: raw[field] for field in _MORE_FIELDS if raw.get(field)})
        for resource, given in zip(made.dataset.get("resources", []), raw["resources"], strict=True):
            resource.update({field: given[field] for field in _MORE_RESOURCE_FIELDS if given.get(field)})
        return made


def _page_of(raw: dict[str, Any], url: str) -> str:
    """The page of a dataset where the list tells it, else the list."""
    return n.link(raw.get("landingPage"), url, lambda *_slug, **_context: None) or url


def _lists_of(page: htmlpage.HtmlPage) -> list[htmlpage.Link]:
    """The links that are called a list of open data, by their words or by the name of the file."""
    return [
        link
        for link in page.links
        if _TABLES.search(path_of(link.url)) and _CALLED.search(f"{link.text} {unquote(link.url)}")
    ]


def _recognised(url: str, body: bytes, *, of: str = "", sure: bool = True) -> Recognised | None:
    try:
        found = _List.read(body, url)
    except TomoniError:
        return None
    number, edition = len(found.entries), found.heading.layout.edition
    saw = {
        "ja": f"オープンデータ一覧（{edition}年版の様式）のファイルで、{number:,}件のデータセットがあります",
        "en": f"A list of open data (layout of {edition}) with {number:,} datasets",
    }
    publisher = found.publisher()
    title = f"{publisher}のオープンデータ一覧" if publisher else of
    return Recognised(ListingKind.name, url, number, sure=sure, saw=saw, title=title)


@dataclass
class _List:
    """A list read: its datasets, and how its header was understood."""

    table: Table
    heading: Heading
    entries: list[Entry]

    @classmethod
    def read(cls, body: bytes, url: str) -> _List:
        """Read a file. Raises ``TomoniError`` (what it is instead, and the way out) when it is no list."""
        name = unquote(path_of(url).rsplit("/", 1)[-1])
        table, heading = the_list_in(read_table(body, name=name, limits=LIMITS))
        return cls(table, heading, entries_of(table, heading, Place()))

    def publisher(self) -> str:
        """The one municipality whose list it is; empty for none or several."""
        found = {body.name for entry in self.entries if (body := _Publisher.of(entry, self._column(entry)).body)}
        return found.pop() if len(found) == 1 else ""

    def records(self) -> list[dict[str, Any]]:
        """The datasets in the words of ``package_show``."""
        identities = _Identities(self.entries)
        told: set[tuple[Any, ...]] = set()
        return [self._record(entry, identities, told) for entry in self.entries]

    def _column(self, entry: Entry) -> dict[str, str]:
        """What the first row of an entry says of its municipality, by field."""
        row = self.table.rows[entry.rows[0] - self.table.first_data_row]
        return {c.field: row[at].strip() for at, c in self.heading.columns.items() if c.of == "organization"}

    def _record(self, entry: Entry, identities: _Identities, told: set[tuple[Any, ...]]) -> dict[str, Any]:
        publisher = _Publisher.of(entry, self._column(entry))
        ident, name = identities.of(entry, publisher.code)
        raw: dict[str, Any] = {"id": ident, "name": name, "title": entry.text("title"), "noted": []}
        problems = [each for each in entry.problems if each["level"] == "error"]
        if not entry.text("title"):
            problems.append({"ja": "データセットの名前がありません。", "en": "The dataset has no title."})
        if problems:
            return raw | {"unusable": {"row": entry.rows[0], **_sentences(problems[0])}}
        reader = _Reader(self.heading)
        raw |= reader.fields(entry.cells, self.heading.layout.dataset)
        raw["resources"] = [reader.file(file) for file in entry.files] or _file_of_page(raw)
        raw["license_id"] = entry.text("license_id") or _shared([licence.text for licence in entry.licences])
        raw["organization"] = publisher.organization()
        if _DAY.fullmatch(str(raw.get("last_modified_date") or "")):
            raw["metadata_modified"] = raw["last_modified_date"]
        _number(raw["resources"])
        for problem in entry.problems + reader.problems:
            where = (problem["slug"], problem["column"], problem["ja"])
            if problem["level"] == "warning" and where not in told:
                told.add(where)
                raw["noted"].append({"row": problem["row"], "cell": problem["cell"], **_sentences(problem)})
        return raw


def _sentences(problem: dict[str, Any]) -> dict[str, str]:
    return {"ja": problem["ja"], "en": problem["en"]}


def _shared(values: list[str]) -> str:
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else ""


def _file_of_page(raw: dict[str, Any]) -> list[dict[str, Any]]:
    """The file of a dataset of 2021, which has one address: of its page, or of the data themselves."""
    url = str(raw.get("landingPage") or "")
    match = _DATA_FILES.search(path_of(url)) if url else None
    return [{"url": url, "name": raw["title"], "format": match[0].lstrip(".")}] if match else []


def _number(resources: list[dict[str, Any]]) -> None:
    """Give each file what it is known by: its title where that is its own, for addresses change with each edition."""
    names = Counter(str(each.get("name") or "") for each in resources)
    seen: Counter[str] = Counter()
    for each in resources:
        name, url = str(each.get("name") or ""), str(each.get("url") or "")
        known = name if name and names[name] == 1 else f"{name}\n{url}"
        seen[known] += 1
        each["id"] = _digest(f"{known}\n{seen[known]}" if seen[known] > 1 else known)


def _digest(text: str, length: int = 16) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:length]


class _Reader:
    """Reads cells to fields, collecting what is odd about them."""

    def __init__(self, heading: Heading) -> None:
        self._layout = heading.layout
        self.problems: list[dict[str, Any]] = []

    def fields(self, cells: dict[str, Filled], columns: list[Cell]) -> dict[str, Any]:
        """The fields that cells set; a day that is none is left out, the cells of the licence are not read here."""
        found: dict[str, Any] = {}
        for cell in columns:
            filled = cells.get(cell.field)
            if filled is None or not filled.text or cell.kind in _NOT_READ:
                continue
            if cell.kind == "standards":
                found[cell.field] = filled.text
                continue
            meaning = meaning_of(cell, filled.text, Place())
            for slug, values in meaning.problems:
                self._tell(slug, cell, filled, values)
            if not any(slug == "date_as_written" for slug, _values in meaning.problems):
                found |= meaning.sets or {}
        return found

    def _tell(self, slug: str, cell: Cell, filled: Filled, values: dict[str, str]) -> None:
        from ckanext.tomoni_core.open_data_list.problems import problem

        made = problem(slug, filled.row, filled.column, cell.column, **values)
        if slug == "date_as_written":
            made["ja"] = f"「{filled.text[:80]}」は日付として読めないので、使いません。"
            made["en"] = f"{filled.text[:80]} cannot be read as a date and is left out."
        self.problems.append(made)

    def file(self, file: dict[str, Filled]) -> dict[str, Any]:
        """A file in the words of a resource."""
        found = self.fields(file, self._layout.file)
        licence = file.get("license_id")
        if licence and licence.text:
            found["license_id"] = licence.text
        return found


@dataclass(frozen=True)
class _Publisher:
    """The municipality of a dataset: the body that code and name agree on, and what the list calls it."""

    body: local_government.Body | None
    said: str
    code_said: str

    @classmethod
    def of(cls, entry: Entry, said: dict[str, str]) -> _Publisher:
        """Take the body of the name or of the code; none when they disagree, or a mended code stands beside no name."""
        text = said.get("local_government_code", "")
        name = said.get("name") or said.get("prefecture", "") + said.get("city", "")
        named = local_government.find_by_name(name) if name else None
        code = local_government.normalise(text) or "" if text else ""
        coded = local_government.find(code) if code else None
        if coded and ((named and named.code != coded.code) or (name and not named and code != text)):
            return cls(None, name, code)
        return cls(named or coded, name, code)

    @property
    def code(self) -> str:
        """The code, empty when it is not sure."""
        return self.body.code if self.body else ""

    def organization(self) -> dict[str, str] | None:
        """The organization in the words of ``package_show``; a code that disagrees stays visible in its name."""
        if self.body:
            return {"name": self.body.code, "title": self.body.name}
        if self.said:
            return {"name": self.code_said or self.said, "title": self.said}
        return None


class _Identities:
    """What each dataset of a list is known by, and its name in a URL."""

    def __init__(self, entries: list[Entry]) -> None:
        numbers = [entry.text("opendata_id") for entry in entries if entry.text("opendata_id")]
        self._numbered = len(numbers) > 1 and numbers == [str(number) for number in range(1, len(numbers) + 1)]
        self._pages = Counter(entry.text("landingPage") for entry in entries)
        self._names: Counter[str] = Counter()

    def of(self, entry: Entry, code: str) -> tuple[str, str]:
        """The identifier and the name of an entry. The name holds no row number, so that it stays when rows shift."""
        ident, page, title = (entry.text(name) for name in ("opendata_id", "landingPage", "title"))
        own_page = page if page and self._pages[page] == 1 else ""
        known = "" if self._numbered else ident
        identifier = f"{code}/{known}" if code and known else known or own_page or f"{fold(title)} {page}".strip()
        last = unquote(path_of(own_page).rstrip("/").rsplit("/", 1)[-1]).lower() if own_page else ""
        words = next((text for text in (ident.lower(), last) if _SLUG.fullmatch(text)), "")
        own = own_page or f"{fold(title)} {page}"
        stem = words if code and words.startswith(code) else f"{code or 'list'}_{words or _digest(own, 10)}"
        self._names[stem] += 1
        return identifier or f"row {entry.rows[0]}", stem if self._names[
            stem
        ] == 1 else f"{stem}_{_digest(identifier, 6)}"
