"""The pages on mending: what can be mended cell by cell, the mended file, publishing it and taking it back."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

from ckan.lib.pagination import Page
from ckan.plugins import toolkit as tk
from ckan.types import Response
from flask import Blueprint
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers.response import Response as WerkzeugResponse

from ckanext.tomoni_quality import mending_publish, repair_tasks, views
from ckanext.tomoni_quality.repair import slugs

__all__ = ["repair_bp"]

repair_bp = Blueprint("tomoni_quality_repair", __name__, url_prefix="/dataset/<id>/resource/<resource_id>/quality")

PER_PAGE = 50


def _choice(sent: MultiDict[str, str]) -> dict[str, Any]:
    """What the form chose; a page opened without it has every mend on. Boxes that are not ticked are not sent."""
    if not sent.get("chosen"):
        return {"off": [], "bom": True}
    on = set(sent.getlist("on"))
    return {"off": [slug for slug in slugs() if slug not in on], "bom": sent.get("bom") == "1"}


def _sent_again(choice: dict[str, Any]) -> dict[str, Any]:
    """The parameters that choose the same again, for links."""
    on = [slug for slug in slugs() if slug not in choice["off"]]
    return {"chosen": "1", "on": on, "bom": "1" if choice["bom"] else "0"}


def _reason(problem: tk.ValidationError) -> str:
    """Why an action refused, in the language of the page."""
    told = problem.error_dict
    own = told.get("ja" if tk.h.tomoni_quality_is_japanese() else "en")
    return " ".join(map(str, own)) if isinstance(own, list) else "; ".join(problem.error_summary.values())


@repair_bp.route("/repair")
def read(id: str, resource_id: str) -> str:
    """What can be mended, before and after; or why nothing can be said."""
    pkg = views._dataset(id)
    res = views._resource(pkg, resource_id)
    task = tk.request.args.get("task", "")
    extra = {"pkg": pkg, "pkg_dict": pkg, "res": res, "dataset_type": pkg["type"], "found": None, "problem": ""}
    extra |= {"may_edit": views._may_edit(pkg), "task": task, "too_long": False, **_published(pkg, res)}
    choice = _choice(tk.request.args)
    try:
        extra |= _found(pkg, res, choice, task)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        if not task or not tk.current_user.is_authenticated:
            return tk.abort(403, tk._("Log in to see what can be mended"))
        extra["problem"] = tk._("There is no such task: it was cancelled, or its time is over.")
    except tk.ValidationError as problem:
        extra["problem"] = _reason(problem)
        extra["too_long"] = repair_tasks.is_for_a_job(problem, views._user()["user"])
    return tk.render("tomoni_quality/repair.html", {"choice": _sent_again(choice), **extra})


def _found(pkg: dict[str, Any], res: dict[str, Any], choice: dict[str, Any], task: str) -> dict[str, Any]:
    """A page of the changes, of those found now or by a task; raises what the action raises."""
    page = max(1, tk.h.get_page_number(tk.request.args))
    asked = {"limit": PER_PAGE, "offset": (page - 1) * PER_PAGE, **repair_tasks.parameter(task)}
    query = {"resource_id": res["id"], **choice, **asked}
    found = tk.get_action("tomoni_quality_repair_preview")(views._user(), query)
    choice = repair_tasks.chosen(found) if task else choice
    pager = Page(
        collection=found["changes"], page=page, items_per_page=PER_PAGE, presliced_list=True,
        item_count=found["listed"],
        url=lambda **kw: _address(pkg, res, choice, **repair_tasks.parameter(task), **kw),
    )  # fmt: skip
    return {"found": found, "pager": pager, "choice": _sent_again(choice)}


@repair_bp.route("/repair/start", methods=["POST"])
def start(id: str, resource_id: str) -> WerkzeugResponse:
    """Let a job look what can be mended, and show how far it is."""
    pkg = views._dataset(id)
    res = views._resource(pkg, resource_id)
    choice = _choice(tk.request.form)
    try:
        query = {"resource_id": res["id"], **choice}
        task = tk.get_action("tomoni_quality_repair_start")(views._user(), query)
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Log in to see what can be mended"))
    except tk.ValidationError as problem:
        tk.h.flash_error(_reason(problem))
        return tk.redirect_to(_address(pkg, res, choice))
    return tk.redirect_to("tomoni_quality_trial.read", ident=task["id"])


def _address(pkg: dict[str, Any], res: dict[str, Any], choice: dict[str, Any], **more: Any) -> str:
    query = {**_sent_again(choice), **more}
    return tk.h.url_for("tomoni_quality_repair.read", id=pkg["name"], resource_id=res["id"], **query)


def _published(pkg: dict[str, Any], res: dict[str, Any]) -> dict[str, Any]:
    """What of this dataset was mended from ``res``, and what ``res`` was mended from."""
    others = {other["id"]: other for other in pkg["resources"]}
    original = others.get(res.get(mending_publish.ORIGINAL) or "")
    kept = any(other.get(mending_publish.ORIGINAL) == res["id"] for other in pkg["resources"])
    parent = None if kept else others.get(res.get(mending_publish.FROM) or "")
    made = [o for o in pkg["resources"] if o.get(mending_publish.FROM) == res["id"] and o is not original]
    return {"original": original, "parent": parent, "made": made}


@repair_bp.route("/repair.csv")
def download(id: str, resource_id: str) -> Response:
    """The mended table of sheet ``sheet`` (counted from 0) as a file."""
    pkg = views._dataset(id)
    res = views._resource(pkg, resource_id)
    task = tk.request.args.get("task", "")
    query = {
        "resource_id": res["id"],
        **_choice(tk.request.args),
        "limit": 0,
        "data": not task,
        **repair_tasks.parameter(task),
    }
    number = tk.request.args.get("sheet", "0")
    try:
        tables = tk.get_action("tomoni_quality_repair_preview")(views._user(), query)["tables"]
    except tk.ObjectNotFound as problem:
        return tk.abort(404, str(problem.message))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Log in to see what can be mended"))
    except tk.ValidationError as problem:
        return tk.abort(404, _reason(problem))
    if not (number.isascii() and number.isdecimal() and len(number) < 5 and int(number) < len(tables)):
        return tk.abort(404, tk._("There is no such sheet"))
    table = tables[int(number)]
    name = f"attachment; filename=\"mended.csv\"; filename*=UTF-8''{quote(table['file_name'], safe='')}"
    headers = {"Content-Disposition": name, "X-Content-Type-Options": "nosniff"}
    try:
        data = repair_tasks.table(task, int(number)) if task else base64.b64decode(table["data"])
    except tk.ValidationError as problem:
        return tk.abort(404, _reason(problem))
    return Response(data, content_type="text/csv", headers=headers)


@repair_bp.route("/repair/publish", methods=["POST"])
def publish(id: str, resource_id: str) -> WerkzeugResponse:
    """Publish what the page showed, and go to the new file's page of mending, which can take it back."""
    pkg = views._dataset(id)
    res = views._resource(pkg, resource_id)
    sent = tk.request.form
    choice = _choice(sent)
    query = {"resource_id": res["id"], **choice, "mode": sent.get("mode", ""), "digest": sent.get("digest", "")}
    query |= repair_tasks.parameter(sent.get("task", ""))
    try:
        done = tk.get_action("tomoni_quality_repair_publish")(views._user(), query)
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only editors of this dataset can publish the mended file"))
    except tk.ValidationError as problem:
        tk.h.flash_error(_reason(problem))
        return tk.redirect_to(_address(pkg, res, choice, **repair_tasks.parameter(sent.get("task", ""))))
    new = any(each["created"] for each in done["resources"])
    words = tk._("The mended file is published. The original is kept.")
    tk.h.flash_success(words if new else tk._("This mended file was published already: nothing was made."))
    return tk.redirect_to("tomoni_quality_repair.read", id=pkg["name"], resource_id=res["id"])


@repair_bp.route("/repair/undo", methods=["POST"])
def undo(id: str, resource_id: str) -> WerkzeugResponse:
    """Take the publication back, and go to the resource that stays."""
    pkg = views._dataset(id)
    res = views._resource(pkg, resource_id)
    stays = res["id"]
    try:
        stays = tk.get_action("tomoni_quality_repair_undo")(views._user(), {"resource_id": res["id"]})["id"]
        tk.h.flash_success(tk._("The mended file was taken back. The original is in its place again."))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only editors of this dataset can publish the mended file"))
    except tk.ValidationError as problem:
        tk.h.flash_error(_reason(problem))
    return tk.redirect_to("tomoni_quality_repair.read", id=pkg["name"], resource_id=stays)
