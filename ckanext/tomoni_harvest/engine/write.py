"""Writes a batch of datasets in one transaction: what ``package_create`` and ``package_update`` store, in bulk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_harvest.engine import rows, views
from ckanext.tomoni_harvest.engine.rows import MEMBER, PACKAGE, PACKAGE_TAG, RESOURCE, TAG


@dataclass
class Item:
    """One dataset to write: our id, whether it is new, and its validated fields with the ids of its resources."""

    package_id: str
    new: bool
    data: dict[str, Any]
    changed_resources: list[str] = field(default_factory=list)


def write(items: list[Item], user_id: str) -> None:
    """Store ``items``; nothing is committed here."""
    now = datetime.now(UTC).replace(tzinfo=None)
    _free_names(items)
    _packages(items, now, user_id)
    new_resources = _resources(items, now)
    _tags(items)
    _owners(items)
    views.add_default(new_resources, {item.package_id: item.data for item in items})


def _run(statement: Any, parameters: list[dict[str, Any]] | None = None) -> Any:
    if parameters == []:
        return None
    return model.Session.execute(statement, parameters) if parameters else model.Session.execute(statement)


def _free_names(items: list[Item]) -> None:
    """Take names from deleted datasets, as CKAN does when a new one wants them: names are unique in the database."""
    names, ids = [item.data["name"] for item in items], [item.package_id for item in items]
    held = sa.and_(PACKAGE.c.name.in_(names), PACKAGE.c.state == "deleted", PACKAGE.c.id.notin_(ids))
    _run(sa.update(PACKAGE).where(held).values(name=PACKAGE.c.id))


def _packages(items: list[Item], now: datetime, user_id: str) -> None:
    made, changed = [], []
    for item in items:
        row = rows.package_row(item.data, item.package_id, now)
        if item.new:
            made.append({**row, "metadata_created": now, "creator_user_id": user_id})
        else:
            row.pop("creator_user_id", None)
            changed.append({**{key: value for key, value in row.items() if key != "id"}, "package_id": row["id"]})
    _run(sa.insert(PACKAGE), made)
    for row in changed:
        _run(sa.update(PACKAGE).where(PACKAGE.c.id == row.pop("package_id")).values(**row))


def _resources(items: list[Item], now: datetime) -> list[dict[str, Any]]:
    """Insert, change and retire resources; return the rows of the new ones."""
    there = _resources_there([item.package_id for item in items if not item.new])
    made: list[dict[str, Any]] = []
    for item in items:
        old = there.get(item.package_id, {})
        wanted: set[str] = set()
        for position, resource in enumerate(item.data.get("resources") or []):
            row = rows.resource_row(resource, item.package_id, position)
            wanted.add(row["id"])
            if row["id"] not in old:
                made.append({**row, "created": now, "metadata_modified": now})
                item.changed_resources.append(row["id"])
            else:
                _change_resource(row, old[row["id"]], now, item)
        _retire([identifier for identifier in old if identifier not in wanted])
    _run(sa.insert(RESOURCE), made)
    return made


def _resources_there(package_ids: list[str]) -> dict[str, dict[str, dict[str, Any]]]:
    there: dict[str, dict[str, dict[str, Any]]] = {}
    if package_ids:
        for row in _run(sa.select(RESOURCE).where(RESOURCE.c.package_id.in_(package_ids))).mappings():
            there.setdefault(row["package_id"], {})[row["id"]] = dict(row)
    return there


def _change_resource(row: dict[str, Any], old: dict[str, Any], now: datetime, item: Item) -> None:
    if rows.differs(row, old):
        row["metadata_modified"] = now
        item.changed_resources.append(row["id"])
    elif old["position"] == row["position"] and old["state"] == "active":
        return
    _run(sa.update(RESOURCE).where(RESOURCE.c.id == row["id"]).values(**row))


def _retire(identifiers: list[str]) -> None:
    if identifiers:
        _run(sa.update(RESOURCE).where(RESOURCE.c.id.in_(identifiers)).values(state="deleted"))


def _tags(items: list[Item]) -> None:
    wanted = {item.package_id: {tag["name"] for tag in item.data.get("tags") or []} for item in items}
    ids = _tag_ids(set().union(*wanted.values()) if wanted else set())
    old_packages = [item.package_id for item in items if not item.new]
    there: dict[tuple[str, str], str] = {}
    if old_packages:
        query = sa.select(PACKAGE_TAG).where(PACKAGE_TAG.c.package_id.in_(old_packages))
        there = {(row["package_id"], row["tag_id"]): row["state"] for row in _run(query).mappings()}
    pairs = {(package_id, ids[name]) for package_id, names in wanted.items() for name in names}
    made = [
        {"id": rows.new_id(), "package_id": package_id, "tag_id": tag_id, "state": "active"}
        for package_id, tag_id in sorted(pairs - there.keys())
    ]
    _run(sa.insert(PACKAGE_TAG), made)
    for pair, state in there.items():
        target = "active" if pair in pairs else "deleted"
        if state != target:
            same = sa.and_(PACKAGE_TAG.c.package_id == pair[0], PACKAGE_TAG.c.tag_id == pair[1])
            _run(sa.update(PACKAGE_TAG).where(same).values(state=target))


def _tag_ids(names: set[str]) -> dict[str, str]:
    if not names:
        return {}
    query = sa.select(TAG.c.name, TAG.c.id).where(TAG.c.name.in_(names), TAG.c.vocabulary_id.is_(None))
    found = {row.name: row.id for row in _run(query)}
    made = [{"id": rows.new_id(), "name": name, "vocabulary_id": None} for name in sorted(names - found.keys())]
    _run(sa.insert(TAG), made)
    return found | {row["name"]: row["id"] for row in made}


def _owners(items: list[Item]) -> None:
    there = _members([item.package_id for item in items if not item.new])
    made = []
    for item in items:
        owner = item.data.get("owner_org")
        old = there.get(item.package_id, {})
        gone = [identifier for group, (identifier, state) in old.items() if group != owner and state == "active"]
        if gone:
            _run(sa.update(MEMBER).where(MEMBER.c.id.in_(gone)).values(state="deleted"))
        if owner in old:
            _run(sa.update(MEMBER).where(MEMBER.c.id == old[owner][0]).values(state="active"))
        elif owner:
            made.append(
                {"id": rows.new_id(), "table_name": "package", "table_id": item.package_id, "group_id": owner,
                 "capacity": "organization", "state": "active"}
            )  # fmt: skip
    _run(sa.insert(MEMBER), made)


def _members(package_ids: list[str]) -> dict[str, dict[str, tuple[str, str]]]:
    found: dict[str, dict[str, tuple[str, str]]] = {}
    if package_ids:
        same = sa.and_(MEMBER.c.table_id.in_(package_ids), MEMBER.c.capacity == "organization")
        for row in _run(sa.select(MEMBER).where(same)).mappings():
            found.setdefault(row["table_id"], {})[row["group_id"]] = (row["id"], row["state"])
    return found


def withdraw(package_ids: Iterable[str]) -> None:
    """Mark datasets as deleted, with what belongs to them, as ``package_delete`` does."""
    ids = list(package_ids)
    if not ids:
        return
    _run(sa.update(PACKAGE).where(PACKAGE.c.id.in_(ids)).values(state="deleted"))
    _run(sa.update(MEMBER).where(MEMBER.c.table_id.in_(ids), MEMBER.c.state == "active").values(state="deleted"))
    collaborators: sa.Table = model.PackageMember.__table__  # type: ignore[attr-defined]
    _run(sa.delete(collaborators).where(collaborators.c.package_id.in_(ids)))
