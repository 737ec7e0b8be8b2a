"""Who may do what. Sysadmins pass before these functions are asked.

The permission table of docs/ja/hackathon.md is this module; tests/functional/hackathon/test_permissions.py holds both.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import authz, model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_hackathon import records, states, visibility
from ckanext.tomoni_hackathon.model import DatasetUse, Event, Project

Context = Any
Data = dict[str, Any]
Answer = dict[str, Any]

__all__ = [
    "tomoni_dataset_match",
    "tomoni_dataset_rematch",
    "tomoni_dataset_use_confirm",
    "tomoni_dataset_use_create",
    "tomoni_dataset_use_delete",
    "tomoni_dataset_use_list",
    "tomoni_event_create",
    "tomoni_event_delete",
    "tomoni_event_list",
    "tomoni_event_show",
    "tomoni_event_update",
    "tomoni_project_approve",
    "tomoni_project_create",
    "tomoni_project_delete",
    "tomoni_project_list",
    "tomoni_project_return",
    "tomoni_project_review",
    "tomoni_project_show",
    "tomoni_project_submit",
    "tomoni_project_update",
    "tomoni_project_withdraw",
]


def _answer(*, allowed: bool, otherwise: str) -> Answer:
    return {"success": True} if allowed else {"success": False, "msg": otherwise}


def _seen(kind: Any, reference: str, condition: sa.ColumnElement[bool]) -> bool:
    return model.Session.scalar(sa.select(kind.id).where(kind.id == reference, condition)) is not None


@tk.auth_allow_anonymous_access
def tomoni_event_list(context: Context, data_dict: Data) -> Answer:
    """Everybody; the list holds what each may see."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_event_show(context: Context, data_dict: Data) -> Answer:
    """Everybody a published event, its maker a draft."""
    event = records.event(data_dict.get("id"))
    allowed = _seen(Event, event.id, visibility.events(visibility.viewer_of(context)))
    return _answer(allowed=allowed, otherwise=tk._("This event is not published yet"))


def tomoni_event_create(context: Context, data_dict: Data) -> Answer:
    """Sysadmins, and administrators of an organization where the setting says so."""
    open_to_admins = tk.config["ckanext.tomoni_hackathon.organization_admins_create_events"]
    allowed = open_to_admins and authz.has_user_permission_for_some_org(context["user"], "admin")
    return _answer(allowed=allowed, otherwise=tk._("Only a system administrator may register events here"))


def tomoni_event_update(context: Context, data_dict: Data) -> Answer:
    """Sysadmins, and who made the event while that person may make events."""
    event = records.event(data_dict.get("id"))
    mine = event.creator_user_id == visibility.viewer_of(context).user_id
    allowed = mine and tomoni_event_create(context, data_dict)["success"]
    return _answer(allowed=allowed, otherwise=tk._("Only a system administrator may change this event"))


def tomoni_event_delete(context: Context, data_dict: Data) -> Answer:
    """Who may change the event."""
    return tomoni_event_update(context, data_dict)


