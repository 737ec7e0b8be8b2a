"""The normal record: what every kind of source gives, whatever its dialect."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

REVISION = 1
"""Part of every hash: raising it makes the next run write every dataset again, after a change of the normalising."""


@dataclass(frozen=True)
class RemoteOrganization:
    """The organization a record belongs to at its source."""

    name: str
    title: str
    description: str = ""


@dataclass
class NormalRecord:
    """One dataset of a source, ready to be compared and written.

    ``dataset`` holds the fields of our form; each of its ``resources`` carries ``remote_id`` beside its fields.
    ``notes`` are the slugs and values of what had to be changed or left out.
    """

    remote_id: str
    name: str
    dataset: dict[str, Any]
    organization: RemoteOrganization | None = None
    modified: str = ""
    private: bool = False
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The dataset's title."""
        return str(self.dataset.get("title") or self.name)

    def fingerprint(self) -> str:
        """A hash of what would be written; the organization's own description and timestamps are not part of it."""
        organization = self.organization.name if self.organization else ""
        content = json.dumps([REVISION, self.name, organization, self.dataset], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()

    def as_json(self) -> str:
        """The record as text, for the harvest object."""
        return json.dumps(asdict(self), ensure_ascii=False)


def from_json(text: str) -> NormalRecord:
    """Return the record written by ``as_json``."""
    values = json.loads(text)
    organization = values.pop("organization")
    values["notes"] = [(slug, context) for slug, context in values["notes"]]
    return NormalRecord(organization=RemoteOrganization(**organization) if organization else None, **values)
