"""Makes a draft the file of a resource, and forgets the draft, at once; refused when either changed meanwhile."""

from __future__ import annotations

import io
import re
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from werkzeug.datastructures import FileStorage

from ckanext.tomoni_core.errors import TomoniError
from ckanext.tomoni_core.standards import Standard, registry
from ckanext.tomoni_core.writing import csv_bytes
from ckanext.tomoni_schema import organizations
from ckanext.tomoni_schema.tables import content, drafts
from ckanext.tomoni_schema.tables.content import TableError
from ckanext.tomoni_schema.tables.target import Target

__all__ = ["ENCODING", "file_name", "publish"]

ENCODING = "UTF-8（BOM付き）"
_NOT_IN_NAMES = re.compile(r"[^0-9A-Za-z_.-]+")


def file_name(standard: Standard, code: str) -> str:
    """``131032_public_toilet.csv``, as the standards name their files; without a code the slug alone."""
    return _NOT_IN_NAMES.sub("_", "_".join(filter(None, (code, standard.slug)))) + ".csv"


def publish(context: Context, target: Target, revision: int, *, name: str = "", overwrite: bool = False) -> str:
    """Publish the draft at ``revision``; the id of the resource. Nothing of it happens when a part fails.

    :raises Conflict: the draft, or the published file, is not the one that was edited
    :raises TableError: there is nothing to publish, or no place for files
    """
    if not tk.config["ckan.uploads_enabled"]:
        raise _no_uploads()
    drafts.lock(target.package["id"])
    draft = drafts.require(target.package["id"], target.key, revision)
    standard = registry().get(draft.standard) if draft else None
    rows = content.without_blanks(draft.rows) if draft else []
    if draft is None or standard is None or not rows:
        raise _nothing()
    if draft.base != target.digest() and not overwrite:
        raise _changed()
    fields = _fields(target, standard, csv_bytes(draft.header, rows), name)
    model.Session.delete(draft)
    return _write(context, target, fields)


def _fields(target: Target, standard: Standard, data: bytes, name: str) -> dict[str, Any]:
    code = organizations.code_and_title(target.package.get("owner_org") or "")[0]
    written = file_name(standard, code)
    found: dict[str, Any] = {
        "upload": FileStorage(io.BytesIO(data), written, "upload", "text/csv"),
        "url": written,
        "format": "CSV",
        "mimetype": "text/csv",
        "encoding": ENCODING,
    }
    if name or not target.resource:
        found["name"] = name or standard.title_ja
    declared = (target.resource or {}).get("tomoni_standard") or target.package.get("tomoni_standard")
    return found if declared == standard.slug else {**found, "tomoni_standard": standard.slug}


def _write(context: Context, target: Target, fields: dict[str, Any]) -> str:
    """Create or change the resource as the user; CKAN commits, and the draft's deletion with it."""
    try:
        if target.resource:
            saved = tk.get_action("resource_patch")(tk.fresh_context(context), {"id": target.resource["id"], **fields})
        else:
            wanted = {"package_id": target.package["id"], **fields}
            saved = tk.get_action("resource_create")(tk.fresh_context(context), wanted)
    except Exception:
        model.Session.rollback()
        raise
    if target.package["state"] == "draft":
        tk.get_action("package_patch")(tk.fresh_context(context), {"id": target.package["id"], "state": "active"})
    return saved["id"]


def _nothing() -> TableError:
    return TableError(
        "table-empty",
        "公開する行がありません。",
        "There is no row to publish.",
        "1行以上入力し、下書きを保存してから公開してください。",
        "Type at least one row, save the draft, then publish.",
    )


def _no_uploads() -> TableError:
    return TableError(
        "no-uploads",
        "このポータルには、ファイルの保存場所が設定されていません。",
        "This portal has no place for uploaded files.",
        "管理者に ckan.storage_path の設定を依頼してください。",
        "Ask the administrator to set ckan.storage_path.",
    )


def _changed() -> TomoniError:
    return drafts.Conflict(
        "file-changed",
        "編集しているあいだに、公開されているファイルが変わりました。",
        "The published file changed while you were editing.",
        "いまのファイルを開いて見比べ、開き直すか、上書きして公開するかを選んでください。",
        "Look at the file as it is now; then open the table again, or publish over it.",
    )
