"""The actions on mending: look, publish, take back."""

from __future__ import annotations

import base64
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_core import errors
from ckanext.tomoni_quality import mending, mending_answer, mending_publish, mending_run, trials, trying
from ckanext.tomoni_quality.logic import repair_schema
from ckanext.tomoni_quality.logic.validating import task_of, user_id, validated
from ckanext.tomoni_quality.mending import Choice, Mended

__all__ = [
    "tomoni_quality_repair_preview",
    "tomoni_quality_repair_publish",
    "tomoni_quality_repair_start",
    "tomoni_quality_repair_undo",
]


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
    :param task: id of a task of ``tomoni_quality_repair_start`` that is done: what that found, its choice, and the
        first 100 changes of each mend
    :returns: ``mends`` (each ``slug``, ``title``, ``what``, ``on``, ``count``), ``changes`` (``mend``, ``sheet``,
        ``row``, ``column``, ``column_name``, ``before``, ``after``), ``change_count`` and ``listed`` (how many
        can be told), ``moved`` (cells for the description), ``left`` (places for a person to judge, ``left_count``),
        ``remaining`` (findings of the mended tables), ``tables``, ``digest``
    :raises ValidationError: it is no table, cannot be had or read, or is larger than what is mended at once
    """
    data = validated(data_dict, repair_schema.repair_preview(), context)
    tk.check_access("tomoni_quality_repair_preview", context, data)
    package, resource = _found(context, data["resource_id"])
    if data.get("task"):
        answer = _of_task(context, resource, data)
    else:
        choice = _choice(data)
        found = mending.mend(resource, package, choice)
        changes = found.repair.changes
        shown = changes[data["offset"] : data["offset"] + data["limit"]]
        answer = mending_answer.answer(found, choice, resource, shown, len(changes))
        for told, table in zip(answer["tables"], found.repair.tables, strict=True):
            told |= {"data": base64.b64encode(table.data).decode()} if data["data"] else {}
    return {"resource_id": resource["id"], "package_id": package["id"], **answer}


def _of_task(context: Context, resource: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    row = task_of("show", context, data["task"])
    answer = mending_answer.part(mending_run.stored(row, resource)["answer"], data["offset"], data["limit"])
    for number, told in enumerate(answer["tables"]):
        told |= {"data": base64.b64encode(mending_run.table(row, number)).decode()} if data["data"] else {}
    return answer


def tomoni_quality_repair_start(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Find in the background what can be mended in a resource, for a table too large for the preview.

    ``tomoni_quality_task_show`` tells how far it is; then its id is ``task`` of the preview and of publishing.

    :param resource_id: id of the resource; at most ``ckanext.tomoni_quality.repair_job_max_cells``
    :param off: slugs of mends that are not wanted
    :param bom: whether UTF-8 gets a BOM (true)
    :returns: what ``tomoni_quality_task_list`` tells of each task
    :raises ValidationError: too many tasks, or the portal keeps no files
    """
    data = validated(data_dict, repair_schema.repair_start(), context)
    tk.check_access("tomoni_quality_repair_start", context, data)
    _, resource = _found(context, data["resource_id"])
    name = str(context.get("user") or "")
    if not trying.may_wait(name):
        raise tk.ValidationError({"resource_id": [tk._("This portal has no place for uploaded files")]})
    return trials.begin_mending(resource, user_id(name), _choice(data))


def tomoni_quality_repair_publish(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Publish the mended file. The original stays; publishing the same again makes nothing.

    :param resource_id: id of the resource
    :param mode: ``resource``: each mended table as a new resource beside the original; ``version``: as the new file of
        the resource itself, whose original file becomes a resource after it (files of one table only)
    :param off: slugs of mends that are not wanted
    :param bom: whether UTF-8 gets a BOM (true)
    :param digest: that of the preview: a file that changed since is not published
    :param task: id of a task of ``tomoni_quality_repair_start``: what that found is published
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
    if data.get("task"):
        row = task_of("show", context, data["task"])
        something = mending_run.stored(row, resource)["answer"]["mends_something"]
        found = mending_run.to_publish(row, resource)
    else:
        found = mending.mend(resource, package, _choice(data), fresh=True)
        something = found.repair.mends_something
    _publishable(found, data, something=something)
    if data["mode"] == "version":
        saved = mending_publish.in_place(context, package, resource, found)
        return {"resources": [saved], "original": saved["original"]}
    return {"resources": mending_publish.beside(context, package, resource, found)}


def _publishable(found: Mended, data: dict[str, Any], *, something: bool) -> None:
    if not something:
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
