"""Template helpers of the theme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from ckan.lib.helpers import _datestamp_to_datetime
from ckan.plugins import toolkit as tk

from ckanext.tomoni_portal import badges, home, navigation
from ckanext.tomoni_portal.search import places

__all__ = [
    "render_datetime",
    "tomoni_badges",
    "tomoni_error_text",
    "tomoni_home_blocks",
    "tomoni_language_links",
    "tomoni_main_links",
    "tomoni_place_tree",
    "tomoni_popular_words",
    "tomoni_quality_label",
    "tomoni_sample_notice",
]


def tomoni_main_links() -> list[navigation.Link]:
    """Return the main navigation."""
    return navigation.main_links()


def tomoni_language_links() -> list[navigation.Link]:
    """Return the languages to switch to, on the present page."""
    return navigation.language_links()


def tomoni_home_blocks() -> dict[str, home.Block]:
    """Return the blocks of the home page."""
    return home.blocks()


def tomoni_badges(packages: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return quality and number of projects of ``packages``, by dataset id."""
    return badges.for_packages(packages)


def tomoni_place_tree(search_facets: dict[str, Any]) -> places.Tree:
    """Return the facet of places as a tree, for the place that the address of the page asks for."""
    counts = {item["name"]: item["count"] for item in search_facets.get(places.FIELD, {}).get("items", [])}
    return places.tree(counts, tk.request.args.getlist(places.FIELD))


def tomoni_popular_words() -> list[str]:
    """Return the words offered under the search box of the home page (setting ``tomoni.portal.popular_words``)."""
    return tk.config["tomoni.portal.popular_words"]


def tomoni_quality_label(level: str) -> str:
    """Return the name of a level of quality in the reader's language."""
    labels = {
        "good": tk._("Good quality"),
        "fair": tk._("Minor findings"),
        "poor": tk._("Needs repair"),
        "unchecked": tk._("Not checked"),
    }
    return labels.get(level, level)


def tomoni_error_text(code: int | list[int]) -> tuple[str, str]:
    """Return the heading of an error page and what the reader can do, for an HTTP status."""
    status = code[0] if isinstance(code, list) else code
    texts = {
        400: (tk._("The request is not valid"), tk._("Please check the address or the form and try again.")),
        401: (tk._("Please log in"), tk._("This page is for people who have logged in.")),
        403: (tk._("You may not see this page"), tk._("Ask the person in charge of the data for permission.")),
        404: (tk._("Page not found"), tk._("It may have been moved or deleted. Please search for it.")),
    }
    failure = (tk._("Something went wrong"), tk._("Please try again after a while."))
    return texts.get(status, failure)


def tomoni_sample_notice() -> bool:
    """Tell whether every page has to say that the data are samples (setting ``tomoni.portal.sample_notice``)."""
    return tk.config["tomoni.portal.sample_notice"]


@tk.chained_helper
def render_datetime(
    next_helper: Callable[..., str],
    datetime_: dt.datetime | str | None,
    date_format: str | None = None,
    with_hours: bool = False,
    with_seconds: bool = False,
) -> str:
    """Write a date with its hours as Japanese does: CKAN's pattern is English (11月 24, 2026, 02:29 (JST))."""
    if tk.h.lang() == "ja" and with_hours and not with_seconds and not date_format:
        moment = _datestamp_to_datetime(datetime_) if datetime_ else None
        moment = moment.astimezone(tk.h.get_display_timezone()) if moment else None
        return f"{moment:%Y}年{moment.month}月{moment.day}日 {moment:%H:%M}" if moment else ""
    return next_helper(datetime_, date_format, with_hours, with_seconds)
