"""The pages of a table in the browser: choose the dataset it belongs to, then type."""

from __future__ import annotations

from typing import Any

from ckan.lib.search import SearchError
from ckan.plugins import toolkit as tk
from flask import Blueprint
from werkzeug.wrappers.response import Response as WerkzeugResponse

from ckanext.tomoni_core.standards import Standard, registry
from ckanext.tomoni_schema.tables.content import LIMITS

__all__ = ["tomoni_table"]

CHOICES = 50

tomoni_table = Blueprint("tomoni_table", __name__)


@tomoni_table.route("/standards/<slug>/table")
def choose(slug: str) -> str | WerkzeugResponse:
    """Which dataset the new table belongs to."""
    standard = _standard(slug, tk.request.args.get("edition") or None)
    if not tk.current_user.is_authenticated:
        tk.h.flash_notice(tk._("Log in to make a table."))
        return tk.h.redirect_to("user.login", came_from=tk.request.full_path.rstrip("?"))
    organizations = tk.get_action("organization_list_for_user")(_user(), {"permission": "create_dataset"})
    q = tk.request.args.get("q", "").strip()
    variables = {
        "standard": standard,
        "organizations": organizations,
        "datasets": _datasets(organizations, q, standard.slug) if organizations else [],
        "q": q,
    }
    return tk.render("tomoni_schema/tables/choose.html", variables)


@tomoni_table.route("/dataset/<id>/table")
def edit(id: str) -> str:
    """Type a table: a new one of ``standard``, or that of ``resource``."""
    try:
        tk.check_access("package_update", _user(), {"id": id})
        package = tk.get_action("package_show")(_user(), {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        # A private dataset must not betray that it exists.
        return tk.abort(404, tk._("Dataset not found"))
    resource = _resource(package, tk.request.args.get("resource", ""))
    standard = None if resource else _standard(tk.request.args.get("standard", ""), None)
    if standard and not standard.columns:
        tk.abort(404, tk._("The columns of this standard are not known yet, so that there is no table to fill in."))
    variables = {"pkg_dict": package, "pkg": package, "res": resource, "standard": standard, "limits": LIMITS}
    return tk.render("tomoni_schema/tables/edit.html", {**variables, "dataset_type": package["type"]})


def _user() -> Any:
    return {"user": getattr(tk.current_user, "name", ""), "auth_user_obj": tk.current_user, "for_view": True}


def _standard(slug: str, edition: str | None) -> Standard:
    found = registry().get(slug, edition) if slug else None
    if found is None:
        tk.abort(404, tk._("There is no such standard or edition."))
    return found


def _resource(package: dict[str, Any], resource_id: str) -> dict[str, Any] | None:
    found = next((each for each in package["resources"] if each["id"] == resource_id), None)
    if resource_id and found is None:
        tk.abort(404, tk._("There is no such resource in this dataset."))
    return found


def _datasets(organizations: list[dict[str, Any]], q: str, slug: str) -> list[dict[str, Any]] | None:
    """The visitor's datasets, those of the standard first; None while the search does not answer."""
    mine = " OR ".join(f'"{each["id"]}"' for each in organizations)
    question = {
        "q": q,
        "fq": f"owner_org:({mine})",
        "rows": CHOICES,
        "include_private": True,
        "include_drafts": True,
        "sort": "metadata_modified desc",
    }
    try:
        found = tk.get_action("package_search")(_user(), question)["results"]
    except (SearchError, tk.ValidationError, OSError):
        return None
    return sorted(found, key=lambda each: each.get("tomoni_standard") != slug)
