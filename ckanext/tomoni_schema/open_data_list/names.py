"""URL names for datasets that a list brings. Knows CKAN."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from ckan import model

from ckanext.tomoni_core.open_data_list.place import Place

__all__ = ["candidates", "free_name"]

_SLUG = re.compile(r"[a-z0-9_-]{1,60}")


def free_name(dataset: dict[str, Any], place: Place) -> str:
    """The first candidate that no dataset has, deleted ones included."""
    names = candidates(dataset, place)
    return next(name for name in names if model.Package.get(name) is None)


def candidates(dataset: dict[str, Any], place: Place) -> Iterator[str]:
    """``<code>_<standard>`` as the form advises, then by the id of the list, then by a digest of what it is."""
    stem = place.code or "list"
    if slug := dataset.get("tomoni_standard"):
        yield f"{stem}_{slug}"
    ident = (dataset.get("opendata_id") or "").lower()
    if _SLUG.fullmatch(ident):
        yield ident if ident.startswith(stem) and len(ident) > len(stem) else f"{stem}_{ident}"
    known = "\n".join(str(dataset.get(name) or "") for name in ("opendata_id", "landingPage", "title"))
    digest = hashlib.sha256(known.encode()).hexdigest()
    yield f"{stem}_{digest[:10]}"
    for number in range(2, 1000):
        yield f"{stem}_{digest[:10]}-{number}"
