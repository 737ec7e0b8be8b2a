"""Definitions out of a definition book, with what is known already: the next edition is an import, not a rewrite.

What the book says wins: names, order, marks and kinds of value. What it does not say is kept from the present
definition of the same column: its meaning (``key``), aliases, choices, bounds, and this project's own description. A
column that no edition knows gets its own name as ``key`` until somebody gives it a meaning: a key taken from the book's
English name would be wrong where those are shifted against the columns, as in 公衆トイレ一覧.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.tomoni_core.standards.book import Book, Item, Sheet
from ckanext.tomoni_core.text import clean, fold

__all__ = ["Definition", "definitions", "kind_of"]

Descriptor = dict[str, Any]
#: The book writes coordinates and heights as text of digits; to compare and to map them they must be numbers.
_NUMBERS_BY_KEY = ("latitude", "longitude", "height", "elevation")
_KINDS = (
    (re.compile(r"^数値"), {"type": "number"}),
    (re.compile(r"^時刻"), {"type": "time", "format": "%H:%M"}),
    (re.compile(r"^(?:年月日|日付)"), {"type": "date"}),
    (re.compile(r"^(?:URI|URL)", re.IGNORECASE), {"type": "string", "format": "uri"}),
    (re.compile(r"^文字列"), {"type": "string"}),
)
_CHOICES = "統制語彙"
_PER_TYPE = {"number": ("minimum", "maximum"), "string": ("pattern", "enum")}


@dataclass(frozen=True)
class Definition:
    """What one sheet gives: a descriptor for ``schemas/standards``, and the present one (None for a new standard).

    ``slug`` is empty where neither title nor number tells which standard the sheet is of; such a sheet is not written.
    """

    sheet: Sheet
    slug: str
    descriptor: Descriptor
    present: Descriptor | None


def definitions(
    book: Book, edition: str, present: list[Descriptor], name: str, slugs: Mapping[str, str] | None = None
) -> list[Definition]:
    """A definition for each sheet of ``book``.

    :param edition: what the new edition is called
    :param present: the descriptors of ``schemas/standards``
    :param name: the file's name, for the source
    :param slugs: sheet name to slug, for sheets whose titles are not known
    """
    made = []
    for sheet in book.sheets:
        slug = (slugs or {}).get(sheet.name) or _slug(sheet, present)
        editions = sorted((d for d in present if d["slug"] == slug), key=lambda d: d["edition"], reverse=True)
        newest = editions[0] if editions else None
        descriptor = _descriptor(sheet, slug, edition, editions, present, name)
        made.append(Definition(sheet, slug, descriptor, newest))
    return made


def kind_of(written: str) -> dict[str, str] | None:
    """The type (and format) that a 形式 means, None where the word is not known."""
    return next((dict(kind) for pattern, kind in _KINDS if pattern.match(clean(written))), None)


def _slug(sheet: Sheet, present: list[Descriptor]) -> str:
    by_title = {fold(d["title"]): d["slug"] for d in present}
    return next((by_title[fold(title)] for title in sheet.titles if fold(title) in by_title), "")


def _descriptor(
    sheet: Sheet, slug: str, edition: str, editions: list[Descriptor], present: list[Descriptor], name: str
) -> Descriptor:
    newest: Descriptor = editions[0] if editions else {}
    title = newest.get("title") or sheet.titles[0]
    notes: list[dict[str, str]] = []
    fields = _fields(sheet, editions, present, notes)
    made = {
        "slug": slug,
        "edition": edition,
        "number": sheet.number or newest.get("number", ""),
        "title": title,
        "title_en": newest.get("title_en") or title,
        "description": newest.get("description") or title,
        "description_en": newest.get("description_en") or title,
        "verified": True,
        "source": {
            "ja": f"デジタル庁「自治体標準オープンデータセット」定義書（{name}、シート「{sheet.name}」）",
            "en": f"Digital Agency, definition book of the municipal standard open data sets ({name}, {sheet.name})",
        },
        "unverified": notes,
        "identifier": _identifier(newest, fields),
        "missingValues": [""],
        "fields": fields,
    }
    names = {field["name"] for field in fields}
    if relations := [each for each in newest.get("relations", ()) if set(each["fields"]) <= names]:
        made["relations"] = relations
    if "slug" in newest.get("provisional", ()):
        made["provisional"] = ["slug"]
    return made


def _identifier(newest: Descriptor, fields: list[Descriptor]) -> list[str]:
    keys = {field["key"] for field in newest.get("fields", ()) if field["name"] in newest.get("identifier", ())}
    return [field["name"] for field in fields if field["key"] in keys]


def _fields(
    sheet: Sheet, editions: list[Descriptor], present: list[Descriptor], notes: list[dict[str, str]]
) -> list[Descriptor]:
    taken: set[str] = set()
    made: list[Descriptor] = []
    for item in sheet.items:
        base = _base(item, editions, present)
        if base["key"] in taken:
            base = {"key": item.name}
        taken.add(base["key"])
        made.append(_field(item, base, notes))
    return made


def _base(item: Item, editions: list[Descriptor], present: list[Descriptor]) -> Descriptor:
    """The column that is known under the item's name: in this standard, by an alias of it, or in another standard."""
    wanted = fold(item.name)
    for descriptor in editions:
        for field in descriptor["fields"]:
            if fold(field["name"]) == wanted:
                return field
    for descriptor in editions:
        for field in descriptor["fields"]:
            if wanted in map(fold, field.get("aliases", ())):
                return field
    named = [f for d in present if d.get("fieldsMatch") != "partial" for f in d["fields"] if fold(f["name"]) == wanted]
    keys = {field["key"] for field in named}
    # Of another standard only the meaning is taken: its description speaks of another thing.
    return {"key": keys.pop()} if len(keys) == 1 else {"key": item.name}


