"""Small questions to a dataset dict: our form's fields first, then what other portals call them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from ckanext.tomoni_core import metadata
from ckanext.tomoni_core.codes import file_types
from ckanext.tomoni_core.codes.file_types import FileType

__all__ = ["Facts", "License", "has", "kind_of", "license_of", "prepared", "text"]

_SAYS_NOTHING = ("", "notspecified", "none", "null")


@dataclass(frozen=True)
class License:
    """A licence by its id: whether it is open, and whether the EU's vocabulary of licences has it."""

    id: str
    open: bool | None
    in_vocabulary: bool


@dataclass(frozen=True)
class Facts:
    """A dataset with its empty fields filled from extras, its extras by key, and its resources."""

    dataset: Mapping[str, Any]
    extras: Mapping[str, Any]
    resources: tuple[Mapping[str, Any], ...]

    def any_of(self, *names: str) -> str:
        """The first of the fields or extras that says something."""
        return next(
            (found for name in names if (found := text(self.dataset.get(name)) or text(self.extras.get(name)))), ""
        )


def prepared(dataset: Mapping[str, Any]) -> Facts:
    """The facts of a dataset dict."""
    listed = [extra for extra in dataset.get("extras") or [] if isinstance(extra, Mapping)]
    extras = {str(extra.get("key")): extra.get("value") for extra in listed}
    resources = tuple(r for r in dataset.get("resources") or [] if r.get("state", "active") == "active")
    return Facts(metadata.filled({**dataset, "extras": listed}), extras, resources)


def text(value: Any) -> str:
    """The value as stripped text; empty for None and for lists and mappings without a member."""
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return "" if value is None else str(value).strip()


def has(record: Mapping[str, Any], *names: str) -> bool:
    """Whether one of the fields says something."""
    return any(text(record.get(name)) for name in names)


def kind_of(resource: Mapping[str, Any]) -> FileType | None:
    """The known file type of a resource: what it says of itself, else its media type."""
    return file_types.find(text(resource.get("format"))) or file_types.by_media_type(text(resource.get("mimetype")))


def extension(resource: Mapping[str, Any]) -> FileType | None:
    """The file type that the address ends with."""
    try:
        name = urlsplit(text(resource.get("url"))).path.rsplit("/", 1)[-1]
    except ValueError:
        return None
    return file_types.find(name.rsplit(".", 1)[-1]) if "." in name else None


@cache
def _licenses() -> dict[str, dict[str, Any]]:
    source = files("ckanext.tomoni_core.schemas") / "licenses.json"
    known = json.loads(source.read_text(encoding="utf-8"))
    by_id = {entry["id"]: entry for entry in known}
    for entry in known:
        for other in entry.get("same_as") or []:
            by_id.setdefault(other, entry)
    return by_id


#: Licences of the EU's vocabulary (publications.europa.eu/resource/authority/licence) among ours.
_IN_VOCABULARY = ("creativecommons.org/licenses/by/4.0", "creativecommons.org/licenses/by-sa/4.0",
                  "creativecommons.org/licenses/by-nd/4.0", "creativecommons.org/licenses/by-nc-nd/4.0",
                  "creativecommons.org/publicdomain/zero/1.0")  # fmt: skip
#: Open by their terms, though no one has reviewed them against the Open Definition.
_OPEN = frozenset({"PDL1.0", "cc-by-21-jp", "japanese-20", "CC-BY-4.0"})


def license_of(dataset: Mapping[str, Any], resource: Mapping[str, Any]) -> License | None:
    """The licence of a resource, the dataset's where it has none; None where neither says any.

    ``open`` is None for a licence that the list does not have: its terms were not read.
    """
    id = text(resource.get("license_id")) or text(dataset.get("license_id"))
    if id.lower() in _SAYS_NOTHING:
        return None
    entry = _licenses().get(id)
    if entry is None:
        return License(id, None, False)
    listed = any(part in entry["url"] for part in _IN_VOCABULARY) and not entry["is_generic"]
    return License(id, entry["od_conformance"] == "approved" or id in _OPEN, listed)
