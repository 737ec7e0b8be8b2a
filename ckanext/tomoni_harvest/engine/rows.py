"""Rows of CKAN's tables made of validated dataset dicts, and what differs from the rows that are there.

This is what ``package_create`` and ``package_update`` store, worked out for a whole batch so that it goes to the
database in a few statements. A test compares the two field by field.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

PACKAGE: sa.Table = model.package_table  # type: ignore[attr-defined]
RESOURCE: sa.Table = model.resource_table  # type: ignore[attr-defined]
TAG: sa.Table = model.tag_table  # type: ignore[attr-defined]
PACKAGE_TAG: sa.Table = model.package_tag_table  # type: ignore[attr-defined]
MEMBER: sa.Table = model.member_table  # type: ignore[attr-defined]

_OWN_TIME = {"created", "metadata_modified", "id", "package_id", "state", "position"}
_IGNORED = {"extras", "revision_timestamp", "tracking_summary"}


def new_id() -> str:
    """Return a new id, as CKAN makes them."""
    return str(uuid.uuid4())


def package_row(data: dict[str, Any], package_id: str, now: datetime) -> dict[str, Any]:
    """Return the row of the table ``package`` for validated ``data``."""
    row: dict[str, Any] = {}
    for column in PACKAGE.c:
        if column.name in data:
            row[column.name] = data[column.name]
        elif column.doc == "remove_if_not_provided":
            row[column.name] = None if column.nullable else ""
    row.update(
        id=package_id,
        extras={extra["key"]: extra["value"] for extra in data.get("extras") or []},
        state=data.get("state") or "active",
        private=bool(data.get("private") or False),
        metadata_modified=data.get("metadata_modified") or now,
    )
    row.pop("metadata_created", None)
    row.pop("plugin_data", None)
    return row


def resource_row(resource: dict[str, Any], package_id: str, position: int) -> dict[str, Any]:
    """Return the row of the table ``resource``; its times are set when it is known whether it is new."""
    row: dict[str, Any] = {}
    for column in RESOURCE.c:
        if column.name in resource:
            row[column.name] = resource[column.name]
        elif column.doc == "remove_if_not_provided":
            row[column.name] = None if column.nullable else ""
    for name in ("format", "hash"):
        row[name] = row.get(name) or ""
    for name in ("name", "size", "last_modified", "cache_url", "cache_last_updated", "url_type"):
        row.setdefault(name, None)
    left_over = {key: value for key, value in resource.items() if key not in RESOURCE.c and key not in _IGNORED}
    row.update(package_id=package_id, position=position, state="active", extras=left_over)
    return row


def differs(new: dict[str, Any], old: dict[str, Any]) -> bool:
    """Return whether a resource's content changed; its place in the list is not content."""
    return any(value != old.get(key) for key, value in new.items() if key not in _OWN_TIME)