def _field(item: Item, base: Descriptor, notes: list[dict[str, str]]) -> Descriptor:
    kind = _kind(item, base, notes)
    constraints = _constraints(item, base, kind, notes)
    example = item.example or base.get("example", "")
    pattern = constraints.get("pattern")
    made: Descriptor = {
        "name": item.name,
        "key": base["key"],
        "name_en": base.get("name_en") or item.name_en,
        **kind,
        "level": item.level,
        "nullable": base.get("nullable"),
        "description": base.get("description") or clean(item.description) or item.name,
        "description_en": base.get("description_en") or item.name_en or item.name,
        "example": example if not pattern or re.fullmatch(pattern.strip("^$"), example) else base.get("example", ""),
        "aliases": [name for name in (base.get("name"), *base.get("aliases", ())) if name and name != item.name],
        "constraints": constraints,
    }
    return {key: value for key, value in made.items() if value not in (None, "", [], {})}


def _kind(item: Item, base: Descriptor, notes: list[dict[str, str]]) -> dict[str, str]:
    kind = kind_of(item.kind)
    if kind is None:
        ja = f"「{item.name}」の形式「{item.kind}」は知らない言葉なので、文字列としました。"
        notes.append({"ja": ja, "en": f"The kind “{item.kind}” of {item.name} is not known: taken as text."})
        return {"type": "string"}
    return {"type": "number"} if kind["type"] == "string" and base["key"] in _NUMBERS_BY_KEY else kind


def _constraints(item: Item, base: Descriptor, kind: dict[str, str], notes: list[dict[str, str]]) -> Descriptor:
    known = base.get("constraints", {})
    made: Descriptor = {key: known[key] for key in _PER_TYPE.get(kind["type"], ()) if key in known}
    if "enum" in made and (_CHOICES not in item.kind or (item.example and item.example not in made["enum"])):
        del made["enum"]
    if _CHOICES in item.kind and "enum" not in made:
        ja = f"「{item.name}」の選択肢は定義書の特記事項にあり、取り込んでいません。"
        notes.append({"ja": ja, "en": f"The choices of {item.name} stand in the book's notes and were not imported."})
    if item.level == "required" and not base.get("nullable"):
        made = {"required": True, **made}
    return made
