"""Fields that keep the value they have here, whatever the source says.

A harvested dataset follows its source: what was edited here is overwritten when the dataset next changes there. A field
that is locked is left out of that, and what the source says of it is kept beside, to be compared and taken over later.
A field is named ``title``, or ``<id of the resource>/description``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from sqlalchemy.dialects.postgresql import insert

from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.engine import record as records
from ckanext.tomoni_harvest.engine.context import site_context, site_user
from ckanext.tomoni_harvest.engine.errors import NotLockable, NotOurs
from ckanext.tomoni_harvest.engine.plan import ACTIVE
from ckanext.tomoni_harvest.engine.rows import PACKAGE, new_id
from ckanext.tomoni_harvest.engine.validate import Validator
from ckanext.tomoni_harvest.model import Lock, Record

TABLE: sa.Table = Lock.__table__
RESOURCE_FIELDS = ("name", "description", "format")
NEVER = {
    "id", "name", "owner_org", "private", "state", "type", "resources", "extras", "groups", "tag_string", "source_url",
    "save", "return_to", "log_message", "plugin_data", "metadata_created", "metadata_modified", "creator_user_id",
    "relationships_as_object", "relationships_as_subject", "license_title", "license_url", "isopen", "organization",
}  # fmt: skip
"""What decides who and where a dataset is, or is made by the portal, is not kept field by field."""
VALUE_SHOWN = 200


def plain(field: str, value: Any) -> Any:
    """Return a field's value so that two of them can be compared: tags as sorted names, nothing as None."""
    if field == "tags":
        return sorted(tag["name"] for tag in value or []) or None
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").strip()
    return None if value in ("", [], {}) else value


def _written(field: str, value: Any) -> Any:
    """Return a plain value as an action takes it."""
    if field == "tags":
        return [{"name": name} for name in value or []]
    return "" if value is None else value


def _shown(value: Any) -> str:
    return str("、".join(value) if isinstance(value, list) else value or "")[:VALUE_SHOWN]


class Kept:
    """The locked fields of a batch's datasets. Nobody can save or lock these datasets until the batch is written."""

    def __init__(self, package_ids: set[str]) -> None:
        self._locks: dict[str, list[Any]] = {}
        self._heard: list[dict[str, Any]] = []
        there = _hold(package_ids)
        if there:
            for lock in model.Session.execute(sa.select(TABLE).where(TABLE.c.package_id.in_(there))):
                self._locks.setdefault(lock.package_id, []).append(lock)
        self._here = {package_id: _local(package_id) for package_id in self._locks}

    def apply(self, package_id: str, data: dict[str, Any], resource_ids: list[str]) -> list[dict[str, str]]:
        """Put the values that are here into ``data``; return the fields whose source says something new.

        :param resource_ids: our ids of ``data``'s resources, in their order
        """
        told = []
        for lock in self._locks.get(package_id, []):
            place, here = self._place(lock, data, resource_ids)
            if place is None or here is None:
                continue
            said = plain(lock.field, place.get(lock.field))
            if said != lock.source_value:
                self._heard.append({"lock_id": lock.id, "value": said, "moment": datetime.now(UTC)})
                told.append({"field": lock.field, "source": _shown(said)})
            value = _written(lock.field, plain(lock.field, here.get(lock.field)))
            place[lock.field] = value
            if value == "":
                del place[lock.field]
        return told

    def _place(
        self, lock: Any, data: dict[str, Any], resource_ids: list[str]
    ) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        """Return what would be written and what is here: of the dataset, or of the resource."""
        here = self._here.get(lock.package_id)
        if not lock.resource_id or here is None:
            return data, here
        mine = next((item for item in here["resources"] if item["id"] == lock.resource_id), None)
        if lock.resource_id not in resource_ids:
            return None, None
        return data["resources"][resource_ids.index(lock.resource_id)], mine

    def write(self) -> None:
        """Store what the source says of locked fields."""
        if self._heard:
            statement = sa.update(TABLE).where(TABLE.c.id == sa.bindparam("lock_id"))
            values = {"source_value": sa.bindparam("value"), "source_changed": sa.bindparam("moment")}
            model.Session.connection().execute(statement.values(**values), self._heard)


def _hold(package_ids: set[str]) -> list[str]:
    """Return those of the datasets that are there, kept from being changed by others until the transaction ends."""
    if not package_ids:
        return []
    query = sa.select(PACKAGE.c.id).where(PACKAGE.c.id.in_(package_ids)).order_by(PACKAGE.c.id)
    return [row.id for row in model.Session.execute(query.with_for_update(key_share=True))]


def _local(package_id: str) -> dict[str, Any]:
    context = site_context()
    context["use_cache"] = False
    return tk.get_action("package_show")(context, {"id": package_id})


@dataclass
class Field:
    """One field of a harvested dataset: what it says here and at its source."""

    field: str
    resource_id: str
    here: Any
    source: Any
    locked: bool
    source_changed: datetime | None
    resource_title: str = ""

    @property
    def key(self) -> str:
        """How actions and forms name the field."""
        return f"{self.resource_id}/{self.field}" if self.resource_id else self.field

    @property
    def differs(self) -> bool:
        """Whether the two values differ."""
        return self.here != self.source

    def as_dict(self) -> dict[str, Any]:
        """The field as plain data."""
        return {
            "key": self.key, "field": self.field, "resource_id": self.resource_id or None,
            "resource_title": self.resource_title, "here": self.here, "source": self.source, "locked": self.locked,
            "differs": self.differs,
            "source_changed": self.source_changed.isoformat() if self.source_changed else None,
        }  # fmt: skip


