"""Which dataset of the organization an entry of a list is. No CKAN here.

By its id, else by the address of its page, else by its exact title. What fits several is reported, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ckanext.tomoni_core.open_data_list.entries import Entry
from ckanext.tomoni_core.open_data_list.place import Place
from ckanext.tomoni_core.open_data_list.problems import problem

__all__ = ["Files", "Known", "Stock", "matched"]


@dataclass(frozen=True)
class Known:
    """A dataset of the organization, as far as matching needs it."""

    id: str
    name: str
    title: str
    opendata_id: str = ""
    pages: tuple[str, ...] = ()


class Stock:
    """The datasets of an organization, by each thing that may name them."""

    def __init__(self, datasets: Iterable[Known]) -> None:
        self._by_list_id: dict[str, list[Known]] = {}
        self._by_own_id: dict[str, list[Known]] = {}
        self._by_page: dict[str, list[Known]] = {}
        self._by_title: dict[str, list[Known]] = {}
        for known in datasets:
            self.add(known)

    def add(self, known: Known) -> None:
        """Take in one more."""
        if known.opendata_id:
            self._by_list_id.setdefault(known.opendata_id, []).append(known)
        for ident in {known.id, known.name}:
            self._by_own_id.setdefault(ident, []).append(known)
        for page in {_page(page) for page in known.pages if page}:
            self._by_page.setdefault(page, []).append(known)
        self._by_title.setdefault(known.title.strip(), []).append(known)

    def find(self, entry: Entry, place: Place) -> Known | None:
        """The dataset that an entry is, None for a new one; several leave their problem with the entry."""
        ident, url, title = entry.text("opendata_id"), entry.text("landingPage"), entry.text("title")
        for found in (self._by_list_id.get(ident, []), self._by_own_id.get(ident, [])):
            if ident and found:
                return self._one(found, entry, "opendata_id", title)
        if ours := self._by_own_id.get(place.dataset_at(url), []):
            return ours[0]
        # Another dataset's own id is a refusal: a new id beside a known page or title is a new dataset there.
        if found := [each for each in self._by_page.get(_page(url), []) if _may_be(each, ident)] if url else []:
            return self._one(found, entry, "landingPage", title)
        found = [each for each in self._by_title.get(title, []) if _may_be(each, ident)] if title else []
        return self._one(found, entry, "title", title) if found else None

    def _one(self, found: list[Known], entry: Entry, field: str, title: str) -> Known | None:
        if len(found) > 1:
            found = [each for each in found if each.title.strip() == title] or found
        if len(found) == 1:
            return found[0]
        cell = entry.cells[field]
        names = "、".join(each.name for each in found[:5])
        entry.problems.append(problem("several_match", cell.row, cell.column, value=names))
        return None


def _may_be(known: Known, ident: str) -> bool:
    return not ident or not known.opendata_id or known.opendata_id == ident


def _page(url: str) -> str:
    return url.strip().rstrip("/")


class Files:
    """The resources of a dataset, of which each row of the list takes the one it is.

    By address and title, else by address alone, else by title alone; a resource is taken once.
    """

    def __init__(self, resources: Iterable[dict[str, Any]]) -> None:
        self._taken: set[str] = set()
        self._by: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for each in resources:
            url, name = str(each.get("url") or "").strip(), str(each.get("name") or "").strip()
            for key in (("both", url, name), ("url", url), ("name", name)):
                self._by.setdefault(key, []).append(each)

    def give(self, resource: dict[str, Any]) -> None:
        """A resource that is some row's already."""
        self._taken.add(resource["id"])

    def take(self, url: str, name: str) -> tuple[dict[str, Any] | None, bool]:
        """The resource, None for a new one; and whether several fit, so that none is taken."""
        for key in (("both", url, name), ("url", url), ("name", name)):
            if not any(key[1:]):
                continue
            found = [each for each in self._by.get(key, ()) if each["id"] not in self._taken]
            if len(found) > 1 and key[0] != "both":
                return None, True
            if found:
                self._taken.add(found[0]["id"])
                return found[0], False
        return None, False


def matched(options: dict[int, list[dict[str, Any]]]) -> dict[int, dict[str, Any]]:
    """Give as many rows as can be a resource of their own out of their ``options`` (augmenting paths)."""
    owner: dict[str, int] = {}

    def settle(row: int, tried: set[str]) -> bool:
        for resource in options[row]:
            ident = resource["id"]
            if ident not in tried:
                tried.add(ident)
                if ident not in owner or settle(owner[ident], tried):
                    owner[ident] = row
                    return True
        return False

    for row in options:
        settle(row, set())
    return {row: each for row, resources in options.items() for each in resources if owner.get(each["id"]) == row}
