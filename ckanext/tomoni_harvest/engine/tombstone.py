"""What is told at the address of a dataset that was withdrawn because its source no longer lists it.

Only what everybody could read before: title, organization, the addresses of its files as text. A dataset that its
source made private, or that was deleted here by hand, has none.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_harvest.engine.plan import GONE, MISSING
from ckanext.tomoni_harvest.engine.rows import PACKAGE, RESOURCE
from ckanext.tomoni_harvest.model import Record

LINKS_SHOWN = 50
PLACES_SHOWN = 3


def find(name_or_id: str) -> dict[str, Any] | None:
    """Return the tombstone of a dataset, or None when it has none."""
    record = Record.__table__
    query = (
        sa.select(PACKAGE, record.c.source_id, record.c.missing_since, record.c.withdrawn)
        .join(record, record.c.package_id == PACKAGE.c.id)
        .where(sa.or_(PACKAGE.c.name == name_or_id, PACKAGE.c.id == name_or_id))
        .where(PACKAGE.c.state == "deleted", PACKAGE.c.private.is_(False))
        .where(record.c.state == GONE, record.c.reason == MISSING)
    )
    row = model.Session.execute(query).mappings().first()
    if row is None:
        return None
    return {
        "id": row["id"], "name": row["name"], "title": row["title"] or row["name"],
        "missing_since": row["missing_since"], "withdrawn": row["withdrawn"],
        "organization": _organization(row["owner_org"]), "source": _source(row["source_id"]),
        "resources": _resources(row["id"]), "in_its_place": _in_its_place(row),
    }  # fmt: skip


def _organization(identifier: str | None) -> dict[str, str] | None:
    group = model.Group.get(identifier) if identifier else None
    if group is None or group.state != "active":
        return None
    return {"name": group.name, "title": group.title or group.name}


def _source(source_id: str) -> dict[str, str]:
    package = model.Package.get(source_id)
    if package is None:
        return {"title": "", "url": ""}
    return {"title": package.title or package.name, "url": link(package.url)}


def link(url: str | None) -> str:
    """Return an address that may be shown as text: http or https, without user names, passwords and queries."""
    try:
        parts = urlsplit(url or "")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
        host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    except ValueError:
        return ""
    return f"{parts.scheme}://{host}{parts.path}"


def _resources(package_id: str) -> list[dict[str, str]]:
    query = sa.select(RESOURCE.c.name, RESOURCE.c.url).where(
        RESOURCE.c.package_id == package_id, RESOURCE.c.state == "active"
    )
    rows = model.Session.execute(query.order_by(RESOURCE.c.position).limit(LINKS_SHOWN))
    return [{"name": row.name or "", "url": link(row.url)} for row in rows if link(row.url) or row.name]


def _in_its_place(row: Any) -> list[dict[str, str]]:
    """Return the live datasets of the same organization with the same title."""
    if not row["owner_org"] or not row["title"]:
        return []
    query = sa.select(PACKAGE.c.name, PACKAGE.c.title).where(
        PACKAGE.c.owner_org == row["owner_org"], PACKAGE.c.title == row["title"], PACKAGE.c.type == "dataset",
        PACKAGE.c.state == "active", PACKAGE.c.private.is_(False), PACKAGE.c.id != row["id"],
    )  # fmt: skip
    rows = model.Session.execute(query.order_by(PACKAGE.c.name).limit(PLACES_SHOWN))
    return [{"name": other.name, "title": other.title} for other in rows]
