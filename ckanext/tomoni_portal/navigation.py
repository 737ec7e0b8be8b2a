"""The main navigation and the language switch, as plain data for the templates."""

from __future__ import annotations

from dataclasses import dataclass

from ckan.lib.i18n import get_locales
from ckan.plugins import toolkit as tk
from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

LANGUAGE_NAMES = {"ja": "日本語", "en": "English"}


@dataclass(frozen=True)
class Link:
    """A link of the header: where it leads, what it says, whether the reader is there."""

    url: str
    label: str
    current: bool
    language: str = ""


def main_links() -> list[Link]:
    """Return the links to the rooms of the portal; a room whose plugin is not loaded has no page and no link."""
    labels = {
        "/dataset/": tk._("Datasets"),
        "/standards": tk._("Municipal standards"),
        "/organization/": tk._("Municipalities"),
        "/projects": tk._("Projects"),
        "/events": tk._("Events"),
        "/quality": tk._("Quality"),
        "/harvest": tk._("Harvesting"),
    }
    here = tk.request.path
    return [Link(tk.h.url_for(path), label, _within(here, path)) for path, label in labels.items() if _exists(path)]


def language_links() -> list[Link]:
    """Return the languages of the portal, each with the address of the present page in it."""
    here = tk.h.lang()
    return [
        Link(_in_language(code), LANGUAGE_NAMES.get(code, code), code == here, code.replace("_", "-"))
        for code in get_locales()
    ]


def _in_language(code: str) -> str:
    return tk.h.url_for(tk.h.current_url(), locale=code)


def _within(here: str, path: str) -> bool:
    stem = path.rstrip("/")
    return here == stem or here.startswith(f"{stem}/")


def _exists(path: str) -> bool:
    try:
        endpoint, _ = current_app.url_map.bind("localhost").match(path)
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return not str(endpoint).endswith("static")  # Flask answers any path as a file of the public folders
