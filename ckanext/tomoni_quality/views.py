"""The pages: a resource's report, a dataset's resources, the portal's state."""

from __future__ import annotations

from typing import Any

from ckan.lib.pagination import Page
from ckan.plugins import toolkit as tk
from ckan.types import Response
from flask import Blueprint
from flask.views import MethodView
from werkzeug.wrappers.response import Response as WerkzeugResponse

from ckanext.tomoni_quality import every_place
from ckanext.tomoni_quality import rules as quality_rules
from ckanext.tomoni_quality.readability import older
from ckanext.tomoni_quality.readability.requirements import SOURCE
from ckanext.tomoni_quality.report import Report, as_csv

bp = Blueprint("tomoni_quality", __name__)

PER_PAGE = 20


def _user() -> Any:
    return {"user": getattr(tk.current_user, "name", ""), "auth_user_obj": tk.current_user, "for_view": True}


def _dataset(package_id: str) -> dict[str, Any]:
    """The dataset, or 404: a private one must not betray that it exists."""
    try:
        return tk.get_action("package_show")(_user(), {"id": package_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Dataset not found"))


def _resource(package: dict[str, Any], resource_id: str) -> dict[str, Any]:
    for resource in package["resources"]:
        if resource["id"] == resource_id:
            return resource
    return tk.abort(404, tk._("Resource not found"))


def _may_edit(package: dict[str, Any]) -> bool:
    return bool(tk.h.check_access("package_update", {"id": package["id"]}))


@bp.route("/dataset/<id>/quality")
def package(id: str) -> str:
    """The state of each resource of a dataset."""
    pkg = _dataset(id)
    report = tk.get_action("tomoni_quality_report_show")(_user(), {"package_id": pkg["id"]})
    states = {state["resource_id"]: state for state in report["resources"]}
    extra = {"pkg": pkg, "pkg_dict": pkg, "report": report, "states": states, "may_edit": _may_edit(pkg)}
    return tk.render("tomoni_quality/package.html", {**extra, "dataset_type": pkg["type"]})


@bp.route("/dataset/<id>/resource/<resource_id>/quality")
def resource(id: str, resource_id: str) -> str:
    """The report of one resource."""
    pkg = _dataset(id)
    res = _resource(pkg, resource_id)
    report = tk.get_action("tomoni_quality_report_show")(_user(), {"resource_id": res["id"], "history": True})
    compared = _compared(res["id"])
    extra = {
        "pkg": pkg, "pkg_dict": pkg, "res": res, "report": report, "may_edit": _may_edit(pkg), "compared": compared,
    }  # fmt: skip
    return tk.render("tomoni_quality/resource.html", {**extra, "dataset_type": pkg["type"]})


def _compared(resource_id: str) -> dict[str, Any] | None:
    """The two checks that the reader chose, if any."""
    chosen = {name: tk.request.args.get(name, "") for name in ("before", "after")}
    if not chosen["before"]:
        return None
    try:
        return tk.get_action("tomoni_quality_report_compare")(_user(), {"resource_id": resource_id, **chosen})
    except tk.ObjectNotFound as problem:
        return tk.abort(404, str(problem.message))


def _has_more(report: dict[str, Any]) -> bool:
    return any(finding["count"] > len(finding["samples"]) for finding in report.get("findings") or [])


@bp.route("/dataset/<id>/resource/<resource_id>/quality.csv")
def resource_csv(id: str, resource_id: str) -> Response:
    """The findings of one resource as CSV."""
    pkg = _dataset(id)
    res = _resource(pkg, resource_id)
    report = tk.get_action("tomoni_quality_report_show")(_user(), {"resource_id": res["id"]})
    if not report.get("findings") and report["state"] in ("unchecked", "checking"):
        return tk.abort(404, tk._("This resource was not checked yet"))
    lang = "ja" if tk.h.tomoni_quality_is_japanese() else "en"
    whole = every_place.of(res["id"], str(report.get("id") or "")) if _has_more(report) else None
    body = as_csv(whole or Report.from_dict(report), lang)
    headers = {"Content-Disposition": f'attachment; filename="quality-{res["id"]}.csv"'}
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


class Check(MethodView):
    """The check button."""

    def post(self, id: str, resource_id: str) -> WerkzeugResponse:
        """Queue a check and go back to the report."""
        pkg = _dataset(id)
        try:
            tk.get_action("tomoni_quality_check")(_user(), {"resource_id": _resource(pkg, resource_id)["id"]})
            tk.h.flash_success(tk._("The check was queued. This page shows its result as soon as it is done."))
        except tk.NotAuthorized:
            return tk.abort(403, tk._("Only editors of this dataset can check it again"))
        except tk.ValidationError as problem:
            tk.h.flash_error("; ".join(problem.error_summary.values()))
        return tk.redirect_to("tomoni_quality.resource", id=pkg["name"], resource_id=resource_id)


bp.add_url_rule("/dataset/<id>/resource/<resource_id>/quality/check", view_func=Check.as_view("check"))


@bp.route("/quality")
def portal() -> str:
    """The state of the whole portal, or of one organization."""
    page = max(1, tk.h.get_page_number(tk.request.args))
    owner_org = tk.request.args.get("organization", "")
    query = {"owner_org": owner_org, "limit": PER_PAGE, "offset": (page - 1) * PER_PAGE}
    try:
        summary = tk.get_action("tomoni_quality_summary")(_user(), query)
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Organization not found"))
    pager = Page(
        collection=summary["organizations"], page=page, items_per_page=PER_PAGE, presliced_list=True,
        item_count=summary["organization_count"], url=lambda **kw: tk.h.url_for("tomoni_quality.portal", **kw),
    )  # fmt: skip
    return tk.render("tomoni_quality/portal.html", {"summary": summary, "pager": pager, "owner_org": owner_org})


@bp.route("/quality/rules")
def rules() -> str:
    """What is checked, and why."""
    extra = {"rules": quality_rules.described(), "readability_source": SOURCE, "older_source": older.SOURCE}
    return tk.render("tomoni_quality/rules.html", extra)
