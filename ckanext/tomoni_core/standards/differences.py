"""What an imported definition changes, column by column: shown before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Change", "changes"]

Descriptor = dict[str, Any]
_COMPARED = ("level", "type", "format", "nullable", "name_en", "description", "example", "constraints")


@dataclass(frozen=True)
class Change:
    """One difference. ``kind``: ``new`` (a standard), ``added``, ``removed``, ``renamed``, ``changed``, ``order``.

    ``column`` is the column as the new definition names it (as the old one does when it is removed), ``what`` the
    property that changed, ``before`` and ``after`` its values.
    """

    kind: str
    column: str = ""
    what: str = ""
    before: Any = None
    after: Any = None


def changes(present: Descriptor | None, made: Descriptor) -> list[Change]:
    """What ``made`` changes in ``present``; columns are the same when their ``key`` is."""
    if present is None:
        return [Change("new", after=len(made["fields"]))]
    old, new = ({field["key"]: field for field in each["fields"]} for each in (present, made))
    found = [Change("removed", old[key]["name"]) for key in old if key not in new]
    for key, field in new.items():
        found += _column(old[key], field) if key in old else [Change("added", field["name"])]
    common = [[key for key in each if key in old and key in new] for each in (old, new)]
    if common[0] != common[1]:
        found.append(Change("order"))
    whole = ("number", "verified", "fieldsMatch", "identifier")
    found += [Change("changed", "", what, present.get(what), made.get(what)) for what in whole]
    return [change for change in found if change.kind != "changed" or change.before != change.after]


def _column(old: Descriptor, new: Descriptor) -> list[Change]:
    renamed = [Change("renamed", new["name"], "name", old["name"], new["name"])] if old["name"] != new["name"] else []
    return [*renamed, *(Change("changed", new["name"], what, old.get(what), new.get(what)) for what in _COMPARED)]
