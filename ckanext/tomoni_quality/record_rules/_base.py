"""What a rule of a dataset's record is given, and its examples. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ckanext.tomoni_quality.audit.facts import Facts, prepared
from ckanext.tomoni_quality.audit.links import State

TODAY = date(2026, 4, 1)


@dataclass(frozen=True)
class Known:
    """What was found of a file when it was last checked or asked for.

    :ivar encoding: as Python names it; None where the file is no text
    :ivar size: in bytes
    :ivar link: whether its address answers; ``moved_to`` where every redirect was for good
    """

    encoding: str | None = None
    size: int = 0
    link: State = "unmeasured"
    moved_to: str = ""


NOTHING = Known()


@dataclass(frozen=True)
class Record:
    """A dataset as it is described, and what is known of its files by their ids."""

    facts: Facts
    known: Mapping[str, Known] = field(default_factory=dict)
    today: date = TODAY

    def files(self) -> Iterator[tuple[Mapping[str, Any], Known]]:
        """Each file with what is known of it."""
        for resource in self.facts.resources:
            yield resource, self.known.get(str(resource.get("id")), NOTHING)


@dataclass(frozen=True)
class Example:
    """A dataset dict, what is known of its files, and the ids of the files a rule speaks of (None: of the dataset)."""

    dataset: Mapping[str, Any]
    at: tuple[str | None, ...] = ()
    known: Mapping[str, Known] = field(default_factory=dict)

    @property
    def record(self) -> Record:
        """As a rule sees it, on 1 April 2026."""
        return Record(prepared(self.dataset), self.known)
