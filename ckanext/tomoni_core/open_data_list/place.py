"""Where a list is written and read: the municipality, the portal's addresses, its licences. No CKAN here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.text import fold

__all__ = ["Licences", "Place"]

JAPAN = ZoneInfo("Asia/Tokyo")
_ABBREVIATION = re.compile(r"（([\x20-\x7e]+)）$")
_LOCALE = r"(?:/[a-z]{2}(?:_[A-Z]{2})?)?"


class Licences:
    """The portal's licences, by every name a list may write them with."""

    def __init__(self, register: list[dict[str, Any]]) -> None:
        self._names = {item["id"]: self._short(item) for item in register}
        written: dict[str, set[str]] = {}
        for item in register:
            for text in (item["id"], item.get("title"), item.get("title_en"), item.get("url"), self._short(item)):
                if text:
                    written.setdefault(fold(text), set()).add(item["id"])
        own = {fold(item["id"]): item["id"] for item in register}
        own |= {fold(name): ident for ident, name in self._names.items()}
        self._ids = {
            text: own.get(text) or next(iter(ids)) for text, ids in written.items() if text in own or len(ids) == 1
        }

    @staticmethod
    def _short(item: dict[str, Any]) -> str:
        """``CC BY 4.0`` where the title ends with it in brackets, else the title."""
        found = _ABBREVIATION.search(item.get("title") or "")
        return found[1] if found else item.get("title") or item["id"]

    def name(self, ident: str | None) -> str:
        """What a list calls a licence; one that the portal does not know is written as it is."""
        return self._names.get(ident or "", ident or "")

    def find(self, text: str) -> str | None:
        """The id of the licence that a text names, None when it names none or several."""
        return self._ids.get(fold(text))

    def names(self) -> list[str]:
        """Every name, as ``name`` writes it."""
        return list(self._names.values())


def _as_is(text: str) -> str:
    return text


@dataclass(frozen=True)
class Place:
    """What a list needs to know besides its datasets.

    ``base`` is the portal's address; a dataset's page stands at ``<base>/dataset/<name>``. ``clean_format`` writes a
    file format as the portal stores it.
    """

    code: str = ""
    title: str = ""
    base: str = ""
    licences: Licences = field(default_factory=lambda: Licences([]))
    clean_format: Callable[[str], str] = _as_is
    zone: tzinfo = JAPAN

    def organization(self, field: str) -> str:
        """A column about the municipality; an organization of no known body has its title alone."""
        body = local_government.find(self.code) if self.code else local_government.find_by_name(self.title)
        if field == "local_government_code":
            return body.code if body else self.code
        if body is None:
            return self.title if field in ("name", "city") else ""
        prefecture = body.kind == "prefecture"
        city = "" if prefecture else body.name_full.removeprefix(body.prefecture)
        return {"name": body.name_full, "prefecture": body.prefecture, "city": city}[field]

    def page(self, dataset: dict[str, Any]) -> str:
        """The dataset's page on this portal."""
        return f"{self.base}/dataset/{dataset['name']}" if dataset.get("name") else ""

    def file_page(self, dataset: dict[str, Any], resource: dict[str, Any]) -> str:
        """The file's page on this portal."""
        page = self.page(dataset)
        return f"{page}/resource/{resource['id']}" if page and resource.get("id") else ""

    def dataset_at(self, url: str) -> str:
        """The name or id in an address of one of this portal's dataset pages, in any language; else empty."""
        if not self.base:
            return ""
        found = re.fullmatch(rf"{re.escape(self.base)}{_LOCALE}/dataset/([\w-]+)/?", url.strip())
        return found[1] if found else ""

    def day(self, moment: str | None) -> str:
        """The day of a time that CKAN stores (in UTC), where the portal is; empty for what is no time."""
        try:
            read = datetime.fromisoformat(moment or "")
        except ValueError:
            return ""
        if len(moment or "") <= len("2026-04-01"):
            return moment or ""
        aware = read if read.tzinfo else read.replace(tzinfo=UTC)
        return aware.astimezone(self.zone).date().isoformat()
