"""Template helpers. Each works for whoever looks at the page, and any plugin's template may call them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.common import current_user
from ckan.plugins import toolkit as tk

from ckanext.tomoni_hackathon import jsonld, links, states
from ckanext.tomoni_hackathon.model import Event

Item = dict[str, Any]

__all__ = [
    "tomoni_hackathon_events",
    "tomoni_hackathon_label",
    "tomoni_hackathon_statuses",
    "tomoni_hackathon_text",
    "tomoni_hackathon_url",
    "tomoni_latest_projects",
    "tomoni_organization_projects",
    "tomoni_project_count",
    "tomoni_project_jsonld",
    "tomoni_project_list",
    "tomoni_project_uses",
]

SHOWN = 6


def _asked(action: str, **data: Any) -> Any:
    user = current_user if current_user.is_authenticated else None
    return tk.get_action(action)({"user": current_user.name, "auth_user_obj": user}, data)


def tomoni_project_list(package_id: str, limit: int = SHOWN) -> list[Item]:
    """The published projects that use a dataset, the latest first."""
    return _asked("tomoni_project_list", package_id=package_id, limit=limit)["results"]


def tomoni_project_count(package_id: str) -> int:
    """The number of published projects that use a dataset."""
    return _asked("tomoni_project_list", package_id=package_id, limit=0)["count"]


def tomoni_project_uses(package_id: str, resource_id: str = "", limit: int = SHOWN) -> Item:
    """The uses of a dataset, or of one of its resources, with their projects: ``count`` and ``results``."""
    return _asked("tomoni_dataset_use_list", package_id=package_id, resource_id=resource_id, limit=limit)


def tomoni_organization_projects(organization_id: str, limit: int = 3) -> Item:
    """The published projects that use an organization's datasets: ``count`` and ``results``."""
    return _asked("tomoni_project_list", owner_org=organization_id, limit=limit)


def tomoni_latest_projects(limit: int = SHOWN) -> list[Item]:
    """The projects published last."""
    return _asked("tomoni_project_list", limit=limit)["results"]


def tomoni_hackathon_events() -> list[Item]:
    """Every published event, to choose from: id, slug and titles."""
    columns = (Event.id, Event.slug, Event.title, Event.title_en)
    query = sa.select(*columns).where(Event.state == "published").order_by(Event.start_date.desc().nulls_last())
    return [dict(row._mapping) for row in model.Session.execute(query)]


def tomoni_hackathon_text(item: Item, field: str) -> str:
    """A text of an event, project or dataset in the reader's language, in Japanese where there is no other."""
    english = item.get(f"{field}_en") if tk.h.lang().startswith("en") else ""
    return english or item.get(field) or ""


def tomoni_hackathon_url(url: str) -> str:
    """The link, or nothing when it is not one to show."""
    return url if links.is_link(url or "") else ""


def tomoni_hackathon_statuses() -> list[str]:
    """How far a project may be."""
    return list(states.PROJECT_STATUSES)


def tomoni_hackathon_label(word: str) -> str:
    """A state or status in the reader's language."""
    labels = {
        "idea": tk._("Idea"),
        "prototype": tk._("Prototype"),
        "released": tk._("In service"),
        "ended": tk._("Service ended"),
        "draft": tk._("Draft"),
        "submitted": tk._("Waiting for approval"),
        "published": tk._("Published"),
        "returned": tk._("Returned"),
        "withdrawn": tk._("Withdrawn"),
        "declared": tk._("Declared by the team"),
        "confirmed": tk._("Confirmed by the data's owner"),
        "rejected": tk._("Refused by the data's owner"),
    }
    return labels.get(word, word)


def tomoni_project_jsonld(project: Item) -> Item:
    """The project as schema.org describes it."""

    def page(endpoint: str, **names: str) -> str:
        return tk.h.url_for(endpoint, _external=True, locale="default", **names)

    datasets = {use["dataset"]["id"]: use["dataset"] for use in project.get("datasets", []) if use.get("dataset")}
    events = [found["event"] for found in project.get("participations", [])]
    return jsonld.of(
        project,
        page("tomoni_project.read", slug=project["slug"]),
        {key: page("dataset.read", id=dataset["name"]) for key, dataset in datasets.items()},
        {event["id"]: page("tomoni_event.read", slug=event["slug"]) for event in events},
    )
