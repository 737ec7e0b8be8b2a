"""The lists this plugin shows: each function returns a selection that already holds what the viewer may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_hackathon import visibility
from ckanext.tomoni_hackathon.model import DatasetUse, Event, Participation, Project

Row = TypeVar("Row")
Filters = dict[str, Any]


def page(query: sa.Select[tuple[Row]], data: Filters) -> tuple[int, Sequence[Row]]:
    """Run the query for its number of rows and for one page of them."""
    count = model.Session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = model.Session.scalars(query.limit(data["limit"]).offset(data["offset"])).all() if data["limit"] else []
    return count, rows


def today() -> dt.date:
    """The day it is where the portal is (``ckan.display_timezone``)."""
    zone = tk.config.get("ckan.display_timezone") or "UTC"
    return dt.datetime.now(None if zone == "server" else ZoneInfo(zone)).date()


def _words(q: str, *columns: Any) -> list[sa.ColumnElement[bool]]:
    """Each word of ``q`` in one of the columns, width and case aside; the database folds both sides alike (NFKC)."""

    def folded(text: Any) -> sa.ColumnElement[str]:
        return sa.func.lower(sa.func.normalize(text, sa.text("NFKC")))

    everything = folded(sa.func.concat_ws(" ", *columns))
    return [everything.contains(folded(word), autoescape=False) for word in _escaped(q).split()]


def _escaped(q: str) -> str:
    for sign in ("\\", "%", "_"):
        q = q.replace(sign, f"\\{sign}")
    return q


def events(viewer: visibility.Viewer, data: Filters) -> sa.Select[tuple[Event]]:
    """Events, the latest first; ``when`` upcoming (or running) ones in the order they begin."""
    query = sa.select(Event).where(visibility.events(viewer))
    ends = sa.func.coalesce(Event.end_date, Event.start_date)
    if data.get("when") == "upcoming":
        return _filtered_events(query.where(ends >= today()).order_by(Event.start_date, Event.slug), data)
    if data.get("when") == "past":
        query = query.where(ends < today())
    return _filtered_events(query.order_by(Event.start_date.desc().nulls_last(), Event.slug), data)


def _filtered_events(query: sa.Select[tuple[Event]], data: Filters) -> sa.Select[tuple[Event]]:
    if data.get("state"):
        query = query.where(Event.state == data["state"])
    if data.get("q"):
        query = query.where(*_words(data["q"], Event.title, Event.title_en, Event.organizer, Event.place))
    return query


def projects(viewer: visibility.Viewer, data: Filters) -> sa.Select[tuple[Project]]:
    """Projects, the latest first. Only published ones unless ``state``, ``mine`` or ``reviewable`` asks for others."""
    query = sa.select(Project).where(visibility.projects(viewer))
    if data.get("mine"):
        query = query.where(Project.creator_user_id == (viewer.user_id or None))
    if data.get("reviewable"):
        query = query.where(Project.state == "submitted", visibility.reviewable(viewer))
    elif data.get("state") or not data.get("mine"):
        query = query.where(Project.state == (data.get("state") or "published"))
    if data.get("status"):
        query = query.where(Project.status == data["status"])
    if data.get("q"):
        columns = (Project.title, Project.title_en, Project.summary, Project.summary_en, Project.team)
        query = query.where(*_words(data["q"], *columns))
    if data.get("event"):
        query = query.where(Project.id.in_(_at_event(viewer, data["event"])))
    if any(data.get(name) for name in ("package_id", "resource_id", "owner_org")):
        query = query.where(Project.id.in_(_using(viewer, data)))
    newest = sa.func.coalesce(Project.published, Project.created)
    return query.order_by(newest.desc(), Project.id)


def _at_event(viewer: visibility.Viewer, reference: str) -> sa.Select[tuple[str]]:
    named = sa.or_(Event.id == reference, Event.slug == reference)
    return (
        sa.select(Participation.project_id)
        .join(Event, Event.id == Participation.event_id)
        .where(named, visibility.events(viewer))
    )


def _using(viewer: visibility.Viewer, data: Filters) -> sa.Select[tuple[str]]:
    query = (
        sa.select(DatasetUse.project_id)
        .join(model.Package, model.Package.id == DatasetUse.package_id)
        .where(visibility.datasets(viewer), DatasetUse.state != "rejected")
    )
    if package := data.get("package_id"):
        query = query.where(sa.or_(model.Package.id == package, model.Package.name == package))
    if resource := data.get("resource_id"):
        query = query.where(DatasetUse.resource_id == resource)
    if organization := data.get("owner_org"):
        group = model.Group.get(organization)
        query = query.where(model.Package.owner_org == (group.id if group else organization))
    return query


def uses(viewer: visibility.Viewer, data: Filters) -> sa.Select[tuple[DatasetUse]]:
    """Uses by projects the viewer may see; with a dataset or nothing named, of published projects only.

    A use its owner refused is shown to the team and to the editors of the dataset.
    """
    query = (
        sa.select(DatasetUse)
        .join(Project, Project.id == DatasetUse.project_id)
        .outerjoin(model.Package, model.Package.id == DatasetUse.package_id)
        .where(visibility.projects(viewer), visibility.uses(viewer), _not_refused(viewer))
    )
    if project := data.get("project_id"):
        query = query.where(sa.or_(Project.id == project, Project.slug == project)).order_by(DatasetUse.created)
    else:
        query = query.where(Project.state == "published").order_by(Project.published.desc())
    if package := data.get("package_id"):
        query = query.where(sa.or_(model.Package.id == package, model.Package.name == package))
    if resource := data.get("resource_id"):
        query = query.where(DatasetUse.resource_id == resource)
    if data.get("state"):
        query = query.where(DatasetUse.state == data["state"])
    return query.order_by(DatasetUse.id)


def _not_refused(viewer: visibility.Viewer) -> sa.ColumnElement[bool]:
    if viewer.everything:
        return sa.true()
    return sa.or_(
        DatasetUse.state != "rejected",
        Project.creator_user_id == (viewer.user_id or None),
        model.Package.owner_org.in_(viewer.organizations("update_dataset")),
    )


def project_count(package_id: str) -> int:
    """The number of published projects that use the dataset, refused uses aside."""
    query = (
        sa.select(sa.func.count(sa.distinct(Project.id)))
        .join(DatasetUse, DatasetUse.project_id == Project.id)
        .where(DatasetUse.package_id == package_id, DatasetUse.state != "rejected", Project.state == "published")
    )
    return model.Session.scalar(query) or 0


def most_used(viewer: visibility.Viewer, event_id: str, limit: int = 10) -> list[tuple[str, int]]:
    """Ids of the datasets that the event's published projects used most, with the number of projects."""
    number = sa.func.count(sa.distinct(Project.id))
    query = (
        sa.select(model.Package.id, number)
        .join(DatasetUse, DatasetUse.package_id == model.Package.id)
        .join(Project, Project.id == DatasetUse.project_id)
        .join(Participation, Participation.project_id == Project.id)
        .where(
            Participation.event_id == event_id,
            Project.state == "published",
            DatasetUse.state != "rejected",
            visibility.datasets(viewer),
        )
        .group_by(model.Package.id)
        .order_by(number.desc(), model.Package.title, model.Package.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in model.Session.execute(query)]
