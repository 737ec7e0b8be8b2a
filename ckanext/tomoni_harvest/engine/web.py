"""The network as a source sees it: ``get`` for JSON, ``fetch`` for anything; patient and counted."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from ckanext.tomoni_core.errors import (
    FetchError,
    NotJson,
    ServerError,
    TimedOut,
    TooManyRequests,
    Unreachable,
)
from ckanext.tomoni_harvest.engine.pause import go_on

if TYPE_CHECKING:
    from ckanext.tomoni_core import http

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")

ATTEMPTS = 3
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
WORTH_ANOTHER_TRY = (ServerError, TooManyRequests, TimedOut, Unreachable, NotJson)


class Web:
    """Gets what a source holds, tries again what may pass, and waits as long as it is asked to (up to a limit).

    ``attempts`` is how often one thing is asked for: a run is patient, someone who waits before a page is not.
    """

    def __init__(
        self,
        policy: http.Policy,
        *,
        interval: float = 0.0,
        attempts: int = ATTEMPTS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._policy, self._interval, self._attempts, self._sleep = policy, interval, attempts, sleep
        self.requests = 0
        self._last = 0.0

    def get(self, url: str, params: dict[str, str]) -> Any:
        """Return the JSON at ``url``.

        :raises FetchError: when it cannot be had after a few attempts
        """
        from ckanext.tomoni_core.http import get_json

        return self._patiently(lambda: get_json(url, params, self._policy))

    def fetch(self, url: str, params: dict[str, str] | None = None, *, accept: str = "") -> http.Fetched:
        """Return the answer of ``url``, asked for as ``accept`` says.

        :raises FetchError: when it cannot be had after a few attempts
        """
        from ckanext.tomoni_core.http import fetch

        headers = {"Accept": accept} if accept else None
        return self._patiently(lambda: fetch(url, self._policy, params=params, headers=headers))

    def _patiently(self, ask: Callable[[], Answer]) -> Answer:
        for attempt in range(1, self._attempts + 1):
            go_on()
            self._wait_turn()
            self.requests += 1
            try:
                return ask()
            except WORTH_ANOTHER_TRY as problem:
                if attempt == self._attempts:
                    raise
                pause = _pause(problem, attempt)
                log.warning("%s; next attempt in %.1f s", problem, pause)
                self._sleep(pause)
        raise AssertionError("not reached")

    def _wait_turn(self) -> None:
        left = self._last + self._interval - time.monotonic()
        if left > 0:
            self._sleep(left)
        self._last = time.monotonic()


def _pause(problem: FetchError, attempt: int) -> float:
    asked = problem.context.get("retry_after")
    pause = float(asked) if isinstance(asked, (int, float)) else FIRST_PAUSE * 2 ** (attempt - 1)
    return min(max(pause, 0.1), LONGEST_PAUSE)
