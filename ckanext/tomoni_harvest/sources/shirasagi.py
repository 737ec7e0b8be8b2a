"""SHIRASAGI, the open-source CMS of many Japanese prefectures, by its API or else by its pages.

The API has CKAN's names under ``/api`` and a dialect of its own: a dataset's ``name`` is its title, its ``text`` the
description, ``uuid`` what it is known by; there is no filter and no order. Where there is no API, or where the address
is that of the dataset search, that is read page by page, and each dataset's page. Both know the same uuid, so a site
may open its API without any dataset coming in anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from ckanext.tomoni_core.errors import FetchError, NotFound, NotJson
from ckanext.tomoni_harvest.engine import licences, markup
from ckanext.tomoni_harvest.engine import normalise as n
from ckanext.tomoni_harvest.engine.record import NormalRecord
from ckanext.tomoni_harvest.sources import action_api, package
from ckanext.tomoni_harvest.sources.base import Page, Reach, Recognised
from ckanext.tomoni_harvest.sources.finding import NOT_HERE, base_of, first_found, no_filter, places
from ckanext.tomoni_harvest.sources.paging import FAILED_PAGES_IN_A_ROW

APIS = ("/api", "/opendata/api")
SEARCH = "/dataset/search"
MOST_PAGES = 2000

_SIZE = re.compile(r"\s*\([^()]*?[\d.]+\s*(?:バイト|[KMGTP]?B)\)\s*$")
_DAY = re.compile(r"(\d{4})[年/-](\d{1,2})[月/-](\d{1,2})")


class ShirasagiKind:
    """A site of SHIRASAGI."""

    name = "tomoni_shirasagi"
    title = "SHIRASAGI"
    description = "An open data site of the CMS SHIRASAGI, by its API, or by its pages where the API is closed."

    def recognise(self, url: str, web: Reach) -> Recognised | None:
        """Look for the API, then for the dataset search."""
        try:
            where, page = first_found(
                [] if _is_search(url) else _apis(url), lambda api: _ours(action_api.search(web, api, 1, 0, ""))
            )
            saw = {
                "ja": f"SHIRASAGIの API が {where} にあります（データセット{page.total or 0:,}件）",
                "en": f"SHIRASAGI's API is at {where} ({page.total or 0:,} datasets)",
            }
            return Recognised(self.name, where, page.total, sure=True, saw=saw)
        except (FetchError, ValueError):
            pass
        try:
            where, _found = first_found(places(url, [SEARCH]), lambda place: _links(web, place, 1))
        except (FetchError, ValueError):
            return None
        saw = {
            "ja": f"SHIRASAGIのデータセット検索が {where} にあります（APIは公開されていません）",
            "en": f"SHIRASAGI's dataset search is at {where} (its API is closed)",
        }
        return Recognised(self.name, where, None, sure=True, saw=saw)

    def pages(self, url: str, web: Reach, *, rows: int, filters: str = "") -> Iterator[Page]:
        """Yield what the API lists, asked in bulk or one by one; else what the site's pages show."""
        no_filter(filters)
        for ask in (_in_bulk, _singly) if not _is_search(url) else ():
            try:
                _where, pages = first_found(_apis(url), lambda api, ask=ask: _started(ask(web, api, rows)))
            except NotJson:  # a firewall's page, perhaps: the site's own pages would say less of every dataset
                raise
            except NOT_HERE:
                continue
            yield from pages
            return
        _where, pages = first_found(places(url, [SEARCH]), lambda place: _started(_scraped(web, place)))
        yield from pages

    def normalise(self, raw: dict[str, Any], url: str) -> NormalRecord:
        """Return the normal record of an answer of ``package_show``, or of what a page shows."""
        page = n.link(raw.get("url"), base_of(url) + "/", n.silent)
        return package.record(_words(raw), base_of(url), page=page or url, markup=True)


def _apis(url: str) -> list[str]:
    bare = re.sub(r"/package_(?:list|show|search)/*(?:[?#].*)?$", "", url)
    return places(bare, APIS)


def _is_search(url: str) -> bool:
    return url.split("?")[0].rstrip("/").endswith(SEARCH)


def _ours(page: Page) -> Page:
    """A page of SHIRASAGI's dialect: its datasets have a uuid, which CKAN's have not."""
    if page.records and not any("uuid" in record for record in page.records):
        raise ValueError("the API is not SHIRASAGI's")
    return page


def _in_bulk(web: Reach, api: str, rows: int) -> Iterator[Page]:
    for page in action_api.listing(web, api, rows, singly=False):
        yield _identified(_ours(page))


def _singly(web: Reach, api: str, _rows: int) -> Iterator[Page]:
    for page in action_api.one_by_one(web, api, by_title=True):
        yield _identified(_ours(page))


def _started(pages: Iterator[Page]) -> Iterator[Page]:
    """The pages, once the first of them has come: until then another place may be the right one."""
    first = next(pages, Page(0))

    def all_pages() -> Iterator[Page]:
        yield first
        yield from pages

    return all_pages()


def _identified(page: Page) -> Page:
    page.records = [
        {
            **record,
            "id": n.identifier(record.get("uuid")) or n.identifier(record.get("id")),
            "title": record.get("name"),
        }
        for record in page.records
    ]
    return page


