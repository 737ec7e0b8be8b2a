"""What the pages of a source share: who may see them, and a table a spreadsheet can open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from ckanext.harvest import utils
from flask import Response

PAGE_LENGTH = 100


def dataset_type() -> None:
    """ckanext-harvest's templates ask for the type of the pages."""
    tk.g.dataset_type = utils.DATASET_TYPE_NAME


def managed_source(source: str) -> dict[str, Any]:
    """Return a source for those who may change it; anybody else is shown why not."""
    try:
        found = tk.get_action("harvest_source_show")({}, {"id": source})
        tk.check_access("harvest_source_update", {"user": tk.g.user}, {"id": found["id"]})
    except tk.ObjectNotFound:
        tk.abort(404, tk._("Harvest source not found"))
    except tk.NotAuthorized:
        tk.abort(403, tk._("Not authorized to manage this harvest source."))
    return found


def page_number() -> int:
    """Return the page asked for, the first when that is no number."""
    asked = tk.request.args.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1


def offset() -> int:
    """Return how many rows stand before the page asked for."""
    return (page_number() - 1) * PAGE_LENGTH


def table(name: str, headings: dict[str, str], rows: Iterable[dict[str, Any]]) -> Response:
    """Return rows as a CSV for a spreadsheet, which runs none of its cells."""
    sink = io.StringIO()
    writer = csv.DictWriter(sink, fieldnames=list(headings), extrasaction="ignore")
    writer.writerow(headings)
    writer.writerows({key: inert(str(row.get(key) or "")) for key in headings} for row in rows)
    response = Response("\ufeff" + sink.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def inert(value: str) -> str:
    """A cell a spreadsheet would run as a formula is written as text."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
