"""Organizations of the portal and the municipality each stands for."""

from __future__ import annotations

from typing import Any

from ckan import model

__all__ = ["CODE_FIELD", "by_code", "code_and_title"]

CODE_FIELD = "local_government_code"


def by_code() -> dict[str, list[dict[str, Any]]]:
    """Active organizations by their local government code."""
    groups = (
        model.Session.query(model.Group)
        .filter(model.Group.is_organization, model.Group.state == "active")
        .order_by(model.Group.name)
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for group in groups:
        if code := _extras(group).get(CODE_FIELD):
            found.setdefault(code, []).append({"id": group.id, "name": group.name, "title": group.title})
    return found


def code_and_title(organization_id: str) -> tuple[str, str]:
    """An organization's local government code and title, empty where there is none."""
    group = model.Session.get(model.Group, organization_id) if organization_id else None
    if group is None:
        return "", ""
    return _extras(group).get(CODE_FIELD, ""), group.title or ""


def _extras(group: Any) -> dict[str, str]:
    return group.extras or {}
