"""What each action accepts. Fields that are absent stay as they are in an update."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.tomoni_hackathon import states
from ckanext.tomoni_hackathon.logic.validators import tomoni_clean_text, tomoni_http_url, tomoni_slug

Schema = dict[str, Any]

LINKS = ("app_url", "repository_url", "video_url", "slides_url", "image_url")
LISTED_AT_MOST = 100


def _is(name: str) -> Any:
    return tk.get_validator(name)


def _at_most(length: int) -> Callable[[str], str]:
    def check(value: str) -> str:
        if len(value) > length:
            message = tk._("{given} characters are too many: {most} fit here")
            raise tk.Invalid(message.format(given=f"{len(value):,}", most=f"{length:,}"))
        return value

    return check


def _day(value: Any) -> dt.date | None:
    if value in ("", None) or isinstance(value, dt.date):
        return value or None
    try:
        return dt.date.fromisoformat(str(value).strip()[:10])
    except ValueError as error:
        raise tk.Invalid(tk._("Write the date as year-month-day, such as 2026-08-29")) from error


def _one_of(words: tuple[str, ...]) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in words:
            raise tk.Invalid(tk._("Choose one of: {words}").format(words=", ".join(words)))
        return str(value)

    return check


def _text(length: int) -> list[Any]:
    return [_is("ignore_missing"), tomoni_clean_text, _at_most(length)]


def _needed(length: int) -> list[Any]:
    return [_is("not_empty"), tomoni_clean_text, _is("not_empty"), _at_most(length)]


def _link() -> list[Any]:
    return [_is("ignore_missing"), tomoni_http_url]


def _choice(words: tuple[str, ...]) -> list[Any]:
    return [_is("ignore_empty"), _one_of(words)]


def paged() -> Schema:
    """limit and offset of a list."""
    return {
        "limit": [_is("default")(20), _is("natural_number_validator"), lambda value: min(value, LISTED_AT_MOST)],
        "offset": [_is("default")(0), _is("natural_number_validator")],
    }


def by_id() -> Schema:
    """An action on one thing."""
    return {"id": [_is("not_empty"), _is("unicode_safe")]}


def event_create() -> Schema:
    """A new event."""
    return {
        "title": _needed(200),
        "slug": [_is("ignore_empty"), tomoni_slug],
        "title_en": _text(200),
        "organizer": _text(200),
        "description": _text(20_000),
        "description_en": _text(20_000),
        "start_date": [_is("ignore_missing"), _day],
        "end_date": [_is("ignore_missing"), _day],
        "place": _text(300),
        "url": _link(),
        "state": _choice(states.EVENT_STATES),
    }


def event_update() -> Schema:
    """Changes to an event."""
    return {**event_create(), "title": [_is("ignore_missing"), *_needed(200)], **by_id()}


def event_list() -> Schema:
    """Filters of the list of events."""
    return {**paged(), "when": _choice(("upcoming", "past")), "q": _text(200), "state": _choice(states.EVENT_STATES)}


def use_fields() -> Schema:
    """What is said about one used dataset."""
    return {
        "id": _text(100),
        "dataset": _text(2_000),
        "resource_id": _text(100),
        "declared_url": _link(),
        "declared_text": _text(500),
        "role": _text(500),
        "processing": _text(2_000),
    }


def project_create() -> Schema:
    """A new project, with the events it was shown at and the datasets it used."""
    return {
        "title": _needed(200),
        "slug": [_is("ignore_empty"), tomoni_slug],
        "title_en": _text(200),
        "summary": _text(500),
        "summary_en": _text(500),
        "body": _text(50_000),
        "team": _text(200),
        **{name: _link() for name in LINKS},
        "licence": _text(100),
        "status": _choice(states.PROJECT_STATUSES),
        "participations": {
            "event": [_is("not_empty"), _is("unicode_safe")],
            "track": _text(200),
            "award": _text(200),
        },
        "datasets": use_fields(),
    }


def project_update() -> Schema:
    """Changes to a project; ``participations`` and ``datasets``, when given, replace the whole list."""
    return {**project_create(), "title": [_is("ignore_missing"), *_needed(200)], **by_id()}


def project_list() -> Schema:
    """Filters of the list of projects."""
    return {
        **paged(),
        "q": _text(200),
        "event": _text(100),
        "package_id": _text(100),
        "resource_id": _text(100),
        "owner_org": _text(100),
        "status": _choice(states.PROJECT_STATUSES),
        "state": _choice(states.PROJECT_STATES),
        "mine": [_is("default")(False), _is("boolean_validator")],
        "reviewable": [_is("default")(False), _is("boolean_validator")],
    }


def project_return() -> Schema:
    """Sending a project back."""
    return {**by_id(), "reason": _needed(2_000)}


def use_list() -> Schema:
    """Filters of the list of uses."""
    return {
        **paged(),
        "package_id": _text(100),
        "resource_id": _text(100),
        "project_id": _text(100),
        "state": _choice(states.USE_STATES),
    }


def use_create() -> Schema:
    """A new use."""
    return {"project_id": [_is("not_empty"), _is("unicode_safe")], "package_id": _text(100), **use_fields()}


def match() -> Schema:
    """One declared text."""
    return {"declared": _needed(2_000)}


def rematch() -> Schema:
    """Looking again."""
    return {"dry_run": [_is("default")(False), _is("boolean_validator")]}


def use_confirm() -> Schema:
    """The owner's answer to a use."""
    return {**by_id(), "state": [_is("default")("confirmed"), _one_of(("confirmed", "rejected"))]}
