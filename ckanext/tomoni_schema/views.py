"""The standards' pages."""

from __future__ import annotations

import logging
from typing import Any

from ckan.lib.pagination import Page
from ckan.lib.search import SearchError
from ckan.plugins import toolkit as tk
from flask import Blueprint, Response, jsonify

from ckanext.tomoni_core.errors import StandardError
from ckanext.tomoni_core.standards import Standard, registry
from ckanext.tomoni_schema import language, template_files

__all__ = ["tomoni_standard"]

log = logging.getLogger(__name__)
DATASETS_A_PAGE = 20

tomoni_standard = Blueprint("tomoni_standard", __name__, url_prefix="/standards")


@tomoni_standard.route("/", strict_slashes=False)
def index() -> str:
    """All standards, found by words."""
    q = tk.request.args.get("q", "").strip()
    answer = tk.get_action("tomoni_standard_list")({}, {"q": q, "include_dataset_count": True, "limit": 1000})
    return tk.render("tomoni_schema/standards/index.html", {"q": q, "standards": answer["results"]})


@tomoni_standard.route("/<slug>")
def read(slug: str) -> str:
    """One standard: what it is, its columns, its templates, the datasets that follow it."""
    item = _standard(slug)
    page = tk.h.get_page_number(tk.request.args)
    variables = {
        "standard": tk.get_action("tomoni_standard_show")({}, {"id": item.slug, "edition": item.edition}),
        "levels": template_files.LEVELS,
        "types": template_files.TYPES,
        "page": _datasets(item, page),
    }
    return tk.render("tomoni_schema/standards/read.html", variables)


@tomoni_standard.route("/<slug>/template.<any(csv, xlsx):kind>")
def template(slug: str, kind: str) -> Response:
    """The empty file to fill in; 404 for a standard none of whose columns is known."""
    try:
        made = template_files.make(_standard(slug), kind)
    except StandardError as error:
        tk.abort(404, language.pick(error.message("ja"), error.message("en")))
    disposition = f'attachment; filename="{made.name}"'
    return Response(made.content, mimetype=made.mimetype, headers={"Content-Disposition": disposition})


@tomoni_standard.route("/<slug>/schema.json")
def table_schema(slug: str) -> Response:
    """The Table Schema, for programs."""
    return jsonify(_standard(slug).table_schema())


def _standard(slug: str) -> Standard:
    item = registry().get(slug, tk.request.args.get("edition") or None)
    if item is None:
        tk.abort(404, tk._("There is no such standard or edition."))
    return item


def _datasets(item: Standard, number: int) -> Any:
    """A page of the datasets that follow the standard, None while the search does not answer."""
    question = {
        "fq": f'tomoni_standard:"{item.slug}"',
        "rows": DATASETS_A_PAGE,
        "start": DATASETS_A_PAGE * (number - 1),
        "sort": "metadata_modified desc",
    }
    try:
        found = tk.get_action("package_search")({}, question)
    except (SearchError, tk.ValidationError, OSError):
        log.warning("The search does not answer; the page of %s shows no datasets", item.id)
        return None

    def url(page: int) -> str:
        return tk.url_for("tomoni_standard.read", slug=item.slug, edition=item.edition, page=page)

    made = Page(
        collection=found["results"],
        page=number,
        url=lambda page, **_: url(page),
        item_count=found["count"],
        items_per_page=DATASETS_A_PAGE,
    )
    made.items = found["results"]
    return made
