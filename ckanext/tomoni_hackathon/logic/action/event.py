"""Actions on events."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.model.types import make_uuid
from ckan.plugins import toolkit as tk
from sqlalchemy.exc import IntegrityError

from ckanext.tomoni_hackathon import dictize, queries, records, visibility
from ckanext.tomoni_hackathon.logic import schema
from ckanext.tomoni_hackathon.logic.action._common import Data, refuse, validated
from ckanext.tomoni_hackathon.model import Event, Participation

__all__ = [
    "tomoni_event_create",
    "tomoni_event_delete",
    "tomoni_event_list",
    "tomoni_event_show",
    "tomoni_event_update",
]


@tk.side_effect_free
def tomoni_event_list(context: Any, data_dict: Data) -> Data:
    """List events.

    :param when: ``upcoming`` (or running) or ``past``
    :param q: words of the title, organizer or place
    :param state: ``draft`` or ``published``
    :param limit: at most 100, 20 by default
    :param offset: how many to pass over
    :returns: ``count`` of all that match and ``results``
    """
    tk.check_access("tomoni_event_list", context, data_dict)
    data = validated(data_dict, schema.event_list(), context)
    viewer = visibility.viewer_of(context)
    count, rows = queries.page(queries.events(viewer, data), data)
    return {"count": count, "results": dictize.events(rows, viewer)}


@tk.side_effect_free
def tomoni_event_show(context: Any, data_dict: Data) -> Data:
    """Show an event.

    :param id: id or slug
    :returns: the event, with ``datasets_used_most``: datasets and the number of projects that used each
    """
    tk.check_access("tomoni_event_show", context, data_dict)
    viewer = visibility.viewer_of(context)
    event = records.event(data_dict.get("id"))
    most = queries.most_used(viewer, event.id)
    named = dictize.named_datasets([package_id for package_id, _number in most], viewer)
    used = [{**named[package_id], "project_count": number} for package_id, number in most if package_id in named]
    return {**dictize.events([event], viewer)[0], "datasets_used_most": used}


def tomoni_event_create(context: Any, data_dict: Data) -> Data:
    """Register an event.

    :param title: name in Japanese, needed
    :param slug: for the address; made from the title when absent
    :param title_en, organizer, description, description_en, place: texts; descriptions are Markdown
    :param start_date, end_date: year-month-day
    :param url: http or https
    :param state: ``draft`` (by default) or ``published``
    :returns: the event
    """
    tk.check_access("tomoni_event_create", context, data_dict)
    data = validated(data_dict, schema.event_create(), context)
    event = Event(id=make_uuid(), creator_user_id=visibility.viewer_of(context).user_id)
    _check_slug(data.get("slug", ""), event)
    if not data.get("slug"):
        data["slug"] = records.free_slug(Event, data["title"], data.get("title_en", ""), event.id)
    model.Session.add(event)
    return _saved(event, data, context)


def tomoni_event_update(context: Any, data_dict: Data) -> Data:
    """Change an event; fields that are absent stay.

    :param id: id or slug; the others as in ``tomoni_event_create``
    :returns: the event
    """
    tk.check_access("tomoni_event_update", context, data_dict)
    data = validated(data_dict, schema.event_update(), context)
    event = records.event(data.pop("id"), lock=True)
    _check_slug(data.get("slug", ""), event)
    return _saved(event, data, context)


def _check_slug(slug: str, event: Event) -> None:
    if slug and slug != event.slug and records.taken(Event, slug):
        raise refuse("slug", tk._("Another event has this address: choose another"))


def _saved(event: Event, data: Data, context: Any) -> Data:
    for name, value in data.items():
        setattr(event, name, value)
    if event.start_date and event.end_date and event.end_date < event.start_date:
        raise refuse("end_date", tk._("The event ends before it begins: check both dates"))
    try:
        model.Session.commit()
    except IntegrityError as error:
        raise refuse("slug", tk._("Another event has this address: choose another")) from error
    return dictize.events([event], visibility.viewer_of(context))[0]


def tomoni_event_delete(context: Any, data_dict: Data) -> None:
    """Delete an event; its projects stay, without it.

    :param id: id or slug
    """
    tk.check_access("tomoni_event_delete", context, data_dict)
    data = validated(data_dict, schema.by_id(), context)
    event = records.event(data["id"], lock=True)
    model.Session.execute(sa.delete(Participation).where(Participation.event_id == event.id))
    model.Session.delete(event)
    model.Session.commit()
