"""Ask many addresses: one host after another in turn, none of them more often than it likes. Pure but for the clock."""

from __future__ import annotations

import re
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from ckanext.tomoni_core import errors, http
from ckanext.tomoni_quality.linking.states import Answer

__all__ = ["LEFT_ALONE", "ask", "ask_all"]

#: A host that turns us away, or does not answer, so many times in a row is left alone for this run.
LEFT_ALONE = 3
#: The longest pause a host may ask for and still be asked again in this run, in seconds.
_LONGEST_PAUSE = 300.0
_DOWN = frozenset({"timed_out", "unreachable", "cut_off", "server_error", "too_many_requests", "no_such_host"})
#: Addresses that this portal does not ask: nothing is known of them.
_NOT_ASKED = frozenset({"refused_private", "refused_credentials", "refused_scheme"})
#: A file by its name: where a page comes in its place, the file is most likely gone.
_FILE = re.compile(r"\.(?:csv|tsv|xlsx?|xlsm|ods|json|geojson|zip|pdf|docx?|pptx?|kml|kmz|shp)$", re.IGNORECASE)

Ask = Callable[[str], tuple[Answer, float | None]]


def ask(url: str, policy: http.Policy) -> tuple[Answer, float | None]:
    """What one address answers, and the seconds its server asks to wait; its body is not read."""
    try:
        found = http.probe(url, policy)
    except errors.FetchError as problem:
        return Answer(problem.slug), problem.context.get("retry_after")
    if found.content_type == "text/html" and _FILE.search(urlsplit(url).path):
        return Answer("page_instead"), None
    return Answer("ok", found.url if found.moved_for_good else ""), None


def ask_all(
    targets: Iterable[tuple[str, str]],
    ask: Ask,
    spacing: float,
    *,
    sleep: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.monotonic,
) -> Iterator[tuple[str, str, Answer | None]]:
    """Ask every address, at least ``spacing`` seconds between two of one host.

    :param targets: key and address of each
    :returns: key, address and answer of each, None for what was not asked: a host left alone, a private address
    """
    waiting: dict[str, deque[tuple[str, str]]] = defaultdict(deque)
    for key, url in targets:
        waiting[_host(url)].append((key, url))
    ready = dict.fromkeys(waiting, 0.0)
    failures = dict.fromkeys(waiting, 0)
    while waiting:
        host = min(waiting, key=lambda each: ready[each])
        pause = ready[host] - now()
        if pause > 0:
            sleep(pause)
        key, url = waiting[host].popleft()
        answer, wait = ask(url)
        failures[host] = failures[host] + 1 if answer.slug in _DOWN else 0
        ready[host] = now() + max(spacing, wait or 0.0)
        yield key, url, None if answer.slug in _NOT_ASKED else answer
        if failures[host] >= LEFT_ALONE or (wait or 0.0) > _LONGEST_PAUSE:
            yield from ((key, url, None) for key, url in waiting[host])
            waiting[host].clear()
        if not waiting[host]:
            del waiting[host]


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
