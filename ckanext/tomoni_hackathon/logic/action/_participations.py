"""At which events a project was shown."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_hackathon import records, visibility
from ckanext.tomoni_hackathon.model import Event, Participation, Project


class ForStaff(PermissionError):
    """Somebody who does not run the portal gave an award, or took one away."""


def take_part(project: Project, wanted: list[dict[str, Any]], viewer: visibility.Viewer) -> None:
    """Make the project's participations these. Raises ``ForStaff``, ``tk.ObjectNotFound`` for an event not seen."""
    query = sa.select(Participation).where(Participation.project_id == project.id)
    there = {found.event_id: found for found in model.Session.scalars(query)}
    by_event = {_event(item["event"], viewer).id: item for item in wanted}
    for event_id in there.keys() - by_event.keys():
        _only_staff(bool(there[event_id].award), viewer)
        model.Session.delete(there[event_id])
    for event_id, item in by_event.items():
        found = there.get(event_id) or Participation(project_id=project.id, event_id=event_id, track="", award="")
        award = item.get("award", found.award)
        _only_staff(award != found.award, viewer)
        found.track, found.award = item.get("track", found.track), award
        model.Session.add(found)


def _event(reference: str, viewer: visibility.Viewer) -> Event:
    event = records.event(reference)
    if model.Session.scalar(sa.select(Event.id).where(Event.id == event.id, visibility.events(viewer))) is None:
        raise tk.ObjectNotFound(tk._("There is no such event"))
    return event


def _only_staff(changes_award: bool, viewer: visibility.Viewer) -> None:
    if changes_award and not viewer.everything:
        raise ForStaff
