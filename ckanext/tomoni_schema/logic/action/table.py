"""Tables of a standard that are typed in the browser: shown, kept as drafts, checked, published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_core.errors import TomoniError
from ckanext.tomoni_core.standards import Standard, registry
from ckanext.tomoni_schema import language, organizations
from ckanext.tomoni_schema.logic import schema
from ckanext.tomoni_schema.tables import content, drafts, layout, opening, prefill, publishing, target
from ckanext.tomoni_schema.tables.model import TableDraft

__all__ = [
    "tomoni_table_check",
    "tomoni_table_draft_delete",
    "tomoni_table_draft_save",
    "tomoni_table_publish",
    "tomoni_table_show",
]


@tk.side_effect_free
@tk.validate_action_data(schema.table)
def tomoni_table_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Open a table: the draft when there is one, else the published file, else an empty one.

    :param package_id: id or name of the dataset
    :param resource_id: the resource to edit; or
    :param standard: ``public_toilet`` or ``public_toilet@2026``, for a new table
    :returns: ``standard``, ``columns`` (what each may hold), ``header``, ``rows``, ``base`` (hash of the file),
        ``draft`` (null, or its ``revision``, ``modified``, ``user``), ``changed`` (the file is not the one that the
        draft began from), ``notes`` (what publishing changes), ``prefill`` (column to value), ``limits``
    :raises ObjectNotFound: no such dataset, resource or standard
    :raises ValidationError: the file is not one that can be edited in the browser
    """
    tk.check_access("tomoni_table_show", context, data_dict)
    with _telling():
        wanted = target.find(context, data_dict)
        draft = TableDraft.find(wanted.package["id"], wanted.key)
        opened, base = _opened(wanted, draft)
    return {**_described(wanted, opened), **_state(draft, base)}


@tk.validate_action_data(schema.table_draft_save)
def tomoni_table_draft_save(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Keep what was typed, for everyone who may edit the dataset. It is not published.

    :param package_id: id or name of the dataset
    :param resource_id: the resource that is edited; or
    :param standard: the standard and edition of a new table
    :param header: the standard's columns in its order, then the file's own
    :param rows: a list of rows, each a list of texts; at most 10,000
    :param revision: the draft's revision that this one follows; 0 for the first
    :param base: ``base`` of ``tomoni_table_show``
    :returns: ``revision``, ``modified``, ``user``, ``base``
    :raises ValidationError: it is no such table, or (key ``conflict``) the draft was saved or published meanwhile
    """
    tk.check_access("tomoni_table_draft_save", context, data_dict)
    with _telling():
        wanted = target.find(context, data_dict)
        standard = wanted.standard or layout.require_columns(_standard(data_dict))
        header = content.header(data_dict["header"], standard)
        made = {
            "standard": standard.id,
            "base": data_dict.get("base") or "",
            "header": header,
            "rows": content.rows(data_dict["rows"], len(header)),
        }
        user = getattr(context.get("auth_user_obj"), "id", "") or ""
        return drafts.dictize(drafts.save(wanted.package["id"], wanted.key, data_dict["revision"], user, **made))


@tk.validate_action_data(schema.table)
def tomoni_table_draft_delete(context: Context, data_dict: dict[str, Any]) -> None:
    """Forget what was typed and not published; the published file stays. Doing it twice does nothing more.

    :param package_id: id or name of the dataset
    :param resource_id: the resource that is edited; or
    :param standard: the standard and edition of a new table
    :raises ObjectNotFound: no such dataset, resource or standard
    """
    tk.check_access("tomoni_table_draft_delete", context, data_dict)
    with _telling():
        wanted = target.find(context, data_dict)
        drafts.discard(wanted.package["id"], wanted.key)


@tk.validate_action_data(schema.table_check)
def tomoni_table_check(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Check what was typed by the rules of the quality check, without saving it.

    :param package_id: id or name of the dataset
    :param standard: slug of the standard
    :param header: the names of the columns
    :param rows: a list of rows, each a list of texts
    :returns: what ``tomoni_quality_check_table`` answers, and ``available``: false on a portal without that check
    """
    tk.check_access("tomoni_table_check", context, data_dict)
    try:
        check = tk.get_action("tomoni_quality_check_table")
    except KeyError:
        return {"available": False, "cells": [], "table": [], "counts": {}}
    wanted = {**data_dict, "standard": (data_dict.get("standard") or "").partition("@")[0]}
    return {**check(tk.fresh_context(context), wanted), "available": True}


@tk.validate_action_data(schema.table_publish)
def tomoni_table_publish(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Publish a draft: the CSV file of the standard becomes a resource, or the new file of the resource it came from.

    The quality check and the DataStore follow as for any uploaded file. A dataset that is a draft becomes active.

    :param package_id: id or name of the dataset
    :param resource_id: the resource that is edited; or
    :param standard: the standard and edition of a new table
    :param revision: the draft's revision to publish
    :param name: what the resource is called (the standard's title for a new one)
    :param overwrite: publish although the file changed since the table was opened (default false)
    :returns: ``package_id``, ``resource_id``
    :raises ValidationError: nothing to publish, or (key ``conflict``) the draft or the file changed meanwhile
    """
    tk.check_access("tomoni_table_publish", context, data_dict)
    with _telling():
        wanted = target.find(context, data_dict)
        name, overwrite = data_dict.get("name") or "", data_dict["overwrite"]
        made = publishing.publish(context, wanted, data_dict["revision"], name=name, overwrite=overwrite)
    return {"package_id": wanted.package["id"], "resource_id": made}


@contextmanager
def _telling() -> Iterator[None]:
    """Tell an error of a table as CKAN tells wrong input, in the visitor's language."""
    try:
        yield
    except TomoniError as error:
        key = "conflict" if isinstance(error, drafts.Conflict) else "table"
        said = error.message("ja" if language.japanese() else "en")
        raise tk.ValidationError({key: [said], "slug": [error.slug]}) from error


def _standard(data_dict: dict[str, Any]) -> Standard:
    found = registry().get(data_dict.get("standard") or "")
    if found is None:
        raise tk.ObjectNotFound(tk._("There is no such standard or edition."))
    return found


def _opened(wanted: target.Target, draft: TableDraft | None) -> tuple[opening.Opened, str]:
    standard = registry().get(draft.standard) if draft else None
    if draft is None or standard is None or draft.header[: len(standard.columns)] != [c.name for c in standard.columns]:
        return wanted.open()
    return opening.Opened(standard, draft.header, draft.rows), wanted.digest()


def _described(wanted: target.Target, opened: opening.Opened) -> dict[str, Any]:
    standard = opened.standard
    layout.require_columns(standard)
    code = organizations.code_and_title(wanted.package.get("owner_org") or "")[0]
    return {
        "package_id": wanted.package["id"],
        "resource_id": wanted.resource["id"] if wanted.resource else None,
        "standard": {
            "id": standard.id,
            "slug": standard.slug,
            "edition": standard.edition,
            "title_ja": standard.title_ja,
            "title_en": standard.title_en,
        },
        "columns": layout.columns(standard, opened.header),
        "header": opened.header,
        "rows": opened.rows,
        "notes": [{"ja": ja, "en": en} for ja, en in opened.notes],
        "prefill": {str(n): value for n, value in prefill.values(standard, code).items()},
        "filename": publishing.file_name(standard, code),
        "limits": content.LIMITS,
    }


def _state(draft: TableDraft | None, base: str) -> dict[str, Any]:
    changed = draft is not None and draft.base != base
    return {"base": base, "changed": changed, "draft": drafts.dictize(draft) if draft else None}
