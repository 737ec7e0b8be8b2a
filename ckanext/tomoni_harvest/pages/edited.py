"""What an editor changes by the form of a harvested dataset is kept, when the box beside the form says so.

The values before and after are compared, so only what was changed is locked. CKAN's own form saves; nothing here can
make that fail.
"""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from flask import Blueprint, Response

from ckanext.tomoni_harvest.engine import locks

log = logging.getLogger(__name__)
blueprint = Blueprint("tomoni_harvest_edited", __name__)
BOX = "tomoni_harvest_keep"
_FORMS = {"dataset.edit", "dataset_resource.edit"}


def _shown(identifier: str) -> dict[str, Any]:
    context: Any = {"ignore_auth": True, "use_cache": False}
    return tk.get_action("package_show")(context, {"id": identifier})


@blueprint.before_app_request
def _before() -> None:
    """Remember how a harvested dataset was before its form is saved."""
    request = tk.request
    if request.method != "POST" or request.endpoint not in _FORMS or not request.form.get(BOX):
        return
    package = model.Package.get((request.view_args or {}).get("id", ""))
    if package is not None and package.state == "active" and locks.source_of(package.id):
        tk.g.tomoni_harvest_before = _shown(package.id)


@blueprint.after_app_request
def _after(response: Response) -> Response:
    """Keep what was changed, once it is saved."""
    before = getattr(tk.g, "tomoni_harvest_before", None)
    if before is None or response.status_code not in (301, 302, 303):
        return response
    try:
        _keep(before)
    except Exception:
        log.exception("the fields of dataset %s could not be kept", before["id"])
        model.Session.rollback()
    return response


def _keep(before: dict[str, Any]) -> None:
    changed = locks.changed_between(before, _shown(before["id"]))
    known = {field.key for field in locks.fields(before["id"])} & changed
    if not known:
        return
    tk.get_action("tomoni_harvest_field_keep")({"user": tk.g.user}, {"id": before["id"], "fields": sorted(known)})
    tk.h.flash_success(tk._("What you changed is kept here, whatever the source says from now on."))
