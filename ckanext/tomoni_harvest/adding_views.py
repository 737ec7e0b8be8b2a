"""Pages that lead to a new source: look at an address, or choose a portal of the registry.

They stand below ``/harvest/new``, which no source can be called. Looking is a POST: a mere link makes no request.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.helpers import Page
from ckanext.harvest import utils
from flask import Blueprint
from flask.views import MethodView

PER_PAGE = 20

blueprint = Blueprint("tomoni_harvest_adding", __name__, url_prefix="/harvest/new")


@blueprint.before_request
def _those_who_may_add() -> None:
    """The pages are for those who may create a source."""
    tk.g.dataset_type = utils.DATASET_TYPE_NAME
    try:
        tk.check_access("tomoni_harvest_detect", {"user": tk.g.user}, {})
    except tk.NotAuthorized:
        tk.abort(403, tk._("Not authorized to add harvest sources."))


class Detect(MethodView):
    """Look at an address."""

    def get(self) -> str:
        """Ask for the address; one that a link brings is filled in."""
        return _page(tk.request.args.get("url", ""))

    def post(self) -> str:
        """Look at the address and show what was found."""
        url = tk.request.form.get("url", "")
        try:
            return _page(url, looked=tk.get_action("tomoni_harvest_detect")({}, {"url": url}))
        except tk.ValidationError as problem:
            return _page(url, errors=problem.error_dict)


def _page(url: str, looked: dict[str, Any] | None = None, errors: dict[str, Any] | None = None) -> str:
    return tk.render("tomoni_harvest/detect.html", {"url": url, "looked": looked, "errors": errors or {}})


def portal_list() -> str:
    """The registry of Japanese portals, to be searched and filtered."""
    args = tk.request.args
    page = max(1, tk.h.get_page_number(args))
    asked = {name: args.get(name, "") for name in ("q", "prefecture", "platform")}
    query = {**asked, "limit": PER_PAGE, "offset": (page - 1) * PER_PAGE}
    found = tk.get_action("tomoni_harvest_portal_list")({}, query)
    sent = {name: value for name, value in asked.items() if value}
    pager = Page(
        collection=found["results"], page=page, items_per_page=PER_PAGE, presliced_list=True,
        item_count=found["count"], url=lambda **kw: tk.h.url_for("tomoni_harvest_adding.portals", **{**sent, **kw}),
    )  # fmt: skip
    return tk.render("tomoni_harvest/portals.html", {"found": found, "asked": asked, "pager": pager})


blueprint.add_url_rule("/portals", view_func=portal_list, endpoint="portals")
blueprint.add_url_rule("/detect", view_func=Detect.as_view("detect"))
