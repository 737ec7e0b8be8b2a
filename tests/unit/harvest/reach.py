"""A network without a network: answers by address, for the tests of what reads them."""

from __future__ import annotations

from typing import Any

from ckanext.tomoni_core import failures
from ckanext.tomoni_core.errors import FetchError
from ckanext.tomoni_core.http import Fetched, as_json


class FakeReach:
    """Answers with the bytes (or the problem) kept for an address; anything else is not found."""

    def __init__(self, pages: dict[str, bytes | str | FetchError | tuple[str, bytes]]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def fetch(self, url: str, params: dict[str, str] | None = None, *, accept: str = "") -> Fetched:
        self.asked.append(url)
        answer = self.pages.get(url)
        if answer is None:
            raise failures.from_status(url, 404, None, b"")
        if isinstance(answer, FetchError):
            raise answer
        kind, body = answer if isinstance(answer, tuple) else ("text/html; charset=utf-8", answer)
        return Fetched(url, 200, {"Content-Type": kind}, body.encode() if isinstance(body, str) else body)

    def get(self, url: str, params: dict[str, str]) -> Any:
        return as_json(self.fetch(url, params, accept="application/json"))
