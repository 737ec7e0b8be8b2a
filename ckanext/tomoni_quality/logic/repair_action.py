"""The actions on mending: look, publish, take back."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_core import errors
from ckanext.tomoni_quality import mending, mending_publish
from ckanext.tomoni_quality.logic import repair_schema
from ckanext.tomoni_quality.logic.validating import validated
from ckanext.tomoni_quality.mending import Choice, Mended
from ckanext.tomoni_quality.repair import all_mends

__all__ = ["tomoni_quality_repair_preview", "tomoni_quality_repair_publish", "tomoni_quality_repair_undo"]


def _found(context: Context, resource_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    resource = tk.get_action("resource_show")(tk.fresh_context(context), {"id": resource_id})
    package = tk.get_action("package_show")(tk.fresh_context(context), {"id": resource["package_id"]})
    return package, next((r for r in package["resources"] if r["id"] == resource_id), resource)


def _choice(data: dict[str, Any]) -> Choice:
    return Choice(frozenset(data.get("off") or ()), bool(data["bom"]))


@tk.side_effect_free
def tomoni_quality_repair_preview(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """What can be mended in a resource without judgement, cell by cell before and after. Nothing is stored.

    :param resource_id: id of the resource
    :param off: slugs of mends that are not wanted, a list or joined by commas
    :param bom: whether UTF-8 gets a BOM (true)
    :param limit: how many changes to list (100, at most 1,000)
    :param offset: how many changes to pass over
    :param data: also the mended tables themselves, in base64 (false)
    :returns: ``mends`` (each ``slug``, ``title``, ``what``, ``on``, ``count``), ``changes`` (``mend``, ``sheet``,
        ``row``, ``column``, ``column_name``, ``before``, ``after``) and ``change_count``, ``moved`` (cells for the
        description), ``left`` (places for a person to judge, ``left_count``), ``remaining`` (findings of the mended
        tables), ``tables``, ``digest``
    :raises ValidationError: it is no table, cannot be had or read, or is larger than what is mended at once
    """
    data = validated(data_dict, repair_schema.repair_preview(), context)
    tk.check_access("tomoni_quality_repair_preview", context, data)
    package, resource = _found(context, data["resource_id"])
    choice = _choice(data)
    found = mending.mend(resource, package, choice)
    answer = _answer(found, choice, data["offset"], data["limit"])
    several = len(found.repair.tables) > 1
    for told, table in zip(answer["tables"], found.repair.tables, strict=True):
        told["file_name"] = mending_publish.file_name(resource, table, several=several)
        told["header"] = table.header[:200]
        if data["data"]:
            told["data"] = base64.b64encode(table.data).decode()
    return {"resource_id": resource["id"], "package_id": package["id"], **answer}


def _answer(found: Mended, choice: Choice, offset: int, limit: int) -> dict[str, Any]:
    made, counts = found.repair, found.repair.counts
    names = {table.sheet: table for table in made.tables}
    mends = [
        {"slug": mend.SLUG, "title": asdict(mend.TITLE), "what": asdict(mend.WHAT), "on": mend.SLUG not in choice.off,
         "count": counts.get(mend.SLUG, 0)}
        for mend in all_mends()
    ]  # fmt: skip
    return {
        "name": made.name,
        "kind": made.kind,
        "encoding": made.encoding,
        "written": made.written,
        "bom": choice.bom,
        "mends": mends,
        "changes": [
            {**asdict(change), "column_name": names[change.sheet].column_name(change.column)}
            for change in made.changes[offset : offset + limit]
        ],
        "change_count": len(made.changes),
        "left": [asdict(left) for left in made.left[: repair_schema.MOST_CHANGES]],
        "left_count": len(made.left),
        "moved": [asdict(moved) for moved in made.moved[: repair_schema.MOST_CHANGES]],
        "dropped": made.dropped,
        "tables": [{"sheet": t.sheet, "rows": len(t.rows), "columns": len(t.header)} for t in made.tables],
        "mends_something": made.mends_something,
        "remaining": found.remaining,
        "digest": found.digest,
    }


def tomoni_quality_repair_publish(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Publish the mended file. The original stays; publishing the same again makes nothing.

    :param resource_id: id of the resource
    :param mode: ``resource``: each mended table as a new resource beside the original; ``version``: as the new file of
        the resource itself, whose original file becomes a resource after it (files of one table only)
    :param off: slugs of mends that are not wanted
    :param bom: whether UTF-8 gets a BOM (true)
    :param digest: that of the preview: a file that changed since is not published
    :returns: ``resources`` (each ``id``, ``created``), for a version ``original``
    :raises ValidationError: nothing to mend, the file changed, several tables for a version, or as for the preview
    """
    data = validated(data_dict, repair_schema.repair_publish(), context)
    tk.check_access("tomoni_quality_repair_publish", context, data)
    if not tk.config["ckan.uploads_enabled"]:
        raise tk.ValidationError({"resource_id": [tk._("This portal has no place for uploaded files")]})
    package, resource = _found(context, data["resource_id"])
    mending_publish.lock(package["id"])
    package, resource = _found({**context, "use_cache": False}, data["resource_id"])  # pyright: ignore[reportArgumentType]
    found = mending.mend(resource, package, _choice(data), fresh=True)
    _publishable(found, data)
    if data["mode"] == "version":
        saved = mending_publish.in_place(context, package, resource, found)
        return {"resources": [saved], "original": saved["original"]}
    return {"resources": mending_publish.beside(context, package, resource, found)}


def _publishable(found: Mended, data: dict[str, Any]) -> None:
    if not found.repair.mends_something:
        raise tk.ValidationError({"resource_id": [tk._("There is nothing to mend")]})
    if data.get("digest") and data["digest"] != found.digest:
        message = tk._("The file changed since you saw what would be mended. Look again before publishing.")
        raise tk.ValidationError({"digest": [message]})
    if data["mode"] == "version" and len(found.repair.tables) > 1:
        message = tk._("A file of several sheets becomes several files: publish them as new resources")
        raise tk.ValidationError({"mode": [message]})


def tomoni_quality_repair_undo(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Take a publication of a mended file back: the new resource is deleted, or the resource gets its original file.

    :param resource_id: id of the mended resource
    :returns: ``id`` of the resource that stays, ``deleted``: that of the other
    :raises ValidationError: the resource was not mended, or its original is not kept any more
    """
    data = validated(data_dict, repair_schema.repair_undo(), context)
    tk.check_access("tomoni_quality_repair_undo", context, data)
    package, resource = _found(context, data["resource_id"])
    mending_publish.lock(package["id"])
    package, resource = _found({**context, "use_cache": False}, data["resource_id"])  # pyright: ignore[reportArgumentType]
    try:
        return mending_publish.undo(context, package, resource)
    except errors.TomoniError as problem:
        raise mending.refused(problem) from problem
