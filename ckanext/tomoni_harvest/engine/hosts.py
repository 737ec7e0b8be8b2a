"""One request at a time at a host, however many processes and sources there are, and a pause after each.

Many sources can be one server: hundreds of municipalities share BODIK's. The turn is held through Redis
(``tomoni_core.hosts``) for as long as the request lasts, and for the host's interval after it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from ckanext.tomoni_core.hosts import Turns
from ckanext.tomoni_harvest.engine.pause import go_on

SHORTEST_NAP, LONGEST_NAP = 0.01, 0.5


def parse_intervals(text: str) -> dict[str, float]:
    """Return the seconds between two requests by host, from ``host=seconds`` with spaces between.

    :raises ValueError: when a part is not of that form
    """
    found = {}
    for part in text.split():
        host, sign, seconds = part.partition("=")
        if not sign or not host:
            raise ValueError(f"host_intervals: “host=seconds” is expected, not “{part}”")
        found[host.lower().lstrip(".")] = float(seconds)
    return found


def interval_of(url: str, usual: float, intervals: dict[str, float]) -> float:
    """Return the seconds between two requests to the host of ``url``: a rule for a domain holds beneath it too."""
    host = (urlsplit(url).hostname or "").lower()
    longest = [seconds for name, seconds in intervals.items() if host == name or host.endswith(f".{name}")]
    return max([usual, *longest])


class Queue:
    """Where a request waits for its turn at a host."""

    def __init__(
        self, turns: Turns, usual: float, intervals: dict[str, float], lease: float,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self._turns, self._usual, self._intervals, self._lease, self._sleep = turns, usual, intervals, lease, sleep

    @contextlib.contextmanager
    def turn(self, url: str, too_long: Callable[[float], None]) -> Iterator[None]:
        """Have the turn at the host of ``url`` while the block runs.

        :param too_long: told before each nap for how many seconds the host wants to be left alone; it may raise
        """
        while (token := self._turns.begin(url, self._lease)) is None:
            go_on()
            too_long(self._turns.held(url))
            self._sleep(min(max(self._turns.left(url), SHORTEST_NAP), LONGEST_NAP))
        try:
            yield
        finally:
            self._turns.end(url, token, interval_of(url, self._usual, self._intervals))

    def hold(self, url: str, seconds: float) -> None:
        """Leave the host of ``url`` alone for so many seconds: it said so."""
        self._turns.hold(url, seconds)
