"""Pages of events."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk
from flask import Blueprint
from flask.views import MethodView

from ckanext.tomoni_hackathon.views._common import Data, Pages, allowed, asked, context, plain, required, summary

tomoni_event = Blueprint("tomoni_event", __name__, url_prefix="/events")

FIELDS = (
    "title", "title_en", "slug", "organizer", "start_date", "end_date", "place", "url", "description", "description_en",
    "state",
)  # fmt: skip


def labels() -> Data:
    """The names of the fields, for forms and for what is said about errors."""
    return {
        "title": tk._("Name of the event"),
        "title_en": tk._("Name of the event in English"),
        "slug": tk._("Word for the address"),
        "organizer": tk._("Organizer"),
        "start_date": tk._("First day"),
        "end_date": tk._("Last day"),
        "place": tk._("Place"),
        "url": tk._("Website"),
        "description": tk._("Description"),
        "description_en": tk._("Description in English"),
        "state": tk._("State"),
    }


def index() -> str:
    """Events to come and past events."""
    upcoming = asked("tomoni_event_list", when="upcoming", limit=100)
    pages = Pages({})
    past = asked("tomoni_event_list", when="past", **pages.window)
    pages.count = past["count"]
    data = {
        "upcoming": upcoming,
        "past": past,
        "undated": _undated(),
        "pages": pages,
        "may_create": allowed("tomoni_event_create"),
    }
    return tk.render("tomoni_hackathon/event/index.html", data)


def _undated() -> list[Data]:
    listed = asked("tomoni_event_list", limit=100)["results"]
    return [event for event in listed if not event["start_date"] and not event["end_date"]]


def read(slug: str) -> str:
    """An event: what it is, its projects, the datasets they used most."""
    event = asked("tomoni_event_show", id=slug)
    pages = Pages({})
    projects = asked("tomoni_project_list", event=event["id"], **pages.window)
    pages.count = projects["count"]
    data = {"event": event, "projects": projects, "pages": pages, "may_edit": allowed("tomoni_event_update", id=slug)}
    return tk.render("tomoni_hackathon/event/read.html", data)


class Edit(MethodView):
    """Register or change an event."""

    def get(self, slug: str = "") -> str:
        """The form."""
        self._required(slug)
        event = asked("tomoni_event_show", id=slug) if slug else {"state": "draft"}
        return self._form(slug, event, {})

    def post(self, slug: str = "") -> Any:
        """Save it, or show the form again with what is wrong."""
        self._required(slug)
        data = {name: tk.request.form.get(name, "") for name in FIELDS}
        if slug and not data["slug"]:
            del data["slug"]
        try:
            action = tk.get_action("tomoni_event_update" if slug else "tomoni_event_create")
            event = action(context(), {**data, **({"id": slug} if slug else {})})
        except tk.ValidationError as error:
            return self._form(slug, data, error.error_dict), 422
        tk.h.flash_success(tk._("The event is saved"))
        return tk.redirect_to("tomoni_event.read", slug=event["slug"])

    @staticmethod
    def _required(slug: str) -> None:
        required("tomoni_event_update", id=slug) if slug else required("tomoni_event_create")

    @staticmethod
    def _form(slug: str, event: Data, errors: Data) -> str:
        data = {
            "slug": slug,
            "data": event,
            "errors": plain(errors),
            "labels": labels(),
            "summary": summary(plain(errors), labels()),
        }
        return tk.render("tomoni_hackathon/event/edit.html", data)


def delete(slug: str) -> Any:
    """Delete an event; its projects stay."""
    asked("tomoni_event_delete", id=slug)
    tk.h.flash_success(tk._("The event is deleted; its projects stay"))
    return tk.redirect_to("tomoni_event.index")


tomoni_event.add_url_rule("", view_func=index, endpoint="index", strict_slashes=False)
tomoni_event.add_url_rule("/new", view_func=Edit.as_view("new"))
tomoni_event.add_url_rule("/<slug>", view_func=read, endpoint="read")
tomoni_event.add_url_rule("/<slug>/edit", view_func=Edit.as_view("edit"))
tomoni_event.add_url_rule("/<slug>/delete", view_func=delete, endpoint="delete", methods=["POST"])