def source_of(package_id: str) -> str | None:
    """Return the source that a dataset is harvested from, or None."""
    query = sa.select(Record.__table__.c.source_id).where(
        Record.__table__.c.package_id == package_id, Record.__table__.c.state == ACTIVE
    )
    return model.Session.execute(query).scalar()


def fields(package_id: str) -> list[Field]:
    """Return the fields of a harvested dataset that can be kept here.

    :raises NotOurs: when it is not harvested, or what its source said is not known
    """
    said = _said(package_id)
    here = _local(package_id)
    locks = {(row.resource_id, row.field): row for row in _rows(package_id)}
    found = [
        _field(field, "", here, said["dataset"], locks)
        for field in sorted(_lockable() & (here.keys() | said["dataset"].keys()))
    ]
    for resource in here["resources"]:
        theirs = said["resources"].get(resource["id"])
        if theirs is not None:
            title = resource.get("name") or resource.get("url") or resource["id"]
            for name in RESOURCE_FIELDS:
                field = _field(name, resource["id"], resource, theirs, locks)
                field.resource_title = title
                found.append(field)
    return found


def _field(
    field: str, resource_id: str, here: dict[str, Any], said: dict[str, Any], locks: dict[tuple[str, str], Any]
) -> Field:
    lock = locks.get((resource_id, field))
    source = lock.source_value if lock else plain(field, said.get(field))
    changed = lock.source_changed if lock else None
    return Field(field, resource_id, plain(field, here.get(field)), source, lock is not None, changed)


def _said(package_id: str) -> dict[str, Any]:
    """Return what the source said of a dataset when it was last written: its fields, and its resources by our ids."""
    row = model.Session.query(Record).filter_by(package_id=package_id, state=ACTIVE).first()
    held = model.Session.query(stock.HarvestObject).filter_by(package_id=package_id, current=True).first()
    if row is None or held is None or not held.content:
        raise NotOurs(package_id)
    dataset = records.from_json(held.content).dataset
    ours = [item.id for item in model.Package.get(package_id).resources]  # type: ignore[union-attr]
    theirs = dataset.get("resources", [])
    by_place = dict(zip(ours, theirs, strict=False)) if len(ours) == len(theirs) else {}
    by_id = {row.resources[item["remote_id"]]: item for item in theirs if item.get("remote_id") in row.resources}
    return {"dataset": dataset, "resources": {**by_place, **by_id}}


def _lockable() -> set[str]:
    return (Validator(site_user()).fields | {"tags"}) - NEVER


def _rows(package_id: str) -> list[Any]:
    return list(model.Session.execute(sa.select(TABLE).where(TABLE.c.package_id == package_id)))


def locked(package_id: str) -> list[str]:
    """Return the keys of the fields that keep their value here."""
    return sorted(f"{row.resource_id}/{row.field}" if row.resource_id else row.field for row in _rows(package_id))


def keep(package_id: str, keys: Iterable[str], user_id: str) -> list[str]:
    """Lock fields; return those that were not locked before.

    :raises NotLockable: with the first key that is no field which can be kept
    :raises NotOurs: when the dataset is not harvested
    """
    _hold({package_id})
    there = {field.key: field for field in fields(package_id)}
    wanted = [_known(there, key) for key in dict.fromkeys(keys)]
    made = [field for field in wanted if not field.locked]
    for field in made:
        row = {
            "id": new_id(), "package_id": package_id, "resource_id": field.resource_id, "field": field.field,
            "source_value": field.source, "user_id": user_id,
        }  # fmt: skip
        model.Session.execute(insert(TABLE).values(**row).on_conflict_do_nothing())
    model.Session.commit()
    return [field.key for field in made]


def take(package_id: str, keys: Iterable[str], context: Context) -> list[str]:
    """Write what the source says into fields and let them follow it again; return the fields.

    :param context: of the user who does it: the dataset is saved by CKAN's own action
    :raises NotLockable: with the first key that is no field which can be kept
    :raises NotOurs: when the dataset is not harvested
    """
    there = {field.key: field for field in fields(package_id)}
    wanted = [_known(there, key) for key in dict.fromkeys(keys)]
    changes = [field for field in wanted if field.differs]
    if changes:
        tk.get_action("package_patch")(context, {"id": package_id, **_patch(package_id, changes)})
    for field in wanted:
        same = sa.and_(TABLE.c.package_id == package_id, TABLE.c.resource_id == field.resource_id)
        model.Session.execute(sa.delete(TABLE).where(same, TABLE.c.field == field.field))
    model.Session.commit()
    return [field.key for field in wanted]


def _known(there: dict[str, Field], key: str) -> Field:
    if key not in there:
        raise NotLockable(key)
    return there[key]


def _patch(package_id: str, changes: list[Field]) -> dict[str, Any]:
    patch = {field.field: _written(field.field, field.source) for field in changes if not field.resource_id}
    of_resources = [field for field in changes if field.resource_id]
    if of_resources:
        patch["resources"] = _local(package_id)["resources"]
        by_id = {resource["id"]: resource for resource in patch["resources"]}
        for field in of_resources:
            by_id[field.resource_id][field.field] = _written(field.field, field.source)
    return patch


def changed_between(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return the keys of the fields in which two shown datasets differ."""
    keys = {field for field in before.keys() | after.keys() if _differ(field, before, after)} - NEVER
    old = {resource["id"]: resource for resource in before.get("resources", [])}
    for resource in after.get("resources", []):
        former = old.get(resource["id"])
        if former is not None:
            keys |= {f"{resource['id']}/{field}" for field in RESOURCE_FIELDS if _differ(field, former, resource)}
    return keys


def _differ(field: str, before: dict[str, Any], after: dict[str, Any]) -> bool:
    return plain(field, before.get(field)) != plain(field, after.get(field))
