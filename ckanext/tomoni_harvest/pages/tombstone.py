"""At the address of a withdrawn dataset: that it is gone, since when, and from where, instead of a bare 404.

Who may still see the dataset sees it. Answers of the API are CKAN's own.
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, make_response

from ckanext.tomoni_harvest.engine import tombstone

blueprint = Blueprint("tomoni_harvest_tombstone", __name__)
GONE = 410
_PAGES = {"dataset.read", "dataset_resource.read"}


@blueprint.before_app_request
def _in_place() -> Response | None:
    """Show the tombstone of a dataset that has one, to those who would be refused."""
    request = tk.request
    if request.endpoint not in _PAGES:
        return None
    found = tombstone.find((request.view_args or {}).get("id", ""))
    if found is None or _may_see(found["id"]):
        return None
    page = make_response(tk.render("tomoni_harvest/tombstone.html", {"gone": found}), GONE)
    page.headers["X-Robots-Tag"] = "noindex"
    return page


def _may_see(package_id: str) -> bool:
    try:
        return tk.check_access("package_show", {"user": tk.current_user.name}, {"id": package_id})
    except tk.NotAuthorized:
        return False
