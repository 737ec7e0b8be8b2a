"""Write the uses of a project: match what was declared, keep what was not found, never twice the same link."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.model.types import make_uuid
from ckan.plugins import toolkit as tk

from ckanext.tomoni_hackathon import links, visibility
from ckanext.tomoni_hackathon.matching import lookup
from ckanext.tomoni_hackathon.model import DatasetUse, Project, now

Data = dict[str, Any]
DETAILS = ("role", "processing")
#: The least that the database tells apart.
TICK = dt.timedelta(microseconds=1)


class NotFound(LookupError):
    """No dataset, or resource in it, answers to the id; ``field`` says which of the two."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class TooMany(ValueError):
    """The project names more datasets than the setting allows."""


def drafted(project_id: str, data: Data, viewer: visibility.Viewer) -> DatasetUse | None:
    """The use that a declaration says, not saved yet; None for an empty one.

    ``package_id`` must be there (raises ``NotFound``); ``dataset``, ``declared_url`` and ``declared_text`` are looked
    for and kept as they were written.
    """
    words = data.get("dataset") or data.get("declared_url") or data.get("declared_text") or ""
    if not words and not data.get("package_id"):
        return None
    match = _named(data["package_id"], viewer) if data.get("package_id") else lookup.find(words, viewer)
    use = DatasetUse(id=make_uuid(), project_id=project_id)
    use.declared_url = data.get("declared_url") or (words if links.is_link(words) else "")
    use.declared_text = data.get("declared_text") or ("" if use.declared_url else words)
    use.role, use.processing = (data.get(name, "") for name in DETAILS)
    if match:
        resource = data.get("resource_id") or match.resource_id
        use.package_id, use.matched_by = match.package_id, match.how
        use.resource_id = _resource(match.package_id, resource) if resource else None
    return use


def _named(reference: str, viewer: visibility.Viewer) -> lookup.Match:
    named = sa.or_(model.Package.id == reference, model.Package.name == reference)
    package_id = model.Session.scalar(sa.select(model.Package.id).where(named, visibility.datasets(viewer)))
    if package_id is None:
        raise NotFound("package_id")
    return lookup.Match(package_id, None, "manual")


def _resource(package_id: str, resource_id: str) -> str:
    query = sa.select(model.Resource.id).where(
        model.Resource.id == resource_id, model.Resource.package_id == package_id, model.Resource.state == "active"
    )
    if model.Session.scalar(query) is None:
        raise NotFound("resource_id")
    return resource_id


def key(use: DatasetUse) -> tuple[str, ...]:
    """What makes two uses of a project the same one."""
    if use.package_id:
        return ("link", use.package_id, use.resource_id or "")
    return ("words", use.declared_url, use.declared_text)


def of_project(project_id: str) -> list[DatasetUse]:
    """The project's uses in the order they were declared."""
    query = sa.select(DatasetUse).where(DatasetUse.project_id == project_id).order_by(DatasetUse.created, DatasetUse.id)
    return list(model.Session.scalars(query))


def add(project: Project, use: DatasetUse) -> DatasetUse:
    """Save the use, or the words about it in the one that is there already. Raises ``TooMany``."""
    there = {key(found): found for found in of_project(project.id)}
    same = there.get(key(use))
    if same is None:
        if len(there) >= tk.config["ckanext.tomoni_hackathon.datasets_per_project"]:
            raise TooMany
        _in_order([*there.values()], [use])
        model.Session.add(use)
        return use
    for name in DETAILS:
        setattr(same, name, getattr(use, name) or getattr(same, name))
    return same


def replace(project: Project, wanted: list[DatasetUse], seen: set[str]) -> None:
    """Make the project's uses these; one that is there already keeps its id and what its owner answered.

    Only uses in ``seen`` (ids the person who edits was shown) are taken away. Raises ``TooMany``.
    """
    by_key = {key(use): use for use in wanted}
    there = {key(found): found for found in of_project(project.id)}
    unseen = {found_key for found_key, found in there.items() if found.id not in seen}
    if len(by_key.keys() | unseen) > tk.config["ckanext.tomoni_hackathon.datasets_per_project"]:
        raise TooMany
    for found_key, found in there.items():
        same = by_key.get(found_key)
        if same is None and found_key not in unseen:
            model.Session.delete(found)
        elif same is not None and same is not found:
            for name in DETAILS:
                setattr(found, name, getattr(same, name))
    new = [use for use_key, use in by_key.items() if use_key not in there]
    _in_order([*there.values()], new)
    model.Session.add_all(new)


def _in_order(there: list[DatasetUse], new: list[DatasetUse]) -> None:
    """Give each new use a moment after those before it: a quick machine, or a clock set back, knows two at once."""
    last = max((use.created for use in there), default=None)
    for use in new:
        moment = now()
        use.created = last = moment if last is None or moment > last else last + TICK


def kept(project_id: str, data: Data) -> DatasetUse | None:
    """The saved use that a form's row stands for, with the row's role and processing; None for an id of no such use."""
    query = sa.select(DatasetUse).where(DatasetUse.id == data.get("id"), DatasetUse.project_id == project_id)
    found = model.Session.scalar(query) if data.get("id") else None
    if found is not None:
        for name in DETAILS:
            setattr(found, name, data.get(name, getattr(found, name)))
    return found
