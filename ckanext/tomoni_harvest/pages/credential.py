"""The header a source wants: written here, never shown.

A page of its own, and no action, because CKAN writes the parameters of its forms and of its API into the log.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from flask import Blueprint
from flask.views import MethodView

from ckanext.tomoni_harvest.engine import credentials
from ckanext.tomoni_harvest.pages import common

blueprint = Blueprint("tomoni_harvest_credential", __name__)
blueprint.before_request(common.dataset_type)


def _page(source: dict[str, Any], errors: dict[str, list[str]], header: str) -> str:
    shown = tk.get_action("tomoni_harvest_credential_show")({}, {"source_id": source["id"]})
    return tk.render(
        "tomoni_harvest/credential.html", {"harvest_source": source, "errors": errors, "header": header, **shown}
    )


class Credential(MethodView):
    """GET tells whether there is one, POST writes or deletes it."""

    def get(self, source: str) -> str:
        """Tell whether there is one."""
        return _page(common.managed_source(source), {}, credentials.HEADER)

    def post(self, source: str) -> Any:
        """Write or delete it."""
        found, form = common.managed_source(source), tk.request.form
        if form.get("forget"):
            tk.get_action("tomoni_harvest_credential_delete")({}, {"source_id": found["id"]})
            tk.h.flash_success(tk._("The key was deleted."))
            return tk.h.redirect_to("tomoni_harvest_credential.credential", source=found["name"])
        tk.check_access("tomoni_harvest_credential_write", {"user": tk.g.user}, {"source_id": found["id"]})
        user = model.User.get(tk.g.user)
        header = form.get("header", "").strip()
        try:
            credentials.write(found["id"], header, form.get("value", "").strip(), user.id if user else "")
        except ValueError as problem:
            return _page(found, {str(problem): [_message(str(problem))]}, header)
        tk.h.flash_success(tk._("The key was kept. It is sent to this source only, and shown to nobody."))
        return tk.h.redirect_to("tomoni_harvest_credential.credential", source=found["name"])


def _message(field: str) -> str:
    if field == "header":
        return tk._("Write the name of a header that may be added, such as Authorization or X-CKAN-API-Key.")
    return tk._("Write the value in letters, digits and signs without line breaks.")


blueprint.add_url_rule("/harvest/<source>/credential", view_func=Credential.as_view("credential"))
