"""Who looks, and which datasets, projects and events that person may see.

The rules for datasets are those of CKAN's default permission labels, written as SQL so that counts and pages are right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from ckan import authz, model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_hackathon.model import DatasetUse, Event, Project

Condition = sa.ColumnElement[bool]


@dataclass
class Viewer:
    """A person, or nobody (empty ``user_id``); ``everything`` for a sysadmin or trusted code."""

    user_id: str = ""
    everything: bool = False
    _organizations: dict[str, list[str]] = field(default_factory=dict)

    def organizations(self, permission: str) -> list[str]:
        """Ids of the organizations in which the person has the permission."""
        if not self.user_id:
            return []
        if permission not in self._organizations:
            listing = tk.get_action("organization_list_for_user")
            found = listing({"user": self.user_id, "ignore_auth": True}, {"permission": permission, "id": self.user_id})
            self._organizations[permission] = [organization["id"] for organization in found]
        return self._organizations[permission]

    @cached_property
    def collaborations(self) -> list[str]:
        """Ids of the datasets the person was invited to."""
        if not self.user_id or not authz.check_config_permission("allow_dataset_collaborators"):
            return []
        listing = tk.get_action("package_collaborator_list_for_user")
        return [found["package_id"] for found in listing({"ignore_auth": True}, {"id": self.user_id})]


def viewer_of(context: Mapping[str, Any]) -> Viewer:
    """The person an action runs for."""
    user = context.get("auth_user_obj") or model.User.get(context.get("user") or "")
    if user is None or getattr(user, "is_anonymous", False):
        return Viewer(everything=bool(context.get("ignore_auth")))
    return Viewer(user.id, everything=bool(context.get("ignore_auth") or user.sysadmin))


def _private_but_theirs(viewer: Viewer) -> Condition:
    return sa.or_(
        sa.not_(model.Package.private),
        model.Package.owner_org.in_(viewer.organizations("read")),
        model.Package.id.in_(viewer.collaborations),
        sa.and_(model.Package.owner_org.is_(None), model.Package.creator_user_id == (viewer.user_id or None)),
    )


def datasets(viewer: Viewer) -> Condition:
    """The active datasets this person may see."""
    active = model.Package.state == "active"
    return active if viewer.everything else sa.and_(active, _private_but_theirs(viewer))


def uses(viewer: Viewer) -> Condition:
    """The uses this person may see; the query must outer-join ``model.Package`` on ``package_id``.

    A use of a dataset that was deleted is shown, as missing, to those who could see the dataset.
    """
    if viewer.everything:
        return sa.true()
    return sa.or_(
        model.Package.id.is_(None),
        sa.and_(model.Package.state.in_(["active", "deleted"]), _private_but_theirs(viewer)),
    )


def reviewable(viewer: Viewer) -> Condition:
    """The projects whose data belongs to an organization this person edits, made by somebody else."""
    if viewer.everything:
        return sa.true()
    theirs = (
        sa.select(DatasetUse.project_id)
        .join(model.Package, model.Package.id == DatasetUse.package_id)
        .where(
            model.Package.state == "active",
            DatasetUse.state != "rejected",
            model.Package.owner_org.in_(viewer.organizations("update_dataset")),
        )
    )
    return sa.and_(Project.id.in_(theirs), Project.creator_user_id != viewer.user_id)


def projects(viewer: Viewer) -> Condition:
    """The projects this person may see: published ones, their own, and submitted ones they may review."""
    if viewer.everything:
        return sa.true()
    published = Project.state == "published"
    if not viewer.user_id:
        return published
    return sa.or_(
        published,
        Project.creator_user_id == viewer.user_id,
        sa.and_(Project.state == "submitted", reviewable(viewer)),
    )


def events(viewer: Viewer) -> Condition:
    """The events this person may see: published ones and their own drafts."""
    if viewer.everything:
        return sa.true()
    mine = [Event.creator_user_id == viewer.user_id] if viewer.user_id else []
    return sa.or_(Event.state == "published", *mine)


def may_see(viewer: Viewer, package_id: str) -> bool:
    """Whether the person may see the active dataset of this id."""
    query = sa.select(model.Package.id).where(model.Package.id == package_id, datasets(viewer))
    return model.Session.scalar(query) is not None
