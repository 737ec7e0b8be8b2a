"""Where at a site a catalogue may be, and which of these places has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar
from urllib.parse import urlsplit

from ckanext.tomoni_core.errors import BadRequest, FetchError, Forbidden, NotFound, NotJson
from ckanext.tomoni_harvest.engine.errors import NotReadable

__all__ = ["base_of", "first_found", "no_filter", "places"]

Found = TypeVar("Found")

NOT_HERE = (NotFound, BadRequest, Forbidden, NotJson, ValueError)
"""Answers that say the catalogue is elsewhere. A busy or silent server says nothing, so nothing else is tried."""


def base_of(url: str) -> str:
    """Return scheme and host of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def no_filter(filters: str) -> None:
    """Refuse what an officer wrote to limit the source, where a kind cannot: all of it must not come in unasked.

    :raises NotReadable: when there is a filter
    """
    if filters.strip():
        raise NotReadable(
            "no_filter",
            "この種類の取り込み元では、取り込む範囲（{filters}）を絞れません。",
            "A source of this kind cannot be limited to a part ({filters}).",
            "「取り込む範囲」を空にしてください。",
            "Leave “only datasets that match” empty.",
            filters=filters[:200],
        )


def places(url: str, paths: Iterable[str], endings: tuple[str, ...] = ()) -> list[str]:
    """Return where to look: ``url`` alone when it ends like a file of the kind, else ``paths`` under it and its host.

    A path at its end is not part of the site's address: ``https://a.jp/api/package_list`` is ``https://a.jp``.
    """
    bare = url.split("#")[0].split("?")[0].rstrip("/")
    if endings and bare.lower().endswith(endings):
        return [url.split("#")[0]]
    for path in paths:
        bare = bare.removesuffix(path)
    roots = dict.fromkeys([bare, base_of(url)])
    return [root + path for path in paths for root in roots]


def first_found(addresses: Iterable[str], ask: Callable[[str], Found]) -> tuple[str, Found]:
    """Return the first address that answers as ``ask`` expects, with what it returned.

    :raises FetchError, ValueError: that of the first address when none does, or at once when a server cannot answer
    """
    first: FetchError | ValueError | None = None
    for address in addresses:
        try:
            return address, ask(address)
        except NOT_HERE as problem:
            first = first or problem
    raise first or ValueError("there is nowhere to look")
