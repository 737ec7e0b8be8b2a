"""Datasets as the index wants them, for a whole batch in a handful of queries.

``package_show_default_and_custom_schemas`` asks eight queries a dataset and runs two validations whose outcome is
known: stored values pass the show schemas unchanged, empty ones are dropped where the schema says ``ignore_missing``,
and form fields move from the extras to the top. That is done here directly. The first dataset of each batch is also
made CKAN's way; when the two are not equal (another form, another plugin), the whole batch is made CKAN's way.
"""

from __future__ import annotations

import logging
from typing import Any

import sqlalchemy as sa
from ckan import logic, model
from ckan import plugins as p
from ckan.lib import dictization
from ckan.lib import plugins as lib_plugins
from ckan.lib.dictization import model_dictize
from ckan.logic.schema import default_show_package_schema
from ckan.types import Context

from ckanext.tomoni_harvest.engine.rows import MEMBER, PACKAGE_TAG, RESOURCE, TAG

log = logging.getLogger(__name__)
Pair = tuple[dict[str, Any], dict[str, Any]]
_LISTS = ("resources", "tags", "groups", "extras", "relationships_as_subject", "relationships_as_object")
_DROP_WHEN_NONE = {"ignore_missing", "ignore_empty"}


def shown(package_ids: list[str], user: str) -> dict[str, Pair]:
    """Return (default schema, form's schema) dicts of datasets by id."""
    if not package_ids:
        return {}
    slow = _slow(package_ids[0], user)
    fast = _fast(package_ids, user)
    if fast[package_ids[0]] == slow:
        return fast
    log.info("the form shows datasets in a way of its own; they are indexed one by one")
    return {package_ids[0]: slow, **{package_id: _slow(package_id, user) for package_id in package_ids[1:]}}


def _context(user: str) -> Context:
    return Context({"session": model.Session, "user": user, "ignore_auth": True, "model": model})  # type: ignore[typeddict-unknown-key]


def _slow(package_id: str, user: str) -> Pair:
    return logic.package_show_default_and_custom_schemas(_context(user), package_id)


def _fast(package_ids: list[str], user: str) -> dict[str, Pair]:
    default = default_show_package_schema()
    plugin = lib_plugins.lookup_package_plugin("dataset")
    form, fields = _form(plugin)
    found = {}
    for package_id, item in _dictized(package_ids, user).items():
        first = _through(item, default)
        second = _lifted(_through(item, form), fields)
        logic.apply_after_dataset_show_plugins(_context(user), second)
        found[package_id] = (first, second)
    return found


def _form(plugin: Any) -> tuple[dict[str, Any], set[str]]:
    """Return the form's show schema and the fields it keeps in the extras."""
    schema = plugin.show_package_schema()
    before = set(schema)
    if hasattr(plugin, "validate"):
        plugin.validate(Context({"session": model.Session}), {"type": "dataset"}, schema, "package_show")
    return schema, set(schema) - before


