"""CKAN portals, from 2.2 to 2.12, at their root or under a prefix.

The listing is ``package_search`` sorted by id, in pages as long as the portal allows (a portal that caps ``rows``
simply gives shorter pages: the next one starts after what came). A portal without ``package_search`` is read by
``package_list`` and ``package_show``. Nothing of the answer is trusted: ids, state, owner and creator stay there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from ckanext.tomoni_core.errors import BadRequest, FetchError, NotFound
from ckanext.tomoni_harvest.engine.record import NormalRecord
from ckanext.tomoni_harvest.sources import package
from ckanext.tomoni_harvest.sources.base import Page, Reach, Recognised

FAILED_PAGES_IN_A_ROW = 3
SHOWN_AT_ONCE = 100


class CkanKind:
    """A portal that answers CKAN's action API."""

    name = "tomoni_ckan"
    title = "CKAN（ともに）"
    description = "Another CKAN portal, kept exactly in step: added, changed and withdrawn datasets follow the source."

    def recognise(self, url: str, web: Reach) -> Recognised | None:
        """Look for the action API at the address, and under ``/data`` and ``/ckan`` beside it."""
        for root in _roots(url):
            try:
                found = _search(web, f"{root}/api/3/action", 0, 0, "")
            except (FetchError, ValueError):
                continue
            held = "" if found.total is None else f"{found.total:,}"
            saw = {
                "ja": f"CKANの API が {root}/api/3 にあります" + (f"（データセット{held}件）" if held else ""),
                "en": f"CKAN's API is at {root}/api/3" + (f" ({held} datasets)" if held else ""),
            }
            return Recognised(self.name, root, found.total, sure=True, saw=saw)
        return None

    def pages(self, url: str, web: Reach, *, rows: int, filters: str = "") -> Iterator[Page]:
        """Yield the listing; see :class:`Page`."""
        api = action_root(url)
        try:
            first = _search(web, api, rows, 0, filters)
        except (NotFound, BadRequest):
            yield from _one_by_one(web, api)
            return
        yield first
        yield from _rest(web, api, rows, filters, first)

    def normalise(self, raw: dict[str, Any], url: str) -> NormalRecord:
        """Return the normal record of a ``package_show`` dict."""
        return package.record(raw, action_root(url).removesuffix("/api/3/action"))


def action_root(url: str) -> str:
    """Return the root of the action API for a portal's address, given with or without the API's path."""
    base = url.split("?")[0].split("#")[0].rstrip("/")
    for ending in ("/api/3/action", "/api/action", "/api/3", "/api", "/dataset", "/organization"):
        base = base.removesuffix(ending)
    return f"{base}/api/3/action"


def _roots(url: str) -> list[str]:
    """Where the action API of a portal may be: at the address, at its host's root, and under the usual prefixes."""
    given = action_root(url).removesuffix("/api/3/action")
    parts = urlsplit(given)
    host = f"{parts.scheme}://{parts.netloc}"
    return list(dict.fromkeys([given, host, f"{host}/data", f"{host}/ckan"]))


def _result(answer: Any) -> Any:
    if not isinstance(answer, dict) or answer.get("success") is not True:
        raise ValueError("the answer is not one of CKAN's action API")
    return answer.get("result")


def _search(web: Reach, api: str, rows: int, start: int, filters: str) -> Page:
    params = {"rows": str(rows), "start": str(start), "sort": "id asc"}
    if filters:
        params["fq"] = filters
    result = _result(web.get(f"{api}/package_search", params))
    if not isinstance(result, dict) or not isinstance(result.get("results"), list):
        raise ValueError("package_search gave no list of results")  # noqa: TRY004  the caller reports it as unreadable
    count = result.get("count")
    records = [item for item in result["results"] if isinstance(item, dict)]
    return Page(start, records, total=count if isinstance(count, int) else None)


def _rest(web: Reach, api: str, rows: int, filters: str, first: Page) -> Iterator[Page]:
    """Yield the pages after the first, passing over those that fail, until the count is reached or a page is empty."""
    start, step, total, failed = len(first.records), len(first.records), first.total, 0
    while step and (total is None or start < total) and failed < FAILED_PAGES_IN_A_ROW:
        try:
            page = _search(web, api, rows, start, filters)
        except (FetchError, ValueError) as problem:
            failed += 1
            yield Page(start, total=total, problem=str(problem))
            if total is None:
                return
            start += step
            continue
        failed = 0
        yield page
        if not page.records:
            return
        start += len(page.records)
        total = page.total if page.total is not None else total


def _one_by_one(web: Reach, api: str) -> Iterator[Page]:
    names = _result(web.get(f"{api}/package_list", {}))
    if not isinstance(names, list):
        raise ValueError("package_list gave no list")  # noqa: TRY004  the caller reports it as an unreadable answer
    for start in range(0, len(names), SHOWN_AT_ONCE):
        page = Page(start, total=len(names))
        for name in names[start : start + SHOWN_AT_ONCE]:
            try:
                shown = _result(web.get(f"{api}/package_show", {"id": str(name)}))
                page.records.append(shown if isinstance(shown, dict) else {"name": str(name)})
            except (FetchError, ValueError) as problem:
                page.listed[str(name)] = str(problem)
        yield page
