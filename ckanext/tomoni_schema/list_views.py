"""The pages of the open data list: what an organization has, as a file; and a file, as datasets."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, cast

from ckan.common import current_user
from ckan.lib.search import SearchError
from ckan.plugins import toolkit as tk
from flask import Blueprint, Response, abort, send_file, stream_with_context

from ckanext.tomoni_core.open_data_list.layout import EDITIONS, SLUG, layout
from ckanext.tomoni_schema.open_data_list import stock
from ckanext.tomoni_schema.open_data_list.imports import FILTERS, organization_or_missing
from ckanext.tomoni_schema.open_data_list.rows import rows_of
from ckanext.tomoni_schema.open_data_list.writing import MIMETYPES, csv_chunks, write_xlsx

__all__ = ["tomoni_list_import", "tomoni_open_data_list"]

A_PAGE = 50
XLSX_ROWS = 20_000

tomoni_open_data_list = Blueprint("tomoni_open_data_list", __name__, url_prefix=f"/standards/{SLUG}")
tomoni_list_import = Blueprint("tomoni_list_import", __name__, url_prefix="/organization/<id>/open-data-list")


def _context() -> Any:
    user = current_user if current_user.is_authenticated else None
    return {"user": current_user.name, "auth_user_obj": user}


def _asked(action: str, **data: Any) -> dict[str, Any]:
    """Call an action for whoever looks; what is not there, or not for them, is a page that says so."""
    try:
        return tk.get_action(action)(_context(), data)
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error.message))
    except tk.NotAuthorized as error:
        return _forbidden(str(error.message or ""))


def _forbidden(message: str) -> Any:
    if current_user.is_authenticated:
        return tk.abort(403, message)
    tk.h.flash_notice(tk._("Log in to go on"))
    return abort(cast(Response, tk.redirect_to("user.login", next=tk.request.full_path.rstrip("?"))))


def _numbers() -> dict[str, int] | None:
    """How many datasets each organization has for the visitor, None while the search does not answer."""
    try:
        return stock.count(current_user.name)
    except (SearchError, tk.ValidationError, OSError):
        return None


@tomoni_open_data_list.route("/export")
def export() -> str:
    """Choose whose list, which edition, which form."""
    numbers = _numbers()
    names = {"all_fields": True, "include_dataset_count": False, "limit": 1000, "sort": "title asc"}
    groups = tk.get_action("organization_list")(_context(), names) if numbers else []
    return tk.render(
        "tomoni_schema/open_data_list/export.html",
        {"numbers": numbers, "groups": [group for group in groups if (numbers or {}).get(group["name"])]},
    )


@tomoni_open_data_list.route("/export.<any(csv, xlsx):kind>")
def download(kind: str) -> Any:
    """The list as a file; a CSV is sent while it is made."""
    edition = tk.request.args.get("edition") or EDITIONS[0]
    if edition not in EDITIONS:
        tk.abort(404, tk._("There is no such standard or edition."))
    name = tk.request.args.get("organization", "")
    group = _organization(name) if name else None
    private = bool(group and tk.request.args.get("private") and current_user.is_authenticated)
    if _numbers() is None:
        tk.abort(503, tk._("The search is not available now. Please try again after a while."))
    rows = _rows(group.id if group else None, edition, private)
    file = f"{stock.place_of(group.id).code or group.name}_{SLUG}" if group else SLUG
    if kind == "xlsx":
        return _workbook(f"{file}.xlsx", edition, rows)
    answer = Response(stream_with_context(csv_chunks(layout(edition).columns, rows)), mimetype=MIMETYPES["csv"])
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _organization(name: str) -> Any:
    try:
        return organization_or_missing(name)
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error.message))


def _rows(organization_id: str | None, edition: str, private: bool) -> Iterator[list[str]]:
    for place, _, dataset in stock.datasets(current_user.name, organization_id, private=private):
        yield from rows_of(dataset, place, layout(edition))


def _workbook(name: str, edition: str, rows: Iterator[list[str]]) -> Any:
    kept = list(islice(rows, XLSX_ROWS + 1))
    if len(kept) > XLSX_ROWS:
        message = tk._("The list has more than {count} rows, too many for a workbook. Take the CSV file.")
        tk.h.flash_error(message.format(count=XLSX_ROWS))
        return tk.redirect_to("tomoni_open_data_list.export")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_xlsx(path, layout(edition).standard.title_ja, layout(edition).columns, kept)
        file = path.open("rb")  # open files outlive their folder
    return send_file(file, mimetype=MIMETYPES["xlsx"], as_attachment=True, download_name=name)


@tomoni_list_import.route("/", strict_slashes=False)
def index(id: str, data: dict[str, Any] | None = None, errors: dict[str, Any] | None = None) -> str:
    """An organization's list: the files, and for its editors the way back in."""
    group = _asked("organization_show", id=id, include_datasets=False)
    may = tk.h.check_access("tomoni_open_data_list_import_create", {"organization": group["id"]})
    imports = _asked("tomoni_open_data_list_import_list", organization=id, limit=10)["results"] if may else []
    numbers = _numbers()
    variables = {
        "group_dict": group,
        "group_type": "organization",
        "may_import": may,
        "imports": imports,
        "number": None if numbers is None else numbers.get(group["name"], 0),
        "data": data or {},
        "errors": errors or {},
    }
    return tk.render("tomoni_schema/open_data_list/organization.html", variables)


@tomoni_list_import.route("/", methods=["POST"], strict_slashes=False)
def create(id: str) -> Any:
    """Check the file that was sent."""
    form = tk.request.form
    data = {"private": bool(form.get("private")), "clear": bool(form.get("clear"))}
    try:
        made = tk.get_action("tomoni_open_data_list_import_create")(
            _context(), {"organization": id, "upload": tk.request.files.get("upload"), **data}
        )
    except tk.ValidationError as error:
        return index(id, data, error.error_dict)
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error.message))
    except tk.NotAuthorized as error:
        return _forbidden(str(error.message or ""))
    return tk.redirect_to("tomoni_list_import.read", id=id, import_id=made["id"])


@tomoni_list_import.route("/<import_id>")
def read(id: str, import_id: str) -> str:
    """What an import would do, or did."""
    show = tk.request.args.get("show", "")
    show = show if show in FILTERS else ""
    page = tk.h.get_page_number(tk.request.args)
    part = {"limit": A_PAGE, "offset": (page - 1) * A_PAGE}
    found = _asked("tomoni_open_data_list_import_show", id=import_id, show=show, **part)
    if not found["organization"] or id not in (found["organization"]["name"], found["organization"]["id"]):
        tk.abort(404, tk._("There is no such import."))
    last = max(1, -(-found["count"] // A_PAGE))
    variables = {"made": found, "show": show, "page": page, "last": last, "id": id}
    return tk.render("tomoni_schema/open_data_list/import.html", variables)


@tomoni_list_import.route("/<import_id>/<any(apply, undo):verb>", methods=["POST"])
def go_on(id: str, import_id: str, verb: str) -> Any:
    """Take the list over, or take the import back."""
    try:
        tk.get_action(f"tomoni_open_data_list_import_{verb}")(_context(), {"id": import_id})
    except tk.ValidationError as error:
        tk.h.flash_error(" ".join(map(str, error.error_summary.values())))
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error.message))
    except tk.NotAuthorized as error:
        return _forbidden(str(error.message or ""))
    return tk.redirect_to("tomoni_list_import.read", id=id, import_id=import_id)
