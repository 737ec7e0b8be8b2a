"""The page of a long task: how far it is, then its report; it can be left, come back to, cancelled and begun again."""

from __future__ import annotations

from typing import Any, cast

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Response
from flask import Blueprint, abort
from werkzeug.wrappers.response import Response as WerkzeugResponse

from ckanext.tomoni_quality import every_place
from ckanext.tomoni_quality.report import Report
from ckanext.tomoni_quality.trial_model import RUNNING
from ckanext.tomoni_quality.trying_views import as_download

__all__ = ["trial_bp"]

trial_bp = Blueprint("tomoni_quality_trial", __name__, url_prefix="/quality/task")


def _asked(verb: str, ident: str) -> dict[str, Any]:
    """Call the action; what is not there and what is somebody else's are the same page."""
    context: Any = {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
    try:
        return tk.get_action(f"tomoni_quality_task_{verb}")(context, {"id": ident})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        if not tk.current_user.is_authenticated:
            tk.h.flash_notice(tk._("Log in to go on"))
            return abort(cast(Response, tk.redirect_to("user.login", next=tk.request.full_path.rstrip("?"))))
        return tk.abort(404, tk._("There is no such task: it was cancelled, or its time is over."))


def _is_poll() -> bool:
    return bool(tk.request.headers.get("HX-Request"))


@trial_bp.route("/<uuid:ident>")
def read(ident: Any) -> str | WerkzeugResponse:
    """How far it is; HTMX asks again and again, and shows the page anew when there is another to be seen."""
    if _is_poll():
        return _poll(str(ident))
    trial = _asked("show", str(ident))
    if trial["kind"] == "mend" and trial["state"] == "done":
        return _to_the_mends(trial)
    return tk.render("tomoni_quality/trial.html", _shown(trial))


def _to_the_mends(trial: dict[str, Any]) -> WerkzeugResponse:
    """What was found in a published file is shown where smaller ones are mended."""
    resource = model.Resource.get(trial["resource_id"])
    if resource is None:
        return tk.abort(404, tk._("Resource not found"))
    return tk.redirect_to(
        "tomoni_quality_repair.read", id=resource.package_id, resource_id=resource.id, task=trial["id"]
    )


def _shown(trial: dict[str, Any]) -> dict[str, Any]:
    return {
        "trial": trial,
        "running": trial["state"] in RUNNING,
        "report": trial["report"] if trial["state"] == "done" else None,
    }


def _poll(ident: str) -> str | WerkzeugResponse:
    context: Any = {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
    try:
        trial = tk.get_action("tomoni_quality_task_show")(context, {"id": ident})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        trial = {"state": "gone"}
    if trial["state"] not in RUNNING:
        return Response(headers={"HX-Refresh": "true"})
    return tk.render("tomoni_quality/snippets/trial_progress.html", {"trial": trial})


@trial_bp.route("/<uuid:ident>.csv")
def findings(ident: Any) -> Response:
    """The findings as CSV, when they are there."""
    trial = _asked("show", str(ident))
    report = trial["report"]
    if trial["kind"] != "check" or not report:
        return tk.abort(404, tk._("The check has not ended yet."))
    return as_download(every_place.of(trial["id"], trial["id"]) or Report.from_dict(report))


@trial_bp.route("/<uuid:ident>/again", methods=["POST"])
def again(ident: Any) -> WerkzeugResponse:
    """Queue it again, and show how far it is."""
    _asked("again", str(ident))
    return tk.redirect_to("tomoni_quality_trial.read", ident=ident)


@trial_bp.route("/<uuid:ident>/cancel", methods=["POST"])
def cancel(ident: Any) -> WerkzeugResponse:
    """Forget it, and go back to where a file is sent, or to the published one."""
    trial = _asked("show", str(ident))
    _asked("cancel", str(ident))
    resource = model.Resource.get(trial.get("resource_id") or "")
    if resource is not None:
        tk.h.flash_success(tk._("What was found has been deleted. The published file is as it was."))
        return tk.redirect_to("tomoni_quality.resource", id=resource.package_id, resource_id=resource.id)
    tk.h.flash_success(tk._("The file and what was found in it have been deleted."))
    return tk.redirect_to("tomoni_quality_try.form")
