"""The open data list out of the portal, and into it, as the API gives them."""

from __future__ import annotations

import base64
import binascii
from itertools import islice
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_core.open_data_list.layout import layout
from ckanext.tomoni_schema.logic import schema
from ckanext.tomoni_schema.open_data_list import stock
from ckanext.tomoni_schema.open_data_list.checking import LIMITS
from ckanext.tomoni_schema.open_data_list.imports import (
    begin,
    dictize,
    found_or_missing,
    listed,
    organization_or_missing,
    queue_apply,
    queue_undo,
)
from ckanext.tomoni_schema.open_data_list.rows import rows_of
from ckanext.tomoni_schema.open_data_list.writing import csv_chunks

__all__ = [
    "tomoni_open_data_list",
    "tomoni_open_data_list_import_apply",
    "tomoni_open_data_list_import_create",
    "tomoni_open_data_list_import_list",
    "tomoni_open_data_list_import_show",
    "tomoni_open_data_list_import_undo",
]


@tk.side_effect_free
@tk.validate_action_data(schema.open_data_list)
def tomoni_open_data_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Give the datasets of an organization, or of all, as rows of the standard オープンデータ一覧.

    :param organization: id or name; every organization when left out
    :param edition: ``2026`` (default: 42 columns, one row a file) or ``2021`` (15 columns, one row a dataset)
    :param format: ``json`` (default: rows by column name) or ``csv`` (the text of a CSV file)
    :param include_private: also the private datasets that you may see (default false)
    :param limit: how many datasets (default 100, at most 1000)
    :param after: the ``next`` of the page before
    :returns: ``edition``, ``columns``, ``count`` (all datasets), ``num_datasets`` and ``results`` or ``content`` (this
        page), ``next`` (null at the end), and ``url``, where the whole list is a file
    :raises ObjectNotFound: no such organization
    """
    tk.check_access("tomoni_open_data_list", context, data_dict)
    organization = organization_or_missing(data_dict["organization"]) if data_dict.get("organization") else None
    made, private = layout(data_dict["edition"]), data_dict["include_private"]
    ident, user = organization.id if organization else None, context.get("user") or ""
    limit = max(1, min(data_dict["limit"], 1000))
    found = stock.datasets(user, ident, private=private, after=data_dict.get("after"))
    page = list(islice(found, limit + 1))
    more, page = len(page) > limit, page[:limit]
    rows = [row for place, _, dataset in page for row in rows_of(dataset, place, made)]
    answer: dict[str, Any] = {
        "edition": made.edition,
        "columns": made.columns,
        "count": sum(stock.count(user, ident, private=private).values()),
        "num_datasets": len(page),
        "next": "/".join(page[-1][1]) if more else None,
        "url": tk.url_for(
            "tomoni_open_data_list.download",
            kind="csv",
            edition=made.edition,
            organization=organization.name if organization else None,
            qualified=True,
        ),
    }
    if data_dict["format"] == "csv":
        return {**answer, "content": b"".join(csv_chunks(made.columns, rows)).decode()}
    return {**answer, "results": [dict(zip(made.columns, row, strict=True)) for row in rows]}


@tk.validate_action_data(schema.open_data_list_import_create)
def tomoni_open_data_list_import_create(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Send a list and have it checked: what would be new, what would change, what is wrong. Changes no dataset.

    A short list is checked at once; a long one in the background (``state`` tells, see
    ``tomoni_open_data_list_import_show``).

    :param organization: id or name of the organization that the datasets belong to
    :param upload: the CSV or XLSX file (multipart); or
    :param content: the file in Base64
    :param filename: its name
    :param private: register new datasets as private (default false)
    :param clear: empty cells clear the field instead of leaving it as it is (default false)
    :returns: the import, as ``tomoni_open_data_list_import_show`` gives it
    :raises ObjectNotFound: no such organization
    """
    organization = organization_or_missing(data_dict["organization"])
    tk.check_access("tomoni_open_data_list_import_create", context, {"organization": organization.id})
    content, name = _content(data_dict)
    options = {"private": data_dict["private"], "clear": data_dict["clear"]}
    row = begin(organization.id, context.get("user", ""), name, content, options)
    return dictize(row, limit=100)


@tk.side_effect_free
@tk.validate_action_data(schema.open_data_list_import_show)
def tomoni_open_data_list_import_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show an import: its state, how far it is, what it would do or did to each dataset, and what is wrong.

    :param id: the import
    :param show: only ``create``, ``update``, ``unchanged``, ``error`` or ``problem`` (those with any problem)
    :param limit: how many datasets (default 100)
    :param offset: after how many
    :returns: ``state`` (``waiting``, ``checking``, ``checked``, ``queued``, ``applying``, ``done``, ``undo_queued``,
        ``undoing``, ``undone``, ``failed``), ``done`` of ``total``, ``summary``, ``count`` and ``results``, each with
        ``action``, ``outcome``, ``changes`` (``column``, ``file``, ``old``, ``new``), ``new_files`` and ``problems``
    :raises ObjectNotFound: no such import
    """
    row = found_or_missing(data_dict["id"])
    tk.check_access("tomoni_open_data_list_import_show", context, {"organization": row.organization_id})
    return dictize(row, show=data_dict.get("show"), limit=data_dict["limit"], offset=data_dict["offset"])


@tk.side_effect_free
@tk.validate_action_data(schema.open_data_list_import_list)
def tomoni_open_data_list_import_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List the imports of an organization, newest first. They are kept for 90 days.

    :param organization: id or name
    :param limit: how many (default 20)
    :param offset: after how many
    :returns: ``{"count", "results"}``
    :raises ObjectNotFound: no such organization
    """
    organization = organization_or_missing(data_dict["organization"])
    tk.check_access("tomoni_open_data_list_import_list", context, {"organization": organization.id})
    return listed(organization.id, data_dict["limit"], data_dict["offset"])


@tk.validate_action_data(schema.open_data_list_import_id)
def tomoni_open_data_list_import_apply(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Take over a checked list: make the new datasets and change the others. Deletes nothing.

    A few datasets are saved at once, many in the background. Asking again does nothing more, or takes up again a job
    that died.

    :param id: the import
    :returns: the import
    :raises ObjectNotFound: no such import
    """
    row = found_or_missing(data_dict["id"])
    tk.check_access("tomoni_open_data_list_import_apply", context, {"organization": row.organization_id})
    return dictize(queue_apply(row, context.get("user", "")), limit=100)


@tk.validate_action_data(schema.open_data_list_import_id)
def tomoni_open_data_list_import_undo(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Take an import back: what it made is deleted (and stays in the trash), what it changed gets its old values.

    A dataset that was changed since is left as it is (``outcome`` is ``kept``).

    :param id: the import
    :returns: the import
    :raises ObjectNotFound: no such import
    """
    row = found_or_missing(data_dict["id"])
    tk.check_access("tomoni_open_data_list_import_undo", context, {"organization": row.organization_id})
    return dictize(queue_undo(row, context.get("user", "")), limit=100)


def _content(data: dict[str, Any]) -> tuple[bytes, str]:
    upload = data.get("upload")
    if upload is not None and hasattr(upload, "stream"):
        content, name = upload.stream.read(LIMITS.max_bytes + 1), upload.filename or ""
    else:
        content, name = _decoded(data.get("content") or ""), ""
    if not content:
        raise tk.ValidationError({"upload": [tk._("Choose a CSV or XLSX file.")]})
    return content, data.get("filename") or name


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise tk.ValidationError({"content": [tk._("This is not Base64.")]}) from error
