"""A listing that is asked for in pages, by where a page starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ckanext.tomoni_core.errors import FetchError
from ckanext.tomoni_harvest.sources.base import Page

__all__ = ["FAILED_PAGES_IN_A_ROW", "every_page"]

FAILED_PAGES_IN_A_ROW = 3


def every_page(first: Page, ask: Callable[[int], Page]) -> Iterator[Page]:
    """Yield ``first`` and the pages after it until as many came as the listing holds, or a page is empty.

    Each page starts after what came, so that a portal which gives less than it was asked for leaves nothing out. A page
    that fails is yielded with its problem and passed over, where the number of records says that there is more; after
    three in a row the rest is given up. It is never taken for gone.

    :param ask: returns the page that starts at a record; raises ``FetchError`` or ``ValueError``
    """
    yield first
    start, step, total, failed = first.start + len(first.records), len(first.records), first.total, 0
    while step and (total is None or start < total) and failed < FAILED_PAGES_IN_A_ROW:
        try:
            page = ask(start)
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
