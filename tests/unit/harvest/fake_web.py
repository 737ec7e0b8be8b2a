"""A network of a few addresses, for the tests of kinds of source that need no CKAN."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ckanext.tomoni_core import failures
from ckanext.tomoni_core.errors import FetchError, NotFound
from ckanext.tomoni_core.http import Fetched


class FakeWeb:
    """Answers what ``known`` holds by path: a value, an error to raise, or a function of the query.

    ``get`` gives it as JSON and ``fetch`` as the bytes of a page, like the network of a run. Any other path is a 404.
    """

    def __init__(self, known: dict[str, Any], host: str = "https://a.lg.jp") -> None:
        self.known, self.host = known, host
        self.asked: list[str] = []

    def get(self, url: str, params: dict[str, str]) -> Any:
        """Return the JSON at ``url``."""
        found = self._answer(url, params)
        if isinstance(found, str):
            raise failures.not_json(url, found.encode(), "text/html")
        return json.loads(json.dumps(found))

    def fetch(self, url: str, params: dict[str, str] | None = None, *, accept: str = "") -> Fetched:
        """Return the page at ``url``."""
        found = self._answer(url, params or {})
        body = found if isinstance(found, str) else json.dumps(found)
        return Fetched(url, 200, {"Content-Type": "text/html"}, body.encode())

    def _answer(self, url: str, params: dict[str, str]) -> Any:
        self.asked.append(url.removeprefix(self.host))
        found = self.known.get(self.asked[-1], NotFound("not_found", "ありません", "not found"))
        if isinstance(found, Callable):
            found = found(params)
        if isinstance(found, FetchError):
            raise found
        return found
