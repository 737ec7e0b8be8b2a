"""A harvested dataset beside its source: which fields differ, which keep their value here."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from flask import Blueprint
from flask.views import MethodView

blueprint = Blueprint("tomoni_harvest_fields", __name__)
_ACTIONS = {"keep": "tomoni_harvest_field_keep", "take": "tomoni_harvest_field_take"}


def _dataset(id: str) -> dict[str, Any]:
    try:
        tk.check_access("tomoni_harvest_field_list", {"user": tk.g.user}, {"id": id})
        return tk.get_action("package_show")({"for_view": True, "use_cache": False}, {"id": id})  # type: ignore[typeddict-unknown-key]
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Dataset not found"))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Not authorized to edit this dataset."))


class Fields(MethodView):
    """GET compares, POST keeps the value here or takes the source's."""

    def get(self, id: str) -> str:
        """Compare the dataset with its source."""
        dataset = _dataset(id)
        try:
            found = tk.get_action("tomoni_harvest_field_list")({}, {"id": dataset["id"]})
        except tk.ValidationError:
            return tk.abort(404, tk._("This dataset is not harvested from another portal."))
        source = model.Package.get(found["source_id"] or "")
        fields = found["fields"]
        extra = {
            "pkg_dict": dataset, "pkg": model.Package.get(dataset["id"]), "dataset_type": dataset["type"],
            "source_title": (source.title or source.name) if source else "",
            "told": [field for field in fields if field["differs"] or field["locked"]],
            "same": [field for field in fields if not field["differs"] and not field["locked"]],
        }  # fmt: skip
        return tk.render("tomoni_harvest/fields.html", extra)

    def post(self, id: str) -> Any:
        """Keep the value here, or take the source's."""
        dataset, form = _dataset(id), tk.request.form
        action = _ACTIONS.get(form.get("what", ""))
        keys = form.getlist("field")
        if action is None or not keys:
            return tk.abort(400, tk._("Choose a field."))
        try:
            tk.get_action(action)({"user": tk.g.user}, {"id": dataset["id"], "fields": keys})
        except tk.NotAuthorized:
            return tk.abort(403, tk._("Not authorized to edit this dataset."))
        except tk.ValidationError as problem:
            for name, text in problem.error_summary.items():
                tk.h.flash_error(f"{name}: {text}")
        else:
            tk.h.flash_success(_said(form["what"]))
        return tk.h.redirect_to("tomoni_harvest_fields.fields", id=dataset["name"])


def _said(what: str) -> str:
    if what == "keep":
        return tk._("The value here is kept, whatever the source says.")
    return tk._("The source's value was taken. From now on the field follows the source.")


blueprint.add_url_rule("/dataset/<id>/source", view_func=Fields.as_view("fields"))