def _words(raw: dict[str, Any]) -> dict[str, Any]:
    """One dataset in CKAN's words; what a page shows is called as the API calls it."""
    return {
        "id": raw.get("id"),
        "title": raw.get("name"),
        "notes": raw.get("text"),
        "tags": n.listed(raw.get("tags")),
        "theme": "、".join(_names(raw.get("categories"))),
        "spatial": "、".join(_names(raw.get("areas"))),
        "frequency_of_update": raw.get("update_plan"),
        "author": raw.get("author"),
        "metadata_modified": raw.get("updated"),
        "issued": n.day(raw.get("released") or raw.get("created"), "released", n.silent),
        "private": raw.get("state", "public") != "public",
        "resources": [_file(each) for each in n.objects(raw.get("resources"))],
    }


def _file(raw: dict[str, Any]) -> dict[str, Any]:
    stated = raw.get("license")
    uid, name = (stated.get("uid"), stated.get("name")) if isinstance(stated, dict) else ("", stated)
    return {
        "id": raw.get("uuid") or raw.get("id"),
        "url": raw.get("url") or raw.get("download_url"),
        "name": raw.get("name"),
        "description": raw.get("text"),
        "format": raw.get("format"),
        "license_id": uid if licences.find(n.text(uid)) else name or uid,
        "created": raw.get("created"),
        "last_modified": raw.get("updated"),
    }


def _names(value: Any) -> list[str]:
    return [name for name in (n.name_of(each) for each in n.listed(value)) if name]


def _scraped(web: Reach, search: str) -> Iterator[Page]:
    """Yield the datasets of each page of the search; a page or a dataset that cannot be read keeps all from going."""
    seen: set[str] = set()
    failed = 0
    for number in range(1, MOST_PAGES + 1):
        try:
            links = [link for link in _links(web, search, number) if link not in seen]
        except NotFound:
            if number == 1:
                raise
            return
        except (FetchError, ValueError) as problem:
            if number == 1:
                raise
            failed += 1
            yield Page(len(seen), problem=str(problem))
            if failed == FAILED_PAGES_IN_A_ROW:
                return
            continue
        if not links:
            return
        failed = 0
        yield from _datasets(web, links, len(seen))
        seen |= set(links)


def _datasets(web: Reach, links: list[str], start: int) -> Iterator[Page]:
    page, problems = Page(start), []
    for link in links:
        try:
            page.records.append(_shown(_page(web, link), link))
        except (FetchError, ValueError) as problem:
            problems.append(f"{link}: {problem}")
    yield page
    if problems:
        yield Page(start, problem=problems[0])


def _page(web: Reach, url: str) -> Element:
    return markup.tree(web.fetch(url, accept="text/html").body.decode("utf-8", "replace"))


def _links(web: Reach, search: str, number: int) -> list[str]:
    """The addresses of the datasets on one page of the search, on the same host."""
    address = f"{search}/index.p{number}.html"
    boxes = markup.all_of(_page(web, address), "opendata-search-datasets")
    if not boxes:
        raise ValueError("the page is no dataset search of SHIRASAGI")
    heads = (link for box in boxes for head in box.iter("h2") for link in [head.find("a")] if link is not None)
    found = (urljoin(address, link.get("href", "")) for link in heads)
    return list(dict.fromkeys(link for link in found if base_of(link) == base_of(search)))


def _shown(page: Element, url: str) -> dict[str, Any]:
    """What a dataset's page shows, in the words of the API."""
    title = next((head for head in page.iter("h1") if "name" in (head.get("class") or "").split()), None)
    if title is None:
        raise ValueError("the page shows no dataset")
    described = {markup.words(term): markup.words(text) for term, text in _terms(page)}
    nav = next(iter(markup.all_of(page, "categories")), page)
    day = _DAY.search(described.get("更新日時", ""))
    uuid = next((markup.words(each) for each in markup.all_of(page, "api-uuid")), "")
    return {
        "id": n.identifier(uuid or url),
        "title": markup.words(title),
        "name": markup.words(title),
        "text": next((markup.lines(each) for each in markup.all_of(page, "text")), ""),
        "url": url,
        "tags": [markup.words(each) for each in markup.all_of(nav, "tag")],
        "categories": [markup.words(each) for each in markup.all_of(nav, "category")],
        "areas": [markup.words(each) for each in markup.all_of(nav, "area")],
        "author": described.get("データ作成者"),
        "update_plan": described.get("更新計画"),
        "updated": f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}" if day else None,
        "resources": [_shown_file(each, url) for each in markup.all_of(page, "resource")],
    }


def _terms(page: Element) -> Iterator[tuple[Element, Element]]:
    for box in markup.all_of(page, "author"):
        inner = list(box)
        yield from (pair for pair in pairwise(inner) if (pair[0].tag, pair[1].tag) == ("dt", "dd"))


def _shown_file(box: Element, url: str) -> dict[str, Any]:
    link = next(iter(markup.all_of(box, "download")), None)
    address = (link.get("data-url") or link.get("href") or "") if link is not None else ""
    address = urljoin(url, address) if address else ""
    label = _first(markup.all_of(box, "name"))
    return {
        "url": address,
        "name": _SIZE.sub("", label),
        "text": _first(markup.all_of(box, "text")),
        "format": address.rsplit("/", 1)[-1].rsplit(".", 1)[-1] if "." in address.rsplit("/", 1)[-1] else "",
        "license": next((image.get("alt") for mark in markup.all_of(box, "license") for image in mark.iter("img")), ""),
    }


def _first(found: list[Element]) -> str:
    return markup.words(found[0]) if found else ""
