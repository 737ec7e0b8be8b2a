"""At the address of a withdrawn dataset: that it is gone, since when, and from where, instead of a bare 404.

Only in place of CKAN's refusal: who may still see the dataset sees it. Answers of the API are CKAN's own.
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, make_response

from ckanext.tomoni_harvest.engine import tombstone

blueprint = Blueprint("tomoni_harvest_tombstone", __name__)
GONE = 410
_PAGES = {"dataset.read", "dataset_resource.read"}
_REFUSALS = (301, 302, 303, 401, 403, 404)


@blueprint.after_app_request
def _in_place(response: Response) -> Response:
    """Put the tombstone in the place of a refusal."""
    request = tk.request
    if request.endpoint not in _PAGES or response.status_code not in _REFUSALS or request.method not in ("GET", "HEAD"):
        return response
    found = tombstone.find((request.view_args or {}).get("id", ""))
    if found is None:
        return response
    page = make_response(tk.render("tomoni_harvest/tombstone.html", {"gone": found}), GONE)
    page.headers["X-Robots-Tag"] = "noindex"
    return page