def _through(item: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return ``item`` as the show schema leaves it."""
    kept: dict[str, Any] = {}
    for key, value in item.items():
        rule = schema.get(key)
        if isinstance(rule, dict):
            kept[key] = [_through(part, rule) if isinstance(part, dict) else part for part in value or []]
        elif rule is None:
            if "__extras" in schema and _name(schema["__extras"], 0) != "ignore":
                kept[key] = value
        elif _name(rule, 0) == "ignore" or (value is None and _name(rule, 0) in _DROP_WHEN_NONE):
            continue
        else:
            kept[key] = value
    return kept


def _name(rule: list[Any], place: int) -> str:
    return getattr(rule[place], "__name__", "") if len(rule) > place else ""


def _lifted(item: dict[str, Any], fields: set[str]) -> dict[str, Any]:
    """Return ``item`` with the form's fields taken out of the extras."""
    lifted = dict(item)
    left = []
    for extra in item.get("extras", []):
        if extra["key"] in fields:
            lifted[extra["key"]] = extra["value"]
        else:
            left.append(dict(extra))
    lifted["extras"] = left
    if item.get("extras") and not left:
        del lifted["extras"]
    return lifted


def _dictized(package_ids: list[str], user: str) -> dict[str, dict[str, Any]]:
    """Return datasets as ``package_show`` reads them from the database, before any schema."""
    context = _context(user)
    packages = model.Session.query(model.Package).filter(model.Package.id.in_(package_ids)).all()
    resources, tags, groups = _resources(package_ids, context), _tags(package_ids), _groups(package_ids)
    owners = _owners({package.owner_org for package in packages if package.owner_org})
    found = {}
    for package in packages:
        item = dictization.table_dictize(package, context)
        item.pop("plugin_data", None)
        item["title"] = (item.get("title") or "").strip() or item.get("title")
        item["resources"] = resources.get(package.id, [])
        item["num_resources"] = len(item["resources"])
        item["tags"] = tags.get(package.id, [])
        item["num_tags"] = len(item["tags"])
        item["extras"] = [{"key": key, "value": value} for key, value in (item["extras"] or {}).items()]
        item["groups"] = groups.get(package.id, [])
        owner = owners.get(package.owner_org or "")
        item["organization"] = dict(owner) if owner else None
        item["relationships_as_subject"], item["relationships_as_object"] = [], []
        found[package.id] = {**item, **_said_by(package)}
    return {package_id: found[package_id] for package_id in package_ids if package_id in found}


def _said_by(package: Any) -> dict[str, Any]:
    said = {
        "isopen": package.isopen(),
        "type": package.type or "dataset",
        "license_title": package.license_id,
        "metadata_modified": package.metadata_modified.isoformat(),
        "metadata_created": package.metadata_created.isoformat() if package.metadata_created else None,
    }
    licence = package.license
    if licence:
        said["license_title"] = licence.title
        if licence.url:
            said.update(license_url=licence.url, license_title=licence.title.split("::")[-1])
    return said


def _resources(package_ids: list[str], context: Context) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    query = sa.select(RESOURCE).where(RESOURCE.c.package_id.in_(package_ids), RESOURCE.c.state == "active")
    for row in model.Session.execute(query.order_by(RESOURCE.c.position)):
        resource = model_dictize.resource_dictize(row, context)  # type: ignore[arg-type]
        for plugin in p.PluginImplementations(p.IResourceController):
            plugin.before_resource_show(resource)
        found.setdefault(row.package_id, []).append(resource)
    return found


def _tags(package_ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    query = (
        sa.select(TAG, PACKAGE_TAG.c.state, PACKAGE_TAG.c.package_id)
        .join(PACKAGE_TAG, TAG.c.id == PACKAGE_TAG.c.tag_id)
        .where(PACKAGE_TAG.c.package_id.in_(package_ids), PACKAGE_TAG.c.state == "active")
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in model.Session.execute(query).mappings():
        tag = {key: row[key] for key in ("id", "name", "vocabulary_id", "state")}
        found.setdefault(row["package_id"], []).append({**tag, "display_name": row["name"]})
    return {key: sorted(tags, key=lambda tag: tag["name"]) for key, tags in found.items()}


def _groups(package_ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the groups of the few datasets that have any, as CKAN shows them."""
    group: sa.Table = model.group_table  # type: ignore[attr-defined]
    query = (
        sa.select(MEMBER.c.table_id)
        .join(group, group.c.id == MEMBER.c.group_id)
        .where(MEMBER.c.table_id.in_(package_ids), MEMBER.c.state == "active", group.c.is_organization.is_(False))
    )
    grouped = {row.table_id for row in model.Session.execute(query)}
    found = {}
    for package_id in grouped:
        package = model.Package.get(package_id)
        if package:
            found[package_id] = model_dictize.package_dictize(package, _context(""))["groups"]
    return found


def _owners(ids: set[str]) -> dict[str, dict[str, Any]]:
    if not ids:
        return {}
    group: sa.Table = model.group_table  # type: ignore[attr-defined]
    found = {}
    for row in model.Session.execute(sa.select(group).where(group.c.id.in_(ids), group.c.state == "active")):
        owner = dictization.table_dictize(row, _context(""))
        owner.pop("extras", None)
        found[row.id] = owner
    return found
