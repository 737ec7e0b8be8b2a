"""Taking an import back: what it made goes to the trash, what it changed gets its old values.

Only what nobody has touched since is taken back; the rest is left alone and told. Knows CKAN.
"""

from __future__ import annotations

import logging
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_schema.open_data_list.checking import TELL_EVERY, summary_of
from ckanext.tomoni_schema.open_data_list.model import ListImport

__all__ = ["undo"]

log = logging.getLogger(__name__)


def undo(ident: str, user: str) -> None:
    """The job: take back an import that is done, as ``user``."""
    if not ListImport.claim(ident, ("undo_queued",), "undoing", ("undoing",)):
        return
    row = ListImport.get(ident)
    if row is None:
        return
    items, heading = list(row.items), row.summary.get("heading")
    for number, item in enumerate(items, 1):
        if item.get("outcome") in ("created", "updated"):
            item["outcome"] = _one(item, user)
        if number % TELL_EVERY == 0:
            ListImport.tell(ident, done=number, items=items)
    told = summary_of(items) | {"heading": heading}
    ListImport.tell(ident, state="undone", done=len(items), items=items, summary=told)


def _one(item: dict[str, Any], user: str) -> str:
    """Take one dataset back: ``undone``, or ``kept`` where it was changed since, or could not be changed."""
    package = model.Session.get(model.Package, item["id"])
    if package is None or package.state != "active":
        return "undone" if item["outcome"] == "created" else "kept"
    if package.metadata_modified.isoformat() != item.get("stamp"):
        return "kept"
    context: Any = {"user": user, "ignore_auth": False}
    try:
        if item["outcome"] == "created":
            tk.get_action("package_delete")(context, {"id": item["id"]})
        else:
            tk.get_action("package_revise")(context, _back(item))
    except (tk.ValidationError, tk.NotAuthorized, tk.ObjectNotFound):
        model.Session.rollback()
        return "kept"
    except Exception:
        log.exception("Dataset %s could not be taken back", item["id"])
        model.Session.rollback()
        return "kept"
    return "undone"


def _back(item: dict[str, Any]) -> dict[str, Any]:
    before = item["undo"]
    gone = [f"-resources__{ident}" for ident in before["new_files"]]
    tags = ["-tags"] if "tags" in before["dataset"] else []
    return {
        "match": {"id": item["id"], "metadata_modified": item["stamp"]},
        "filter": [*gone, *tags],
        "update": before["dataset"],
        **{f"update__resources__{ident}": fields for ident, fields in before["files"].items()},
    }
