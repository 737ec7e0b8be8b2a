"""Pages of projects."""

from __future__ import annotations

from typing import Any

from ckan.common import current_user
from ckan.plugins import toolkit as tk
from flask import Blueprint
from flask.views import MethodView

from ckanext.tomoni_hackathon.views import _project_form as form
from ckanext.tomoni_hackathon.views._common import (
    Data,
    Pages,
    allowed,
    asked,
    context,
    forbidden,
    plain,
    required,
    summary,
)
from ckanext.tomoni_hackathon.views._common import said as why

tomoni_project = Blueprint("tomoni_project", __name__, url_prefix="/projects")

FILTERS = ("q", "event", "status", "package_id", "owner_org")


def _chosen(name: str) -> str:
    value = tk.request.args.get(name, "").strip()[:200]
    return "" if name == "status" and value not in tk.h.tomoni_hackathon_statuses() else value


def index() -> str:
    """Published projects, searched and filtered."""
    filters = {name: _chosen(name) for name in FILTERS}
    pages = Pages(filters)
    found = asked("tomoni_project_list", **filters, **pages.window)
    pages.count = found["count"]
    data = {"projects": found, "filters": filters, "pages": pages, "may_review": allowed("tomoni_project_review")}
    return tk.render("tomoni_hackathon/project/index.html", data)


def mine() -> str:
    """The projects this person registered, in every state."""
    if not current_user.is_authenticated:
        forbidden("")
    pages = Pages({})
    found = asked("tomoni_project_list", mine=True, **pages.window)
    pages.count = found["count"]
    return tk.render("tomoni_hackathon/project/mine.html", {"projects": found, "pages": pages})


def read(slug: str) -> str:
    """A project. One that this person may not see is answered like one that does not exist."""
    if not allowed("tomoni_project_show", id=slug):
        tk.abort(404, tk._("There is no such project"))
    project = asked("tomoni_project_show", id=slug)
    may = {
        verb: allowed(f"tomoni_project_{verb}", id=slug)
        for verb in ("update", "submit", "approve", "withdraw", "delete")
    }
    confirmable = {use["id"] for use in project["datasets"] if allowed("tomoni_dataset_use_confirm", id=use["id"])}
    data = {"project": project, "may": may, "confirmable": confirmable}
    return tk.render("tomoni_hackathon/project/read.html", data)


class Edit(MethodView):
    """Register or change a project."""

    def get(self, slug: str = "") -> str:
        """The form; ``?dataset=`` names a dataset to begin with, ``?event=`` an event."""
        self._required(slug)
        if slug:
            return self._form(slug, form.shown(asked("tomoni_project_show", id=slug)), {})
        begun: Data = {"status": "prototype", "datasets": [], "participations": []}
        if dataset := _chosen("dataset"):
            begun["datasets"] = [{"dataset": dataset}]
        if event := _chosen("event"):
            begun["participations"] = [{"event": event}]
        return self._form(slug, begun, {})

    def post(self, slug: str = "") -> Any:
        """Save it as a draft, submit it when asked to; with errors, the form again with nothing lost."""
        self._required(slug)
        data = form.read(tk.request.form)
        try:
            action = tk.get_action("tomoni_project_update" if slug else "tomoni_project_create")
            project = action(context(), {**data, **({"id": slug} if slug else {})})
        except tk.ValidationError as error:
            return self._form(slug, data, error.error_dict), 422
        if tk.request.form.get("save") == "submit":
            return self._submitted(project)
        tk.h.flash_success(tk._("The project is saved as a draft: only you see it until you submit it"))
        return tk.redirect_to("tomoni_project.read", slug=project["slug"])

    def _submitted(self, project: Data) -> Any:
        try:
            tk.get_action("tomoni_project_submit")(context(), {"id": project["id"]})
        except tk.ValidationError as error:
            tk.h.flash_notice(tk._("The draft is saved. It cannot be submitted yet: see below"))
            return self._form(project["slug"], form.shown(project), error.error_dict), 422
        tk.h.flash_success(tk._("The project is submitted: it is shown when an owner of the data approves it"))
        return tk.redirect_to("tomoni_project.read", slug=project["slug"])

    @staticmethod
    def _required(slug: str) -> None:
        required("tomoni_project_update", id=slug) if slug else required("tomoni_project_create")

    @staticmethod
    def _form(slug: str, project: Data, errors: Data) -> str:
        data = {
            "slug": slug,
            "data": project,
            "errors": plain(errors),
            "labels": form.labels(),
            "summary": summary(plain(errors), form.labels()),
            "spare_rows": form.SPARE_ROWS,
            "may_award": bool(getattr(current_user, "sysadmin", False)),
        }
        return tk.render("tomoni_hackathon/project/edit.html", data)


def _moved(action: str, said: str, slug: str) -> Any:
    try:
        tk.get_action(action)(context(), {"id": slug})
        tk.h.flash_success(said)
    except tk.ValidationError as error:
        tk.h.flash_error(why(error))
    except tk.NotAuthorized as error:
        return forbidden(str(error.message or ""))
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error.message))
    if allowed("tomoni_project_show", id=slug):
        return tk.redirect_to("tomoni_project.read", slug=slug)
    return tk.redirect_to("tomoni_project.index")


def submit(slug: str) -> Any:
    """Ask for publication."""
    said = tk._("The project is submitted: it is shown when an owner of the data approves it")
    return _moved("tomoni_project_submit", said, slug)


def withdraw(slug: str) -> Any:
    """Take it back, or down."""
    return _moved("tomoni_project_withdraw", tk._("The project is withdrawn"), slug)


def delete(slug: str) -> Any:
    """Delete it."""
    return _moved("tomoni_project_delete", tk._("The project is deleted"), slug)


tomoni_project.add_url_rule("", view_func=index, endpoint="index", strict_slashes=False)
tomoni_project.add_url_rule("/mine", view_func=mine, endpoint="mine")
tomoni_project.add_url_rule("/new", view_func=Edit.as_view("new"))
tomoni_project.add_url_rule("/<slug>", view_func=read, endpoint="read")
tomoni_project.add_url_rule("/<slug>/edit", view_func=Edit.as_view("edit"))
for view in (submit, withdraw, delete):
    tomoni_project.add_url_rule(f"/<slug>/{view.__name__}", view_func=view, endpoint=view.__name__, methods=["POST"])
