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
from ckanext.tomoni_harvest.sources.paging import every_page

__all__ = ["listing", "one_by_one", "result", "search"]

SHOWN_AT_ONCE = 100

_PLAIN_FILTER = re.compile(
    r"\+?(organization|groups|tags|license_id|name|id):(?:\"([^\"]+)\"|\(([^()]+)\)|([^\s()\"]+))"
)


def listing(
    web: Reach, api: str, rows: int, filters: str = "", *, singly: bool = True, start: int = 0
) -> Iterator[Page]:
    """Yield the pages of the portal whose actions are under ``api``, from its record ``start`` on.

    :param singly: whether to go by ``package_list`` where there is no ``package_search``
    """
    wanted = plain_filter(filters)
    try:
        first = search(web, api, rows, start, filters)
    except (NotFound, BadRequest):
        if not singly:
            raise
        pages = one_by_one(web, api, first=start)
    else:
        if wanted and search(web, api, 1, 0, "").total != first.total:
            wanted = None  # the portal hears the filter
        pages = every_page(first, lambda then: search(web, api, rows, then, filters))
    yield from (_only(page, wanted) if wanted else page for page in pages)


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


def one_by_one(web: Reach, api: str, *, by_title: bool = False, first: int = 0) -> Iterator[Page]:
    """Yield what ``package_list`` names from the name ``first`` on, each asked for alone.

    :param by_title: the names are no names that records are remembered by, so that one that cannot be read might be any
        that is known: its page counts as failed, and nothing is taken for gone
    """
    names = result(web.get(f"{api}/package_list", {}))
    if not isinstance(names, list):
        raise ValueError("package_list gave no list")  # noqa: TRY004  the caller reports it as an unreadable answer
    for start in range(first, len(names), SHOWN_AT_ONCE):
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
    """What a record's field is called by: an organization, groups, tags, or the value itself."""
    found = set()
    for each in n.listed(value):
        names = (each.get("name"), each.get("id"), each.get("title")) if isinstance(each, dict) else (each,)
        found |= {n.text(name, 200) for name in names}
    return found - {""}


def _only(page: Page, wanted: Callable[[dict[str, Any]], bool]) -> Page:
    """The records within the filter; the portal's count, which is of all, says nothing about them."""
    return Page(page.start, [each for each in page.records if wanted(each)], None, page.problem, page.listed)
