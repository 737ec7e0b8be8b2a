"""DKAN, the portal on Drupal: the metastore of DKAN 2, the CKAN-like list of DKAN 1, or its ``data.json``.

The list of DKAN 1 is CKAN's ``current_package_list_with_resources`` in lists of lists. Its dates are written for
readers in the site's language, ``private`` does not mean what CKAN means (datasets that all may read have it), and a
dataset's group is its publisher.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from ckanext.tomoni_core.errors import FetchError
from ckanext.tomoni_harvest.engine import normalise as n
from ckanext.tomoni_harvest.engine.record import NormalRecord
from ckanext.tomoni_harvest.sources import action_api, data_json, package
from ckanext.tomoni_harvest.sources.base import Page, Reach, Recognised
from ckanext.tomoni_harvest.sources.finding import base_of, first_found, no_filter, places

METASTORE = "/api/1/metastore/schemas/dataset/items"
LIST = "/api/3/action/current_package_list_with_resources"
DATA_JSON = "/data.json"
MOST_PAGES = 2000

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/年.]\s*(\d{1,2})\s*[-/月.]\s*(\d{1,2})(?:\D{0,6}(\d{1,2}):(\d{2}))?")
_YEAR_LAST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\D{0,6}(\d{1,2}):(\d{2}))?")


class DkanKind:
    """A portal of DKAN."""

    name = "tomoni_dkan"
    title = "DKAN"
    description = "A portal of DKAN, on Drupal: DKAN 2 by its metastore, DKAN 1 by its list."

    def recognise(self, url: str, web: Reach) -> Recognised | None:
        """Look for the metastore and for the list; a ``data.json`` alone is found by its own kind."""
        try:
            address, first = first_found(places(url, [METASTORE, LIST]), lambda place: next(_pages(web, place, 1)))
        except (FetchError, ValueError):
            return None
        held = len(first.records) if address.endswith(METASTORE) else None
        told = "" if held is None else f"{held:,}"
        saw = {
            "ja": f"DKANの一覧が {address} にあります" + (f"（データセット{told}件）" if told else ""),
            "en": f"DKAN's list is at {address}" + (f" ({told} datasets)" if told else ""),
        }
        return Recognised(self.name, address.removesuffix(METASTORE).removesuffix(LIST), held, sure=True, saw=saw)

    def pages(self, url: str, web: Reach, *, rows: int, filters: str = "") -> Iterator[Page]:
        """Yield what the first of the three ways gives."""
        no_filter(filters)
        address, first = first_found(
            places(url, [METASTORE, LIST, DATA_JSON]), lambda place: next(_pages(web, place, rows))
        )
        yield first
        if address.endswith(LIST):
            yield from _rest(web, address, rows, first)

    def normalise(self, raw: dict[str, Any], url: str) -> NormalRecord:
        """Return the normal record of an entry, of DCAT-US or of the list."""
        if "unreadable" in raw or "resources" not in raw:
            return data_json.DataJsonKind().normalise(raw, url)
        page = n.link(raw.get("url"), base_of(url) + "/", n.silent)
        return package.record(_words(raw), base_of(url), page=page or url, markup=True)


def _pages(web: Reach, address: str, rows: int) -> Iterator[Page]:
    """Yield the first page at an address: all there is, or the beginning of the list."""
    if address.endswith(LIST):
        yield _listed(web, address, rows, 0)
        return
    answer = web.get(address, {})
    datasets = answer.get("dataset") if address.endswith(DATA_JSON) and isinstance(answer, dict) else answer
    if not isinstance(datasets, list):
        raise ValueError("the answer is no list of datasets")  # noqa: TRY004  one more way to be another portal
    yield Page(0, data_json.identified(datasets))


def _listed(web: Reach, address: str, rows: int, offset: int) -> Page:
    found = action_api.result(web.get(address, {"limit": str(rows), "offset": str(offset)}))
    if not isinstance(found, list) or not all(isinstance(each, list) for each in found):
        raise ValueError("the answer is not the list of DKAN, which is one of lists")
    return Page(offset, [each for part in found for each in part if isinstance(each, dict)])


def _rest(web: Reach, address: str, rows: int, page: Page) -> Iterator[Page]:
    """Yield the pages that follow until one has nothing new: a site that does not hear ``offset`` repeats itself."""
    seen: set[str] = set()
    start = 0
    for _number in range(MOST_PAGES):
        fresh = {str(record.get("id")) for record in page.records} - seen
        if not fresh:
            return
        seen |= fresh
        start += len(page.records)
        try:
            page = _listed(web, address, rows, start)
        except (FetchError, ValueError) as problem:
            yield Page(start, problem=str(problem))
            return
        page.records = [record for record in page.records if str(record.get("id")) not in seen]
        if page.records:
            yield page


def _words(raw: dict[str, Any]) -> dict[str, Any]:
    """One dataset of the list in CKAN's words."""
    name = n.text(raw.get("name"), n.NAME_LIMIT)
    publisher = n.name_of([each.get("title") for each in n.objects(raw.get("groups"))])
    modified = _moment(raw.get("metadata_modified"))
    return {
        **raw,
        "name": name if re.fullmatch(r"[a-z0-9_-]*[a-z][a-z0-9_-]*", name) else None,
        "url": None,
        "license_id": raw.get("license_id") or raw.get("license_title"),
        "private": n.text(raw.get("state") or "active").lower() != "active",
        "organization": {"name": publisher, "title": publisher} if publisher else None,
        "groups": None,
        "metadata_modified": modified,
        "last_modified_date": modified[:10],
        "tags": n.listed(raw.get("tags")),
        "extras": [
            {"key": each.get("key"), "value": html.unescape(n.text(each.get("value"), n.EXTRA_LIMIT))}
            for each in n.objects(raw.get("extras"))
        ],
        "resources": [_file(each) for each in n.objects(raw.get("resources"))],
    }


def _file(raw: dict[str, Any]) -> dict[str, Any]:
    media_type = n.text(raw.get("mimetype"), 200)
    return {
        **raw,
        "mimetype": media_type if "/" in media_type else None,
        "created": _moment(raw.get("created"))[:10],
        "last_modified": _moment(raw.get("last_modified"))[:10],
    }


def _moment(value: Any) -> str:
    """A moment as ISO writes it; empty where day and month could be either way round."""
    written = n.text(value, 100)
    if found := _YEAR_FIRST.search(written):
        year, month, day, hour, minute = found.groups()
    elif found := _YEAR_LAST.search(written):
        first, second, year, hour, minute = found.groups()
        if int(first) <= 12 and int(second) <= 12 and first != second:
            return ""
        day, month = (first, second) if int(second) <= 12 else (second, first)
    else:
        return ""
    time = f"T{int(hour):02}:{minute}:00" if hour else ""
    moment = f"{year}-{int(month):02}-{int(day):02}{time}"
    return moment if n.timestamp(moment) else ""
