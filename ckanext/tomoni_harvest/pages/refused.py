"""Records that could not be stored: what is wrong, when they are tried again, and trying them at once."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response
from flask.views import MethodView

from ckanext.tomoni_harvest.pages import common

blueprint = Blueprint("tomoni_harvest_refused", __name__)
blueprint.before_request(common.dataset_type)
ALL = 1_000_000


def _listed(source: dict[str, Any], limit: int, offset: int) -> dict[str, Any]:
    parameters = {"source_id": source["id"], "limit": limit, "offset": offset}
    return tk.get_action("tomoni_harvest_refusal_list")({}, parameters)


class Refused(MethodView):
    """GET lists, POST lets them be tried."""

    def get(self, source: str) -> str:
        """List the records on hold."""
        found = common.managed_source(source)
        shown = _listed(found, common.PAGE_LENGTH, common.offset())
        extra = {"harvest_source": found, "page": common.page_number(), "page_length": common.PAGE_LENGTH, **shown}
        return tk.render("tomoni_harvest/refused.html", extra)

    def post(self, source: str) -> Any:
        """Let one record, or all, be tried at the next harvest."""
        found = common.managed_source(source)
        parameters = {"source_id": found["id"], "remote_id": tk.request.form.get("remote_id", "")}
        count = tk.get_action("tomoni_harvest_refusal_retry")({}, parameters)["count"]
        tk.h.flash_success(tk._("{number} datasets are tried again at the next harvest.").format(number=count))
        return tk.h.redirect_to("tomoni_harvest_refused.refused", source=found["name"])


def refused_csv(source: str) -> Response:
    """Give the whole list for a spreadsheet."""
    found = common.managed_source(source)
    headings = {
        "title": tk._("Title"), "name": tk._("Name at the source"), "remote_id": tk._("Identifier at the source"),
        "failures": tk._("Failures in a row"), "problem": tk._("What happened"), "next_try": tk._("Next try"),
    }  # fmt: skip
    return common.table(f"on-hold-{found['name']}", headings, _listed(found, ALL, 0)["records"])


blueprint.add_url_rule("/harvest/<source>/refused", view_func=Refused.as_view("refused"))
blueprint.add_url_rule("/harvest/<source>/refused.csv", view_func=refused_csv)
