"""A few polite questions to a stranger's host: the network as the kinds of source see it while they look at an address.

Nothing is asked twice, whoever asks; a host that does not answer is left alone; when enough was asked, or it took long
enough, every further question is answered with ``LeftAlone``. What was asked and what came of it is kept, to be told.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ckanext.tomoni_core.errors import FetchError, Refused, TimedOut, TooManyRequests, Unreachable
from ckanext.tomoni_core.http import Fetched, as_json
from ckanext.tomoni_harvest.engine.addresses import root_of
from ckanext.tomoni_harvest.engine.errors import LeftAlone
from ckanext.tomoni_harvest.sources.base import Reach

__all__ = ["Asked", "Inquiry"]

_SILENCE = (Unreachable, Refused, TooManyRequests)
_TIMEOUTS_ENDURED = 2


@dataclass(frozen=True)
class Asked:
    """One question: the address, and what went wrong (None when there was an answer)."""

    url: str
    problem: FetchError | None = None


class Inquiry:
    """Asks each thing once, ``most`` things in ``seconds`` at the most. See the module."""

    def __init__(self, web: Reach, *, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._web, self._most, self._clock = web, most, clock
        self._until = clock() + seconds
        self._answers: dict[tuple[Any, ...], Fetched | FetchError] = {}
        self._silent: dict[str, FetchError] = {}
        self._timeouts: Counter[str] = Counter()
        self.asked: list[Asked] = []
        self.cut_short = False

    def get(self, url: str, params: dict[str, str]) -> Any:
        """Return the JSON at ``url``; raises ``FetchError``."""
        return as_json(self.fetch(url, params, accept="application/json"))

    def fetch(self, url: str, params: dict[str, str] | None = None, *, accept: str = "") -> Fetched:
        """Return the answer of ``url``; raises ``FetchError``."""
        known = (url, tuple(sorted((params or {}).items())), accept)
        if known not in self._answers:
            self._answers[known] = self._ask(url, params, accept)
        answer = self._answers[known]
        if isinstance(answer, FetchError):
            raise answer
        return answer

    def _ask(self, url: str, params: dict[str, str] | None, accept: str) -> Fetched | FetchError:
        host = root_of(url)
        if host in self._silent:
            return self._silent[host]
        if len(self.asked) >= self._most or self._clock() > self._until:
            self.cut_short = True
            return _enough(url)
        try:
            answer = self._web.fetch(url, params, accept=accept)
        except FetchError as problem:
            self._note(host, problem)
            self.asked.append(Asked(url, problem))
            return problem
        self.asked.append(Asked(url))
        return answer

    def _note(self, host: str, problem: FetchError) -> None:
        """A host that cannot be reached, must not be asked, or wants to be left alone, is not asked again."""
        self._timeouts[host] += isinstance(problem, TimedOut)
        if isinstance(problem, _SILENCE) or self._timeouts[host] >= _TIMEOUTS_ENDURED:
            self._silent[host] = problem


def _enough(url: str) -> LeftAlone:
    return LeftAlone(
        "asked_enough",
        "問い合わせの数か時間が上限になったので、このアドレスは調べていません。",
        "This address was not looked at: enough was asked already.",
        url=url,
    )
