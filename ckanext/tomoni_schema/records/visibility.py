"""Which datasets a person may see, as SQL: asked at every question, so that a dataset that goes private leaves at once.

The rules are those of CKAN's permission labels. Where a plugin has labels of its own, each dataset of the table is
asked for its labels, which is slower and as true.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.lib.plugins import DefaultPermissionLabels, get_permission_labels

from ckanext.tomoni_schema.records.model import Source

__all__ = ["condition", "is_anonymous", "user_of"]

Condition = sa.ColumnElement[bool]


def user_of(context: Mapping[str, Any]) -> model.User | None:
    """The person an action runs for, None for a passer-by."""
    user = context.get("auth_user_obj") or model.User.get(context.get("user") or "")
    return None if user is None or getattr(user, "is_anonymous", False) else user


def is_anonymous(context: Mapping[str, Any]) -> bool:
    """Whether the answer is the one that anybody gets."""
    return not context.get("ignore_auth") and user_of(context) is None


def condition(context: Mapping[str, Any], standard: str) -> Condition:
    """On Package (joined to Source): active, and visible to who asks."""
    active = model.Package.state == model.State.ACTIVE
    user = user_of(context)
    if context.get("ignore_auth") or (user is not None and user.sysadmin):
        return active
    rules = get_permission_labels()
    labels = rules.get_user_dataset_labels(user)
    if type(rules) is not DefaultPermissionLabels:
        return sa.and_(active, model.Package.id.in_(_by_labels(rules, set(labels), standard)))
    return sa.and_(active, _by_default(labels))


def _by_default(labels: list[str]) -> Condition:
    def ids(kind: str) -> list[str]:
        return [label.removeprefix(kind) for label in labels if label.startswith(kind)]

    unowned = sa.or_(model.Package.owner_org.is_(None), model.Package.owner_org == "")
    return sa.or_(
        sa.not_(model.Package.private),
        model.Package.owner_org.in_(ids("member-")),
        model.Package.id.in_(ids("collaborator-")),
        sa.and_(unowned, model.Package.creator_user_id.in_(ids("creator-"))),
    )


def _by_labels(rules: Any, labels: set[str], standard: str) -> list[str]:
    there = sa.select(Source.package_id).where(Source.standard == standard, Source.rows > 0)
    packages = model.Session.scalars(sa.select(model.Package).where(model.Package.id.in_(there)))
    return [package.id for package in packages if labels & set(rules.get_dataset_labels(package))]
