"""Rows as the dictionaries that actions return; many rows at once, with one query a table."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.orm import aliased

from ckanext.tomoni_hackathon import visibility
from ckanext.tomoni_hackathon.model import DatasetUse, Event, Participation, Project

Dictized = dict[str, Any]

FOR_THE_TEAM = ("return_reason", "creator_user_id", "reviewer_user_id")
FOR_THE_OWNER = ("confirmed_by",)


def _row(row: Any) -> Dictized:
    values = {column.key: getattr(row, column.key) for column in sa.inspect(row).mapper.column_attrs}
    return {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in values.items()}


def events(rows: Iterable[Event], viewer: visibility.Viewer) -> list[Dictized]:
    """Events, each with the number of its published projects."""
    rows = list(rows)
    query = (
        sa.select(Participation.event_id, sa.func.count())
        .join(Project, Project.id == Participation.project_id)
        .where(Participation.event_id.in_([row.id for row in rows]), Project.state == "published")
        .group_by(Participation.event_id)
    )
    counts = dict(model.Session.execute(query).tuples().all())
    found = [{**_row(row), "project_count": counts.get(row.id, 0)} for row in rows]
    return found if viewer.everything else [_without(item, ("creator_user_id",)) for item in found]


def _without(item: Dictized, names: Sequence[str]) -> Dictized:
    return {key: value for key, value in item.items() if key not in names}


def projects(rows: Iterable[Project], viewer: visibility.Viewer) -> list[Dictized]:
    """Projects with their events and the number of datasets the viewer sees used."""
    rows = list(rows)
    ids = [row.id for row in rows]
    events_of, datasets_of = _participations(ids, viewer), _dataset_counts(ids, viewer)
    found = []
    for row in rows:
        item = {**_row(row), "participations": events_of[row.id], "num_datasets": datasets_of.get(row.id, 0)}
        team = viewer.everything or (viewer.user_id and row.creator_user_id == viewer.user_id)
        found.append(item if team else _without(item, FOR_THE_TEAM))
    return found


def _participations(ids: list[str], viewer: visibility.Viewer) -> dict[str, list[Dictized]]:
    query = (
        sa.select(Participation, Event)
        .join(Event, Event.id == Participation.event_id)
        .where(Participation.project_id.in_(ids), visibility.events(viewer))
        .order_by(Event.start_date.desc().nulls_last(), Event.slug)
    )
    found: dict[str, list[Dictized]] = defaultdict(list)
    for participation, event in model.Session.execute(query):
        named = {name: getattr(event, name) for name in ("id", "slug", "title", "title_en")}
        item = {"event": named, "track": participation.track, "award": participation.award}
        found[participation.project_id].append(item)
    return found


def _dataset_counts(ids: list[str], viewer: visibility.Viewer) -> dict[str, int]:
    query = (
        sa.select(DatasetUse.project_id, sa.func.count())
        .outerjoin(model.Package, model.Package.id == DatasetUse.package_id)
        .where(DatasetUse.project_id.in_(ids), DatasetUse.state != "rejected", visibility.uses(viewer))
        .group_by(DatasetUse.project_id)
    )
    return dict(model.Session.execute(query).tuples().all())


def uses(rows: Iterable[DatasetUse], viewer: visibility.Viewer) -> list[Dictized]:
    """Uses with their dataset and resource.

    ``target`` is ``dataset``, ``external`` (words that no dataset here answers to) or ``missing``: the dataset was
    deleted, and what was declared about it is for the team alone, since it may have been a private one.
    """
    rows = list(rows)
    datasets = named_datasets([row.package_id for row in rows if row.package_id], viewer)
    resources = named_resources([row.resource_id for row in rows if row.resource_id])
    authors = _authors(row.project_id for row in rows)
    found = []
    for row in rows:
        team = viewer.everything or (viewer.user_id and authors.get(row.project_id) == viewer.user_id)
        dataset = datasets.get(row.package_id or "")
        item = {**_row(row), "dataset": dataset, "resource": resources.get(row.resource_id or "") if dataset else None}
        item["target"] = "dataset" if dataset else "missing" if row.package_id else "external"
        hidden = ("declared_url", "declared_text") if item["target"] == "missing" else ()
        found.append(item if team else _without(item, (*FOR_THE_OWNER, *hidden)))
    return found


def _authors(project_ids: Iterable[str]) -> dict[str, str]:
    query = sa.select(Project.id, Project.creator_user_id).where(Project.id.in_(list(project_ids)))
    return dict(model.Session.execute(query).tuples().all())


def named_datasets(ids: list[str], viewer: visibility.Viewer) -> dict[str, Dictized]:
    """What a page needs to name the datasets of these ids, of those the viewer may see."""
    group = aliased(model.Group)
    query = (
        sa.select(model.Package.id, model.Package.name, model.Package.title, model.Package.private, model.Package.type)
        .add_columns(model.Package.extras, group.id, group.name, group.title)
        .outerjoin(group, group.id == model.Package.owner_org)
        .where(model.Package.id.in_(ids), visibility.datasets(viewer))
    )
    found = {}
    for package_id, name, title, private, kind, extras, *owner in model.Session.execute(query):
        organization = {"id": owner[0], "name": owner[1], "title": owner[2]} if owner[0] else None
        found[package_id] = {
            "id": package_id,
            "name": name,
            "title": title or name,
            "title_en": (extras or {}).get("title_en", ""),
            "private": private,
            "type": kind,
            "organization": organization,
        }
    return found


def named_resources(ids: list[str]) -> dict[str, Dictized]:
    """What a page needs to name the resources of these ids, of datasets that the viewer is known to see."""
    columns = (model.Resource.id, model.Resource.name, model.Resource.format)
    query = sa.select(*columns).where(model.Resource.id.in_(ids), model.Resource.state == "active")
    return {
        resource_id: {"id": resource_id, "name": name or form or resource_id, "format": form}
        for resource_id, name, form in model.Session.execute(query)
    }
