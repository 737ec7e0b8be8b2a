"""What a source asks: the list of what would go, and the two answers."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response
from flask.views import MethodView

from ckanext.tomoni_harvest.pages import common

blueprint = Blueprint("tomoni_harvest_question", __name__)
blueprint.before_request(common.dataset_type)
ALL = 1_000_000


def _asked(source: dict[str, Any], limit: int, offset: int) -> dict[str, Any]:
    parameters = {"source_id": source["id"], "limit": limit, "offset": offset}
    return tk.get_action("tomoni_harvest_question_show")({}, parameters)


class Question(MethodView):
    """GET shows, POST answers."""

    def get(self, source: str) -> str:
        """Show what would go."""
        found = common.managed_source(source)
        shown = _asked(found, common.PAGE_LENGTH, common.offset())
        extra = {"harvest_source": found, "page": common.page_number(), "page_length": common.PAGE_LENGTH, **shown}
        return tk.render("tomoni_harvest/question.html", extra)

    def post(self, source: str) -> Any:
        """Answer for exactly the datasets that were shown."""
        found = common.managed_source(source)
        form = tk.request.form
        parameters = {"source_id": found["id"], "job_id": form.get("job_id"), "answer": form.get("answer")}
        try:
            done = tk.get_action("tomoni_harvest_question_answer")({}, parameters)
        except tk.ValidationError as problem:
            for text in problem.error_summary.values():
                tk.h.flash_error(text)
            return tk.h.redirect_to("tomoni_harvest_question.question", source=found["name"])
        tk.h.flash_success(_said(form["answer"], done))
        return tk.h.redirect_to("harvester.admin", id=found["name"])


def _said(answer: str, done: dict[str, Any]) -> str:
    if answer == "keep":
        return tk._("{number} datasets stay. They are withdrawn only by hand.").format(number=done["count"])
    return tk._("{number} datasets are withdrawn by the next harvest, unless the source lists them again.").format(
        number=done["count"]
    )


def question_csv(source: str) -> Response:
    """Give the whole list for a spreadsheet."""
    found = common.managed_source(source)
    asked = _asked(found, ALL, 0)["question"]
    headings = {
        "title": tk._("Title"), "name": tk._("Name"), "remote_name": tk._("Name at the source"),
        "remote_id": tk._("Identifier at the source"),
    }  # fmt: skip
    return common.table(f"missing-{found['name']}", headings, asked["datasets"] if asked else [])


blueprint.add_url_rule("/harvest/<source>/question", view_func=Question.as_view("question"))
blueprint.add_url_rule("/harvest/<source>/question.csv", view_func=question_csv)
