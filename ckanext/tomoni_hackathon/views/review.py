"""What waits for an editor, and the decisions about it."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk
from flask import Blueprint

from ckanext.tomoni_hackathon.views._common import Pages, asked, context, forbidden, required
from ckanext.tomoni_hackathon.views._common import said as why

tomoni_review = Blueprint("tomoni_review", __name__, url_prefix="/projects")


def queue() -> str:
    """Submitted projects that this person may decide about."""
    required("tomoni_project_review")
    pages = Pages({})
    found = asked("tomoni_project_list", reviewable=True, **pages.window)
    pages.count = found["count"]
    waiting = [asked("tomoni_project_show", id=project["id"]) for project in found["results"]]
    data = {"waiting": waiting, "count": found["count"], "pages": pages}
    return tk.render("tomoni_hackathon/project/review.html", data)


def _decided(action: str, said: str, **data: Any) -> Any:
    try:
        decided = tk.get_action(action)(context(), data)
        tk.h.flash_success(said)
        if tk.request.form.get("next") == "project":
            return tk.redirect_to("tomoni_project.read", slug=decided.get("project_id") or decided["slug"])
    except tk.ValidationError as error:
        tk.h.flash_error(why(error))
    except tk.NotAuthorized as error:
        return forbidden(str(error.message or ""))
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error.message))
    return tk.redirect_to("tomoni_review.queue")


def approve(slug: str) -> Any:
    """Publish it."""
    return _decided("tomoni_project_approve", tk._("The project is published"), id=slug)


def send_back(slug: str) -> Any:
    """Send it back with a reason."""
    reason = tk.request.form.get("reason", "")
    return _decided("tomoni_project_return", tk._("The project went back to its team"), id=slug, reason=reason)


def confirm(use_id: str) -> Any:
    """Confirm or refuse that a project uses a dataset."""
    state = tk.request.form.get("state", "")
    return _decided(
        "tomoni_dataset_use_confirm", tk._("Your answer about the dataset is saved"), id=use_id, state=state
    )


tomoni_review.add_url_rule("/review", view_func=queue, endpoint="queue")
tomoni_review.add_url_rule("/<slug>/approve", view_func=approve, endpoint="approve", methods=["POST"])
tomoni_review.add_url_rule("/<slug>/return", view_func=send_back, endpoint="send_back", methods=["POST"])
tomoni_review.add_url_rule("/uses/<use_id>/confirm", view_func=confirm, endpoint="confirm", methods=["POST"])
