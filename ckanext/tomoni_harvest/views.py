"""Pages over ckanext-harvest's: changes of state by POST only, a preview, a report as CSV, stored text served safely.

The rules are those of ckanext-harvest, registered before its own: what it does on GET asks here first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.pagination import Page
from ckanext.harvest.logic import HarvestJobExists, HarvestSourceInactiveError
from flask import Blueprint, Response
from flask.views import MethodView

from ckanext.tomoni_harvest import health_page, stock
from ckanext.tomoni_harvest.engine import report as reports
from ckanext.tomoni_harvest.pages import common

SOURCES_ON_A_PAGE = 50
blueprint = Blueprint("tomoni_harvest", __name__)


blueprint.before_request(common.dataset_type)


class Change(MethodView):
    """A change of a source or job: GET asks, POST does."""

    def __init__(self, question: Callable[[], str], button: Callable[[], str], do: Callable[..., str]) -> None:
        self._question, self._button, self._do = question, button, do

    def get(self, id: str, source: str | None = None) -> str:
        """Ask whether the change is meant."""
        found = common.managed_source(source or id)
        return tk.render(
            "tomoni_harvest/confirm.html",
            {"harvest_source": found, "question": self._question(), "button": self._button()},
        )

    def post(self, id: str, source: str | None = None) -> Any:
        """Make the change and go back to the source."""
        found = common.managed_source(source or id)
        try:
            tk.h.flash_success(self._do(found, id))
        except tk.NotAuthorized:
            tk.abort(403, tk._("Not authorized to manage this harvest source."))
        except tk.ObjectNotFound:
            tk.abort(404, tk._("Harvest job not found"))
        except HarvestJobExists:
            tk.h.flash_notice(tk._("A harvest job has already been scheduled for this source"))
        except HarvestSourceInactiveError:
            tk.h.flash_error(tk._("This source is switched off. Set it to active first."))
        return tk.h.redirect_to("harvester.admin", id=found["name"])


def _refresh(source: dict[str, Any], _id: str) -> str:
    tk.get_action("harvest_job_create")({}, {"source_id": source["id"], "run": True})
    return tk._("The harvest has started. This page shows its progress.")


def _clear(source: dict[str, Any], _id: str) -> str:
    tk.get_action("harvest_source_clear")({}, {"id": source["id"]})
    return tk._("The datasets and reports of this source were removed.")


def _delete(source: dict[str, Any], _id: str) -> str:
    clear = tk.request.form.get("clear") in ("true", "1")
    context: Any = {"clear_source": clear}
    tk.get_action("harvest_source_delete")(context, {"id": source["id"]})
    return tk._("The source was switched off.")


def _abort(_source_dict: dict[str, Any], job_id: str) -> str:
    job = stock.HarvestJob.get(job_id)
    if job is None or job.source_id != _source_dict["id"]:
        raise tk.ObjectNotFound("harvest job")
    tk.get_action("harvest_job_abort")({}, {"id": job_id})
    return tk._("The harvest was stopped.")


def preview(source: str) -> str:
    """Show what a harvest would do."""
    found = common.managed_source(source)
    error, data = None, None
    try:
        data = tk.get_action("tomoni_harvest_preview")({}, {"source_id": found["id"]})
    except tk.ValidationError as problem:
        error = problem.error_summary
    return tk.render("tomoni_harvest/preview.html", {"harvest_source": found, "preview": data, "error": error})


def health() -> str:
    """Show how all sources are."""
    chosen = {key: tk.request.args.get(key, "") for key in ("q", "state", "sort")}
    page = tk.h.get_page_number(tk.request.args)
    found = _health({**chosen, "limit": SOURCES_ON_A_PAGE, "offset": (page - 1) * SOURCES_ON_A_PAGE})
    pager = Page(
        collection=found["results"], page=page, url=tk.h.pager_url, item_count=found["count"],
        items_per_page=SOURCES_ON_A_PAGE, presliced_list=True,
    )  # fmt: skip
    return tk.render("tomoni_harvest/health.html", {"found": found, "chosen": chosen, "pager": pager})


def _health(wanted: dict[str, Any]) -> dict[str, Any]:
    try:
        return tk.get_action("tomoni_harvest_health")({}, {key: value for key, value in wanted.items() if value != ""})
    except tk.ValidationError:
        return tk.get_action("tomoni_harvest_health")({}, {"q": wanted["q"]})
    except tk.NotAuthorized as problem:
        tk.abort(403, str(problem.message or tk._("Not authorized to manage this harvest source.")))


def health_csv() -> Response:
    """Give how all sources are as CSV, for a spreadsheet."""
    chosen = {key: tk.request.args.get(key, "") for key in ("q", "state", "sort")}
    rows = [health_page.cells(row) for row in _health({**chosen, "limit": 1000})["results"]]
    return common.table("harvest-health", health_page.headings(), rows)


def report_csv(source: str, id: str) -> Response:
    """Give the findings of a job as CSV, for a spreadsheet."""
    found = common.managed_source(source)
    job = stock.HarvestJob.get(id)
    if job is None or job.source_id != found["id"]:
        tk.abort(404, tk._("Harvest job not found"))
    headings = {
        "cause": tk._("Cause"), "level": tk._("Level"), "title": tk._("Title"), "name": tk._("Name"),
        "id": tk._("Identifier at the source"), "message": tk._("What happened"), "remedy": tk._("What to do"),
    }  # fmt: skip
    return common.table(f"harvest-{id}", headings, reports.rows(id))


def stored(id: str, ref_type: str) -> Response:
    """Give what a source said of a dataset as plain text: whatever it holds, a browser shows or runs none of it."""
    try:
        key = "id" if ref_type == "object" else "dataset_id"
        found = tk.get_action("harvest_object_show")({}, {key: id})
    except tk.ObjectNotFound:
        tk.abort(404, tk._("No content found"))
    except tk.NotAuthorized:
        tk.abort(403, tk._("Not authorized to manage this harvest source."))
    response = Response(found.get("content") or "", content_type="text/plain; charset=utf-8")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = f'attachment; filename="{found["id"]}.txt"'
    return response


def _change(name: str, question: Callable[[], str], button: Callable[[], str], do: Callable[..., str]) -> Any:
    return Change.as_view(name, question=question, button=button, do=do)


blueprint.add_url_rule(
    "/harvest/refresh/<id>",
    view_func=_change(
        "refresh",
        lambda: tk._("Bring in this source now? What changed at the source overwrites the datasets here."),
        lambda: tk._("Harvest now"),
        _refresh,
    ),
)
blueprint.add_url_rule(
    "/harvest/clear/<id>",
    view_func=_change(
        "clear",
        lambda: tk._("Remove every dataset and every report of this source? This cannot be undone."),
        lambda: tk._("Remove all"),
        _clear,
    ),
)
blueprint.add_url_rule(
    "/harvest/delete/<id>",
    view_func=_change(
        "delete",
        lambda: tk._("Switch this source off? Its datasets stay."),
        lambda: tk._("Switch off"),
        _delete,
    ),
)
blueprint.add_url_rule(
    "/harvest/<source>/job/<id>/abort",
    view_func=_change(
        "abort",
        lambda: tk._("Stop this harvest? What is already brought in stays."),
        lambda: tk._("Stop"),
        _abort,
    ),
)
blueprint.add_url_rule("/harvest/health", view_func=health)
blueprint.add_url_rule("/harvest/health.csv", view_func=health_csv)
blueprint.add_url_rule("/harvest/<source>/preview", view_func=preview)
blueprint.add_url_rule("/harvest/<source>/job/<id>/report.csv", view_func=report_csv)
blueprint.add_url_rule("/harvest/object/<id>", view_func=stored, defaults={"ref_type": "object"}, endpoint="object")
blueprint.add_url_rule(
    "/dataset/harvest_object/<id>", view_func=stored, defaults={"ref_type": "dataset"}, endpoint="dataset_object"
)
