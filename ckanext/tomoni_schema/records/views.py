"""The pages and the addresses of the cross-municipality table."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk
from flask import Blueprint, Response, jsonify

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.standards import Standard, registry
from ckanext.tomoni_schema.records import asking, feed, ngsi, page

__all__ = ["tomoni_standard_records"]

tomoni_standard_records = Blueprint("tomoni_standard_records", __name__, url_prefix="/standards")
_KINDS = "any(json, csv, geojson, jsonld, parquet)"


@tomoni_standard_records.after_request
def open_to_every_site(response: Response) -> Response:
    """What programs read may be read from any page; the page itself need not."""
    if not str(tk.request.endpoint).endswith(".read"):
        response.headers.update(feed.CORS)
    return response


def _context() -> dict[str, Any]:
    return {"user": tk.current_user.name if tk.current_user.is_authenticated else "", "auth_user_obj": tk.current_user}


def _standard(slug: str) -> Standard:
    item = registry().get(slug)
    if item is None or "@" in slug:
        tk.abort(404, tk._("There is no such standard or edition."))
    return item


@tomoni_standard_records.route("/<slug>/records")
def read(slug: str) -> str:
    """The rows as a table and on a map, with filters, downloads and the address for programs."""
    variables = page.variables(_standard(slug), _context(), tk.request.args)
    return tk.render("tomoni_schema/standards/records.html", variables)


@tomoni_standard_records.route(f"/<slug>/records.<{_KINDS}:kind>")
def whole(slug: str, kind: str) -> Response:
    """The rows of every municipality."""
    return _answer(_standard(slug), kind, {})


@tomoni_standard_records.route(f"/<slug>/records/<code>.<{_KINDS}:kind>")
def of_municipality(slug: str, code: str, kind: str) -> Response:
    """The rows of one municipality: what a dashboard polls."""
    standard = _standard(slug)
    body = local_government.find(code) if code.isdecimal() and len(code) == 6 else None
    if body is None:
        tk.abort(404, tk._("There is no municipality with this code."))
    return _answer(standard, kind, {"municipality": body.code})


@tomoni_standard_records.route("/<slug>/context.jsonld")
def context(slug: str) -> Response:
    """What the attributes of the NGSI-LD entities mean."""
    standard = _standard(slug)
    base = tk.url_for("tomoni_standard.read", slug=standard.slug, qualified=True, locale="default")
    response = jsonify(ngsi.context(standard.slug, base))
    response.mimetype = "application/ld+json"
    return response


def _answer(standard: Standard, kind: str, fixed: dict[str, str]) -> Response:
    given = {**page.arguments(tk.request.args), **fixed, "id": standard.slug}
    titles = given.pop("header", "") == "ja"
    try:
        question = asking.question(given, longest=None)
    except tk.ValidationError as wrong:
        response = jsonify({"error": wrong.error_dict})
        response.status_code = 400
        return response
    return feed.answer(standard, question, kind, _context(), tk.request.full_path, titles)
