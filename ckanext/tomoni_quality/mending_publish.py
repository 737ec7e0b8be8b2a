"""A mended file published by CKAN's own means, beside the original or in its place; the original stays a resource.

What was published is marked on the resources, so that publishing the same again makes nothing, and can be taken back.
"""

from __future__ import annotations

import hashlib
import io
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from werkzeug.datastructures import FileStorage

from ckanext.tomoni_quality import source
from ckanext.tomoni_quality.mending import Mended
from ckanext.tomoni_quality.repair import MendedTable

__all__ = ["FROM", "HASH", "ORIGINAL", "beside", "in_place", "lock", "undo"]

#: On a mended resource: the one it was mended from, and the digest of its bytes. On a replaced one: the kept original.
FROM, HASH, ORIGINAL = "tomoni_mended_from", "tomoni_mended_hash", "tomoni_mended_original"
_OWN = {
    *("id", "url", "url_type", "hash", "size", "mimetype", "mimetype_inner", "created", "last_modified", "position"),
    *("metadata_modified", "state", "package_id", "revision_id", "datastore_active", "cache_url", "cache_last_updated"),
    *("upload", "encoding", "format", "name", "description", FROM, HASH, ORIGINAL),
}


def lock(package_id: str) -> None:
    """Let no one else publish or take back a mended file of this dataset until the transaction ends."""
    key = f"tomoni-repair:{package_id}"
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(key))))


def beside(context: Context, package: dict[str, Any], resource: dict[str, Any], found: Mended) -> list[dict[str, Any]]:
    """Each mended table as a resource of its own; ``id`` and whether it was ``created`` now."""
    made: list[dict[str, Any]] = []
    for table in found.repair.tables:
        digest = hashlib.sha256(table.data).hexdigest()
        old = [r for r in package["resources"] if r.get(FROM) == resource["id"] and r.get(HASH) == digest]
        if old:
            made.append({"id": old[0]["id"], "created": False})
            continue
        fields = {**_fields(resource, found, table), FROM: resource["id"], HASH: digest, "package_id": package["id"]}
        fields["name"] = _named(resource, table, tk._("mended"), several=len(found.repair.tables) > 1)
        made.append({"id": _call(context, "resource_create", fields)["id"], "created": True})
    return made


def in_place(context: Context, package: dict[str, Any], resource: dict[str, Any], found: Mended) -> dict[str, Any]:
    """The mended table as the new file of ``resource``; the original becomes a resource after it."""
    table = found.repair.tables[0]
    digest = hashlib.sha256(found.data).hexdigest()
    # A copy that an interrupted attempt left behind is used, not made again.
    old = [r for r in package["resources"] if r.get(FROM) == resource["id"] and r.get(HASH) == digest]
    original = old[0]["id"] if old else _keep_original(context, package, resource, found.data, digest)["id"]
    fields = {**_fields(resource, found, table), "id": resource["id"], ORIGINAL: original}
    fields[HASH] = hashlib.sha256(table.data).hexdigest()
    _call(context, "resource_patch", fields)
    return {"id": resource["id"], "original": original, "created": True}


def undo(context: Context, package: dict[str, Any], resource: dict[str, Any]) -> dict[str, Any]:
    """Delete a mended resource, or give a replaced one its original file back.

    :raises ValidationError: it was not mended, or the kept original is gone
    """
    original = next((r for r in package["resources"] if r["id"] == resource.get(ORIGINAL)), None)
    if original:
        fields = {"id": resource["id"], "description": original.get("description") or "", ORIGINAL: "", HASH: ""}
        fields["format"] = original.get("format") or ""
        _call(context, "resource_patch", {**fields, **_file(original, None)})
        _call(context, "resource_delete", {"id": original["id"]})
        return {"id": resource["id"], "deleted": original["id"]}
    parents = {r["id"] for r in package["resources"]}
    if resource.get(FROM) in parents and not _keeps_for_another(package, resource):
        _call(context, "resource_delete", {"id": resource["id"]})
        return {"id": resource[FROM], "deleted": resource["id"]}
    raise tk.ValidationError({"resource_id": [tk._("There is nothing to take back: the original is not kept here")]})


def _keeps_for_another(package: dict[str, Any], resource: dict[str, Any]) -> bool:
    """Whether this is itself the kept original of another resource."""
    return any(other.get(ORIGINAL) == resource["id"] for other in package["resources"])


def _keep_original(
    context: Context, package: dict[str, Any], resource: dict[str, Any], data: bytes, digest: str
) -> dict[str, Any]:
    fields = {name: value for name, value in resource.items() if name not in _OWN}
    fields |= {"package_id": package["id"], "description": resource.get("description") or "", FROM: resource["id"]}
    fields |= {"name": _titled(resource, tk._("the original")), "format": resource.get("format") or "", HASH: digest}
    return _call(context, "resource_create", {**fields, **_file(resource, data)})


def _file(resource: dict[str, Any], data: bytes | None) -> dict[str, Any]:
    """The file of ``resource`` for another: uploaded again, or its address."""
    if resource.get("url_type") != "upload":
        return {"url": resource.get("url") or "", "url_type": ""}
    name = source.file_name(resource)
    content = io.BytesIO(source.load(resource) if data is None else data)
    return {"upload": FileStorage(content, name, "upload"), "url": name}


def _fields(resource: dict[str, Any], found: Mended, table: MendedTable) -> dict[str, Any]:
    name = file_name(resource, table, several=len(found.repair.tables) > 1)
    notes = found.repair.description(table.sheet)
    told = [resource.get("description") or "", notes]
    others = {key: value for key, value in resource.items() if key not in _OWN}
    return {
        **others,
        "upload": FileStorage(io.BytesIO(table.data), name, "upload", "text/csv"),
        "url": name,
        "format": "CSV",
        "mimetype": "text/csv",
        "description": "\n\n".join(part for part in told if part),
    }


def file_name(resource: dict[str, Any], table: MendedTable, *, several: bool) -> str:
    """``toilets.csv`` of ``toilets.xlsx``; with the sheet where there are several."""
    stem = source.file_name(resource).rpartition(".")[0] or "mended"
    return f"{stem}_{table.sheet}.csv" if several and table.sheet else f"{stem}.csv"


def _named(resource: dict[str, Any], table: MendedTable, word: str, *, several: bool) -> str:
    return _titled(resource, f"{table.sheet}, {word}" if several and table.sheet else word)


def _titled(resource: dict[str, Any], word: str) -> str:
    return f"{resource.get('name') or source.file_name(resource)} ({word})"


def _call(context: Context, action: str, data: dict[str, Any]) -> dict[str, Any]:
    try:
        return tk.get_action(action)(tk.fresh_context(context), data)
    except Exception:
        model.Session.rollback()
        raise
