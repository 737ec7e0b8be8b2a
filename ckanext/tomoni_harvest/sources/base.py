"""What a kind of source must give, and the page it gives it on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from ckanext.tomoni_harvest.engine.record import NormalRecord

GetJson = Any
"""``get(path_or_url, params) -> Any``: the network, already bounded, polite and patient."""


@dataclass
class Page:
    """One page of a listing, or the reason why it is missing.

    ``total`` is what the source says its listing holds. ``problem`` is set when the page could not be read. ``listed``
    are names that are in the listing though their record could not be read, with the reason.
    """

    start: int
    records: list[dict[str, Any]] = field(default_factory=list)
    total: int | None = None
    problem: str = ""
    listed: dict[str, str] = field(default_factory=dict)


class Kind(Protocol):
    """A kind of source: two verbs and a name."""

    name: str
    title: str
    description: str

    def pages(self, url: str, get: GetJson, *, rows: int, filters: str = "") -> Iterator[Page]:
        """Yield the listing of the source at ``url``; a page that fails is yielded with its problem."""
        ...

    def normalise(self, raw: dict[str, Any], url: str) -> NormalRecord:
        """Return the normal record of one raw record; raises ValueError when it is none."""
        ...
