"""Imports as the actions begin, carry on and tell them: at once where little is to do, else as a job. Knows CKAN."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from redis.exceptions import RedisError

from ckanext.tomoni_core.open_data_list.values import NOT_IN_CELLS
from ckanext.tomoni_schema.open_data_list.applying import apply
from ckanext.tomoni_schema.open_data_list.checking import LIMITS, check
from ckanext.tomoni_schema.open_data_list.model import ListImport
from ckanext.tomoni_schema.open_data_list.undoing import undo

__all__ = [
    "FILTERS",
    "begin",
    "dictize",
    "found_or_missing",
    "listed",
    "organization_or_missing",
    "queue_apply",
    "queue_undo",
]

log = logging.getLogger(__name__)

FILTERS = ("create", "update", "unchanged", "error", "problem")
AT_ONCE_BYTES = 100_000
AT_ONCE_DATASETS = 20
JOB_SECONDS = 6 * 3600


def begin(
    organization_id: str, user: str, filename: str, content: bytes, options: dict[str, Any], *, at_once: bool = False
) -> ListImport:
    """Keep a file and check it, in the background when it is long and ``at_once`` is not asked for."""
    if len(content) > LIMITS.max_bytes:
        megabytes = LIMITS.max_bytes // 1024 // 1024
        message = tk._("The file is larger than {megabytes} MB. Split it.").format(megabytes=megabytes)
        raise tk.ValidationError({"upload": [message]})
    ListImport.forget_old()
    row = ListImport(
        organization_id=organization_id,
        user_id=user,
        filename=NOT_IN_CELLS.sub("", filename).replace("\x7f", "")[-200:],
        content=content,
        options=options,
        state="waiting",
    )
    model.Session.add(row)
    model.Session.commit()
    _run(check, [row.id], at_once=at_once or len(content) <= AT_ONCE_BYTES, title="check an open data list")
    return found_or_missing(row.id)


def queue_apply(row: ListImport, user: str, *, at_once: bool = False) -> ListImport:
    """Take over a checked import; one that is under way or done is left alone, a dead one is taken up again."""
    ident = row.id
    left = sum(number for name, number in row.summary.get("actions", {}).items() if name in ("create", "update"))
    if ListImport.claim(ident, ("checked",), "queued", ("queued", "applying")):
        now = at_once or left <= AT_ONCE_DATASETS
        _run(apply, [ident, user], at_once=now, title="import an open data list", back="checked")
    elif row.state not in ("queued", "applying", "done"):
        raise tk.ValidationError({"id": [tk._("This list is not ready to be imported.")]})
    return found_or_missing(ident)


def queue_undo(row: ListImport, user: str) -> ListImport:
    """Take back an import that is done."""
    ident = row.id
    outcomes = row.summary.get("outcomes", {})
    touched = outcomes.get("created", 0) + outcomes.get("updated", 0)
    if ListImport.claim(ident, ("done",), "undo_queued", ("undo_queued", "undoing")):
        _run(undo, [ident, user], at_once=touched <= AT_ONCE_DATASETS, title="undo the import of a list", back="done")
    elif row.state not in ("undo_queued", "undoing", "undone"):
        raise tk.ValidationError({"id": [tk._("Only an import that is done can be undone.")]})
    return found_or_missing(ident)


def _run(job: Callable[..., None], args: list[str], *, at_once: bool, title: str, back: str = "") -> None:
    if at_once:
        job(*args)
    else:
        _enqueue(job, args, title, back)
    # The states were written past the session: what is told must be what is stored.
    model.Session.expire_all()


def _enqueue(job: Callable[..., None], args: list[str], title: str, back: str) -> None:
    try:
        tk.enqueue_job(job, args, title=f"tomoni_schema: {title}", rq_kwargs={"timeout": JOB_SECONDS})
    except RedisError as error:
        log.warning("The job queue does not answer: %s", error)
        if back:
            ListImport.tell(args[0], state=back)
        else:
            model.Session.execute(sa.delete(ListImport).where(ListImport.id == args[0]))
            model.Session.commit()
        raise tk.ValidationError({"queue": [tk._("The job queue does not answer. Try again later.")]}) from error


def organization_or_missing(name: str) -> Any:
    """The active organization of that id or name."""
    found = model.Group.get(name)
    if found is None or not found.is_organization or found.state != "active":
        raise tk.ObjectNotFound(tk._("There is no such organization."))
    return found


def found_or_missing(ident: str) -> ListImport:
    """The import of that id."""
    row = ListImport.get(ident)
    if row is None:
        raise tk.ObjectNotFound(tk._("There is no such import."))
    return row


def listed(organization_id: str, limit: int, offset: int) -> dict[str, Any]:
    """A page of an organization's imports, without their datasets."""
    everything = ListImport.of(organization_id)
    count = model.Session.scalar(sa.select(sa.func.count()).select_from(everything.order_by(None).subquery()))
    rows = model.Session.scalars(everything.limit(min(limit, 1000)).offset(offset))
    return {"count": count or 0, "results": [_head(row) for row in rows]}


def dictize(row: ListImport, *, show: str | None = None, limit: int = 100, offset: int = 0) -> dict[str, Any]:
    """An import with a page of its datasets."""
    found = [item for item in row.items or [] if _shown(item, show)]
    results = [_public(item) for item in found[offset : offset + limit]]
    return {**_head(row), "count": len(found), "results": results}


def _shown(item: dict[str, Any], show: str | None) -> bool:
    if show == "problem":
        return bool(item["problems"])
    return not show or item["action"] == show or (show == "error" and item.get("outcome") in ("error", "kept"))


def _public(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key not in ("undo", "stamp")}


def _head(row: ListImport) -> dict[str, Any]:
    group = model.Session.get(model.Group, row.organization_id)
    user = model.User.get(row.user_id)
    return {
        "id": row.id,
        "organization": {"id": row.organization_id, "name": group.name, "title": group.title} if group else None,
        "user": user.display_name if user else "",
        "filename": row.filename,
        "state": row.state,
        "stalled": row.is_stalled,
        "private": bool(row.options.get("private")),
        "clear": bool(row.options.get("clear")),
        "done": row.done,
        "total": row.total,
        "created": row.created.astimezone(UTC).isoformat(timespec="seconds"),
        "updated": row.updated.astimezone(UTC).isoformat(timespec="seconds"),
        "summary": row.summary,
    }
