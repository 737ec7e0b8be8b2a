"""What a kind of source must give, and the page it gives it on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from ckanext.tomoni_core.http import Fetched
from ckanext.tomoni_harvest.engine.record import NormalRecord


class Reach(Protocol):
    """The network as a kind of source sees it: already bounded, polite, patient and counted."""

    def get(self, url: str, params: dict[str, str]) -> Any:
        """Return the JSON at ``url``; raises ``FetchError``."""
        ...

    def fetch(self, url: str, params: dict[str, str] | None = None, *, accept: str = "") -> Fetched:
        """Return the answer of ``url``; raises ``FetchError``."""
        ...


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


@dataclass(frozen=True)
class Recognised:
    """What a kind found behind an address: itself, where to harvest from, and what it saw there.

    ``datasets`` is how many it says it holds, None when it does not say. ``sure`` is False when another kind that also
    recognises the address should be preferred. ``saw`` is one sentence for an officer, by language.
    """

    kind: str
    url: str
    datasets: int | None
    sure: bool
    saw: dict[str, str]
    title: str = ""


class Kind(Protocol):
    """A kind of source: three verbs and a name.

    A kind may have a ``setting``: the name of the option that ``pages`` gets as ``filters`` (``fq`` where it has none).
    """

    name: str
    title: str
    description: str

    def recognise(self, url: str, web: Reach) -> Recognised | None:
        """Return what of this kind is behind ``url`` (a front page, or the address of an API), None when nothing is."""
        ...

    def pages(self, url: str, web: Reach, *, rows: int, filters: str = "") -> Iterator[Page]:
        """Yield the listing of the source at ``url``; a page that fails is yielded with its problem."""
        ...

    def normalise(self, raw: dict[str, Any], url: str) -> NormalRecord:
        """Return the normal record of one raw record; raises ValueError when it is none."""
        ...


@runtime_checkable
class Resumable(Protocol):
    """A kind of source whose listing can be read from a record on: its pages are numbered and keep their order."""

    def pages_from(self, start: int, url: str, web: Reach, *, rows: int, filters: str = "") -> Iterator[Page]:
        """Yield the listing from its record ``start`` on."""
        ...


@dataclass(frozen=True)
class Listed:
    """A dataset that the source says it has, without its record; what is not known of it is empty."""

    remote_id: str = ""
    name: str = ""
    modified: str = ""


@dataclass
class Changes:
    """Everything a source lists, with the records of those that were asked for.

    ``unread`` are the names of those whose record could not be had, with the reason.
    """

    listed: list[Listed]
    records: list[dict[str, Any]]
    unread: dict[str, str] = field(default_factory=dict)


@runtime_checkable
class Incremental(Protocol):
    """A kind of source that can be read without reading every record."""

    def changes(
        self, url: str, web: Reach, due: Callable[[Listed], bool], *, rows: int, filters: str, since: str
    ) -> Changes | None:
        """Return what the source lists, and the records of those that are ``due``.

        None when this source cannot say so, or not reliably, or not more cheaply than by its whole listing.

        :param due: whether the record of a listed dataset is needed
        :param since: the latest timestamp of the source that was read completely
        """
        ...
