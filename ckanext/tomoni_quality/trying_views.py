"""The page on which a file is checked before it is published; without scripts it is a plain form."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Response
from flask import Blueprint
from werkzeug.wrappers.response import Response as WerkzeugResponse

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_quality import every_place, trying
from ckanext.tomoni_quality.report import Report, as_csv

bp = Blueprint("tomoni_quality_try", __name__)

BAD_REQUEST = 400
#: Room for the other fields and the frame of a form around the file.
FRAME_BYTES = 1 << 16


def _context() -> Any:
    return {"user": getattr(tk.current_user, "name", ""), "auth_user_obj": tk.current_user}


def _allowed() -> None:
    try:
        tk.check_access("tomoni_quality_check_file", _context(), {})
    except tk.NotAuthorized:
        tk.abort(403, tk._("Log in to check a file before it is published"))


def _standards() -> list[tuple[str, str]]:
    japanese = tk.h.tomoni_quality_is_japanese()
    return [(each.slug, each.title_ja if japanese else each.title_en) for each in registry().latest()]


def _page(report: dict[str, Any] | None, errors: dict[str, list[str]]) -> str:
    user = _context()["user"]
    extra = {
        "report": report, "errors": errors, "data": tk.request.form, "standards": _standards(),
        "largest": trying.megabytes(trying.largest(user)), "may_wait": trying.may_wait(user),
        "trials": tk.get_action("tomoni_quality_task_list")(_context(), {}) if user else [],
    }  # fmt: skip
    return tk.render("tomoni_quality/try.html", extra)


def _tried(**wanted: int) -> tuple[dict[str, Any] | None, dict[str, list[str]]]:
    """The report of the file sent, or the job that makes it, or what is wrong with the form."""
    length, largest = tk.request.content_length, trying.largest(_context()["user"])
    if length is None or length > largest + FRAME_BYTES:
        return None, {"upload": [trying.too_large(largest)]}
    sent = {**tk.request.form, **wanted, "upload": tk.request.files.get("upload")}
    try:
        return tk.get_action("tomoni_quality_check_file")(_context(), sent), {}
    except tk.ValidationError as problem:
        return None, {name: [str(text) for text in texts] for name, texts in problem.error_dict.items() if texts}  # pyright: ignore[reportGeneralTypeIssues]


def _to_the_job(trial: dict[str, Any]) -> WerkzeugResponse:
    """Go to the page of a long check; HTMX goes there as a whole, it does not put it into this page."""
    address = tk.h.url_for("tomoni_quality_trial.read", ident=trial["id"])
    if tk.request.headers.get("HX-Request"):
        return Response(headers={"HX-Redirect": address})
    return tk.redirect_to(address)


@bp.route("/quality/try", methods=["GET", "POST"])
def form() -> str | tuple[str, int] | WerkzeugResponse:
    """The form, and below it the report of the file that was sent; a long one has a page of its own."""
    _allowed()
    if tk.request.method == "GET":
        return _page(None, {})
    report, errors = _tried()
    if report and "state" in report:
        return _to_the_job(report)
    # HTMX shows no answer that is an error.
    refused = errors and not tk.request.headers.get("HX-Request")
    return (_page(report, errors), BAD_REQUEST) if refused else _page(report, errors)


@bp.route("/quality/try.csv", methods=["POST"])
def findings() -> WerkzeugResponse | tuple[str, int]:
    """The findings of the file that was sent, as CSV; of a long one the page that will have them."""
    _allowed()
    report, errors = _tried(places=every_place.MOST)
    if report is None:
        return _page(None, errors), BAD_REQUEST
    return _to_the_job(report) if "state" in report else as_download(Report.from_dict(report))


def as_download(report: Report) -> Response:
    """The findings of a report as a file in the reader's language."""
    lang = "ja" if tk.h.tomoni_quality_is_japanese() else "en"
    headers = {"Content-Disposition": 'attachment; filename="quality.csv"'}
    return Response(as_csv(report, lang), content_type="text/csv; charset=utf-8", headers=headers)
