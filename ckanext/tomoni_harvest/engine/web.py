"""The network as a source sees it: ``get`` for JSON, ``fetch`` for anything; polite, patient and counted.

In a run (``pausing``) a server that wants to be left alone for long is: the run ends in ``Paused`` and goes on later,
so that its process serves other sources meanwhile. Elsewhere, where somebody waits for the answer, it is an error.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from ckanext.tomoni_core import failures
from ckanext.tomoni_core.errors import (
    FetchError,
    Forbidden,
    NotJson,
    ServerError,
    TimedOut,
    TooManyRequests,
    Unreachable,
)
from ckanext.tomoni_harvest.engine.errors import NotModified, Paused
from ckanext.tomoni_harvest.engine.pause import go_on

if TYPE_CHECKING:
    from ckanext.tomoni_core import http
    from ckanext.tomoni_harvest.engine.hosts import Queue

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")

ATTEMPTS = 3
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
NOT_MODIFIED = 304
TURNED_AWAY, ASKED_TO_WAIT = "source-turns-away", "source-asks-to-wait"
WORTH_ANOTHER_TRY = (ServerError, TooManyRequests, TimedOut, Unreachable, NotJson)


class Web:
    """Gets what a source holds, tries again what may pass, and waits as long as it is asked to (up to a limit).

    :param attempts: how often one thing is asked for: a run is patient, someone who waits before a page is not
    :param queue: where requests wait for their turn at a host; without it ``interval`` is kept by this object alone
    :param pausing: a server that wants to be left alone raises ``Paused``
    """

    def __init__(
        self,
        policy: http.Policy,
        *,
        interval: float = 0.0,
        attempts: int = ATTEMPTS,
        sleep: Callable[[float], None] = time.sleep,
        queue: Queue | None = None,
        pausing: bool = False,
    ) -> None:
        self._policy, self._interval, self._attempts, self._sleep = policy, interval, attempts, sleep
        self._queue = queue
        self.pausing = pausing
        self.refusals_pass = False
        """Set when the source has answered before: being turned away then means too many requests."""
        self.requests = 0
        self._last = 0.0
        self._expected: dict[str, dict[str, str]] = {}
        self._documents: dict[str, dict[str, str]] = {}
        self._asked: set[str] = set()

    def expect(self, validators: dict[str, dict[str, str]]) -> None:
        """Ask for a document only if it changed: ``validators`` are those of the last reading, by address.

        Only where that reading was of one document: of several, one that stayed says nothing of the others.
        """
        self._expected = validators if len(validators) == 1 else {}

    def validators(self) -> dict[str, dict[str, str]]:
        """Return the validators of the one document that was read, by address; nothing where there were more."""
        return self._documents if len(self._asked) == 1 else {}

    def get(self, url: str, params: dict[str, str]) -> Any:
        """Return the JSON at ``url``.

        :raises FetchError: when it cannot be had after a few attempts
        """
        from ckanext.tomoni_core.http import get_json

        self._asked.add(_address(url, params))
        return self._patiently(url, lambda: get_json(url, params, self._policy))

    def fetch(self, url: str, params: dict[str, str] | None = None, *, accept: str = "") -> http.Fetched:
        """Return the answer of ``url``, asked for as ``accept`` says.

        :raises FetchError: when it cannot be had after a few attempts
        :raises NotModified: when it was expected (``expect``) and is as it was
        """
        from ckanext.tomoni_core.http import fetch

        address = _address(url, params)
        self._asked.add(address)
        headers = {"Accept": accept} if accept else {}
        headers |= self._expected.get(address, {})
        found = self._patiently(url, lambda: fetch(url, self._policy, params=params, headers=headers))
        if found.status == NOT_MODIFIED:
            self._documents[address] = self._expected.get(address, {})
            raise NotModified(address)
        self._documents[address] = _validators(found)
        return found

    def _patiently(self, url: str, ask: Callable[[], Answer]) -> Answer:
        for attempt in range(1, self._attempts + 1):
            go_on()
            try:
                with self._turn(url):
                    self.requests += 1
                    return ask()
            except Forbidden as problem:
                self._leave_alone(url, problem)
                raise
            except WORTH_ANOTHER_TRY as problem:
                if attempt == self._attempts or _asked(problem) > LONGEST_PAUSE:
                    self._leave_alone(url, problem)
                    raise
                pause = _pause(problem, attempt)
                log.warning("%s; next attempt in %.1f s", problem, pause)
                self._sleep(pause)
        raise AssertionError("not reached")

    def _leave_alone(self, url: str, problem: FetchError) -> None:
        """:raises Paused: when the run may wait, and the server wants to be left alone rather than is broken"""
        asked = _asked(problem)
        if asked and self._queue:
            self._queue.hold(url, asked)
        if not self.pausing:
            return
        if asked > LONGEST_PAUSE:
            raise Paused(ASKED_TO_WAIT, asked) from problem
        if self.refusals_pass and isinstance(problem, (Forbidden, TooManyRequests)):
            raise Paused(TURNED_AWAY, asked) from problem

    def _turn(self, url: str) -> contextlib.AbstractContextManager[None]:
        if self._queue:
            return self._queue.turn(url, lambda held: self._too_long(url, held))
        self._wait_turn()
        return contextlib.nullcontext()

    def _too_long(self, url: str, held: float) -> None:
        """Judge how long a host wants to be left alone.

        :raises Paused: when the run may wait
        :raises TooManyRequests: when somebody waits for the answer
        """
        if held <= LONGEST_PAUSE:
            return
        if self.pausing:
            raise Paused(ASKED_TO_WAIT, held)
        raise failures.from_status(url, 429, held, b"")

    def _wait_turn(self) -> None:
        left = self._last + self._interval - time.monotonic()
        if left > 0:
            self._sleep(left)
        self._last = time.monotonic()


def _address(url: str, params: dict[str, str] | None) -> str:
    return url + "".join(f"\n{key}={value}" for key, value in sorted((params or {}).items()))


def _validators(found: http.Fetched) -> dict[str, str]:
    """Return the headers with which to ask whether an answer is still the same."""
    tag, date = found.headers.get("ETag", ""), found.headers.get("Last-Modified", "")
    return {key: value for key, value in (("If-None-Match", tag), ("If-Modified-Since", date)) if value}


def _pause(problem: FetchError, attempt: int) -> float:
    pause = _asked(problem) if problem.context.get("retry_after") is not None else FIRST_PAUSE * 2 ** (attempt - 1)
    return min(max(pause, 0.1), LONGEST_PAUSE)


def _asked(problem: FetchError) -> float:
    """Return for how many seconds the server asked to be left alone."""
    asked = problem.context.get("retry_after")
    return float(asked) if isinstance(asked, (int, float)) else 0.0
