"""The listing of a portal that speaks CKAN's action API, or half of it.

``package_search`` is asked in pages as long as the portal allows (one that caps ``rows`` simply gives shorter pages:
the next one starts after what came). A portal without it is read by ``package_list`` and ``package_show``; some list
what they no longer show. A portal that ignores ``fq`` shows everything: records outside a plain filter are left out
here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ckanext.tomoni_core.errors import BadRequest, FetchError, NotFound
from ckanext.tomoni_harvest.engine import normalise as n
from ckanext.tomoni_harvest.sources.base import Page, Reach

__all__ = ["listing", "one_by_one", "result", "search"]

FAILED_PAGES_IN_A_ROW = 3
SHOWN_AT_ONCE = 100

_PLAIN_FILTER = re.compile(
    r"\+?(organization|groups|tags|license_id|name|id):(?:\"([^\"]+)\"|\(([^()]+)\)|([^\s()\"]+))"
)


def listing(web: Reach, api: str, rows: int, filters: str = "", *, singly: bool = True) -> Iterator[Page]:
    """Yield the pages of the portal whose actions are under ``api``.

    :param singly: whether to go by ``package_list`` where there is no ``package_search``
    """
    wanted = plain_filter(filters)
    try:
        first = search(web, api, rows, 0, filters)
    except (NotFound, BadRequest):
        if not singly:
            raise
        yield from (_only(page, wanted) for page in one_by_one(web, api))
        return
    yield _only(first, wanted)
    yield from _rest(web, api, rows, filters, first, wanted)


def result(answer: Any) -> Any:
    """Return the result of an action's answer.

    :raises ValueError: when it is none
    """
    if not isinstance(answer, dict) or answer.get("success") is not True:
        raise ValueError("the answer is not one of CKAN's action API")
    return answer.get("result")


def search(web: Reach, api: str, rows: int, start: int, filters: str) -> Page:
    """Return one page of ``package_search``."""
    params = {"rows": str(rows), "start": str(start), "sort": "id asc"}
    if filters:
        params["fq"] = filters
    found = result(web.get(f"{api}/package_search", params))
    if not isinstance(found, dict) or not isinstance(found.get("results"), list):
        raise ValueError("package_search gave no list of results")  # noqa: TRY004  the caller reports it as unreadable
    count = found.get("count")
    records = [item for item in found["results"] if isinstance(item, dict)]
    return Page(start, records, total=count if isinstance(count, int) else None)


def _rest(
    web: Reach, api: str, rows: int, filters: str, first: Page, wanted: Callable[[dict[str, Any]], bool] | None
) -> Iterator[Page]:
    """Yield the pages after the first, passing over those that fail, until the count is reached or a page is empty."""
    start, step, total, failed = len(first.records), len(first.records), first.total, 0
    while step and (total is None or start < total) and failed < FAILED_PAGES_IN_A_ROW:
        try:
            page = search(web, api, rows, start, filters)
        except (FetchError, ValueError) as problem:
            failed += 1
            yield Page(start, total=None if wanted else total, problem=str(problem))
            if total is None:
                return
            start += step
            continue
        failed = 0
        yield _only(page, wanted)
        if not page.records:
            return
        start += len(page.records)
        total = page.total if page.total is not None else total


def one_by_one(web: Reach, api: str, *, by_title: bool = False) -> Iterator[Page]:
    """Yield what ``package_list`` names, each asked for alone.

    :param by_title: the names are no names that records are remembered by, so that one that cannot be read might be any
        that is known: its page counts as failed, and nothing is taken for gone
    """
    names = result(web.get(f"{api}/package_list", {}))
    if not isinstance(names, list):
        raise ValueError("package_list gave no list")  # noqa: TRY004  the caller reports it as an unreadable answer
    for start in range(0, len(names), SHOWN_AT_ONCE):
        page, blind = Page(start, total=None if by_title else len(names)), ""
        for name in map(str, names[start : start + SHOWN_AT_ONCE]):
            try:
                page.records.append(_shown(web, api, name))
            except (FetchError, ValueError) as problem:
                if by_title:
                    blind = blind or f"{name}: {problem}"
                else:
                    page.listed[name] = str(problem)
        yield page
        if blind:
            yield Page(start, problem=blind)


def _shown(web: Reach, api: str, name: str) -> dict[str, Any]:
    """Return what ``package_show`` says; DKAN wraps it in a list."""
    shown = result(web.get(f"{api}/package_show", {"id": name}))
    if isinstance(shown, list) and shown:
        shown = shown[0]
    return shown if isinstance(shown, dict) else {"name": name}


def plain_filter(filters: str) -> Callable[[dict[str, Any]], bool] | None:
    """Return how to tell whether a record is within ``filters``, None when they are more than one plain field."""
    plain = _PLAIN_FILTER.fullmatch(filters.strip())
    if plain is None:
        return None
    field, values = (
        plain[1],
        {plain[2] or plain[4]} if plain[3] is None else set(re.split(r"\s+OR\s+", plain[3].strip())),
    )
    if any("*" in (value or "") for value in values):
        return None
    return lambda record: bool(values & _values(record.get(field)))


def _values(value: Any) -> set[str]:
    """The names a record's field holds: of an organization, of groups, of tags, or the value itself."""
    found = set()
    for each in n.listed(value):
        names = (each.get("name"), each.get("id")) if isinstance(each, dict) else (each,)
        found |= {n.text(name, 200) for name in names}
    return found - {""}


def _only(page: Page, wanted: Callable[[dict[str, Any]], bool] | None) -> Page:
    """The records within the filter; when the portal gave others too, its count says nothing about them."""
    if wanted is None:
        return page
    within = [record for record in page.records if wanted(record)]
    total = page.total if len(within) == len(page.records) else None
    return Page(page.start, within, total, page.problem, page.listed)
