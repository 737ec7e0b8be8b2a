"""A resource's page of conversion to the current edition: what moves, what does not, and the file."""

from __future__ import annotations

import base64
from typing import Any

from ckan.plugins import toolkit as tk
from flask import Blueprint, Response

from ckanext.tomoni_schema import template_files

__all__ = ["tomoni_conversion"]

tomoni_conversion = Blueprint("tomoni_conversion", __name__, url_prefix="/dataset/<id>/resource/<resource_id>")


@tomoni_conversion.route("/convert")
def read(id: str, resource_id: str) -> str:
    """What a conversion would carry over, and the link to its file; or why there is none."""
    package, resource = _found(id, resource_id)
    variables: dict[str, Any] = {"pkg": package, "pkg_dict": package, "res": resource, "dataset_type": package["type"]}
    variables |= {"levels": template_files.LEVELS, "made": None, "problem": ""}
    try:
        variables["made"] = _convert(resource, keep=False)
    except tk.ValidationError as error:
        variables["problem"] = _reason(error)
    return tk.render("tomoni_schema/conversion.html", variables)


@tomoni_conversion.route("/convert.csv")
def download(id: str, resource_id: str) -> Response:
    """The converted file; ``keep=1`` puts the columns without a place after the others."""
    _, resource = _found(id, resource_id)
    try:
        made = _convert(resource, keep=tk.request.args.get("keep") == "1")
    except tk.ValidationError as error:
        return tk.abort(404, _reason(error))
    headers = {
        "Content-Disposition": f'attachment; filename="{made["filename"]}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(base64.b64decode(made["content"]), content_type=made["mimetype"], headers=headers)


def _reason(error: tk.ValidationError) -> str:
    reasons: Any = error.error_dict.get("resource_id")
    return str(reasons[0]) if reasons else str(error)


def _context() -> Any:
    return {"user": getattr(tk.current_user, "name", ""), "auth_user_obj": tk.current_user}


def _convert(resource: dict[str, Any], *, keep: bool) -> dict[str, Any]:
    return tk.get_action("tomoni_standard_convert")(_context(), {"resource_id": resource["id"], "keep": keep})


def _found(id: str, resource_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The dataset and its resource, or 404: a private one must not betray that it exists."""
    try:
        package = tk.get_action("package_show")(_context(), {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("There is no such resource."))
    resource = next((each for each in package["resources"] if each["id"] == resource_id), None)
    return (package, resource) if resource else tk.abort(404, tk._("There is no such resource."))