@tk.auth_allow_anonymous_access
def tomoni_project_list(context: Context, data_dict: Data) -> Answer:
    """Everybody; the list holds what each may see."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def tomoni_project_show(context: Context, data_dict: Data) -> Answer:
    """Everybody a published project, its maker always, its reviewers while it is submitted."""
    project = records.project(data_dict.get("id"))
    allowed = _seen(Project, project.id, visibility.projects(visibility.viewer_of(context)))
    return _answer(allowed=allowed, otherwise=tk._("This project is not published"))


def tomoni_project_create(context: Context, data_dict: Data) -> Answer:
    """Everybody who is logged in."""
    return {"success": True}


def _mine(context: Context, project: Project) -> bool:
    viewer = visibility.viewer_of(context)
    return bool(viewer.user_id) and project.creator_user_id == viewer.user_id


def _editable(context: Context, project: Project) -> Answer:
    if not _mine(context, project):
        return _answer(allowed=False, otherwise=tk._("Only the person who registered this project may change it"))
    allowed = project.state in states.EDITABLE
    return _answer(allowed=allowed, otherwise=tk._("Withdraw this project first, then change it and submit it again"))


def tomoni_project_update(context: Context, data_dict: Data) -> Answer:
    """Its maker, while it is a draft, returned or withdrawn."""
    return _editable(context, records.project(data_dict.get("id")))


def tomoni_project_delete(context: Context, data_dict: Data) -> Answer:
    """Who may change it."""
    return tomoni_project_update(context, data_dict)


def tomoni_project_submit(context: Context, data_dict: Data) -> Answer:
    """Its maker; whether it can be submitted now is the state's business."""
    allowed = _mine(context, records.project(data_dict.get("id")))
    return _answer(allowed=allowed, otherwise=tk._("Only the person who registered this project may submit it"))


def _reviewer(context: Context, project: Project) -> bool:
    return _seen(Project, project.id, visibility.reviewable(visibility.viewer_of(context)))


def tomoni_project_approve(context: Context, data_dict: Data) -> Answer:
    """An editor or administrator of an organization whose data the project uses, never its own maker."""
    allowed = _reviewer(context, records.project(data_dict.get("id")))
    message = tk._(
        "Only another person, an editor of an organization whose data it uses, may decide about this project"
    )
    return _answer(allowed=allowed, otherwise=message)


def tomoni_project_return(context: Context, data_dict: Data) -> Answer:
    """Who may approve it."""
    return tomoni_project_approve(context, data_dict)


def tomoni_project_withdraw(context: Context, data_dict: Data) -> Answer:
    """Its maker, and who may approve it (a take-down)."""
    project = records.project(data_dict.get("id"))
    allowed = _mine(context, project) or _reviewer(context, project)
    return _answer(allowed=allowed, otherwise=tk._("You may not withdraw this project"))


def tomoni_project_review(context: Context, data_dict: Data) -> Answer:
    """The queue of what waits: editors of any organization."""
    allowed = authz.has_user_permission_for_some_org(context["user"], "update_dataset")
    return _answer(allowed=allowed, otherwise=tk._("Only editors of an organization review projects"))


@tk.auth_allow_anonymous_access
def tomoni_dataset_match(context: Context, data_dict: Data) -> Answer:
    """Everybody; it answers with datasets that each may see."""
    return {"success": True}


def tomoni_dataset_rematch(context: Context, data_dict: Data) -> Answer:
    """Sysadmins."""
    return _answer(allowed=False, otherwise=tk._("Only a system administrator may look for datasets again"))


@tk.auth_allow_anonymous_access
def tomoni_dataset_use_list(context: Context, data_dict: Data) -> Answer:
    """Everybody; the list holds what each may see."""
    return {"success": True}


def tomoni_dataset_use_create(context: Context, data_dict: Data) -> Answer:
    """Who may change the project."""
    return _editable(context, records.project(data_dict.get("project_id")))


def tomoni_dataset_use_delete(context: Context, data_dict: Data) -> Answer:
    """Who may change the project."""
    return _editable(context, records.project(records.use(data_dict.get("id")).project_id))


def tomoni_dataset_use_confirm(context: Context, data_dict: Data) -> Answer:
    """An editor or administrator of the organization that owns the dataset, never the project's own maker."""
    use: DatasetUse = records.use(data_dict.get("id"))
    package = model.Package.get(use.package_id) if use.package_id else None
    owner = package.owner_org if package else None
    allowed = authz.has_user_permission_for_group_or_org(owner, context["user"], "update_dataset")
    allowed = allowed and not _mine(context, records.project(use.project_id))
    return _answer(
        allowed=allowed,
        otherwise=tk._("Only another person, an editor of the organization that owns the dataset, may confirm its use"),
    )
