"""Organizations of the portal and the municipality each stands for."""

from __future__ import annotations

from typing import Any

from ckan import model

__all__ = ["CODE_FIELD", "by_code", "code_and_title", "code_of", "default_licenses", "details"]

CODE_FIELD = "local_government_code"


def by_code() -> dict[str, list[dict[str, Any]]]:
    """Active organizations by their local government code."""
    found: dict[str, list[dict[str, Any]]] = {}
    for group in _active():
        if code := _extras(group).get(CODE_FIELD):
            found.setdefault(code, []).append({"id": group.id, "name": group.name, "title": group.title})
    return found


def default_licenses() -> dict[str, str]:
    """Each active organization's default licence, by its id."""
    return {group.id: licence for group in _active() if (licence := _extras(group).get("default_license_id"))}


def code_and_title(organization_id: str) -> tuple[str, str]:
    """An organization's local government code and title, empty where there is none."""
    group = model.Session.get(model.Group, organization_id) if organization_id else None
    if group is None:
        return "", ""
    return _extras(group).get(CODE_FIELD, ""), group.title or ""


def code_of(ident: str) -> str | None:
    """The code of the organization of that id or name, empty when it has none; None when there is no organization."""
    group = model.Group.get(ident)
    if group is None or not group.is_organization or group.state != "active":
        return None
    return _extras(group).get(CODE_FIELD, "")


def details(organization_id: str) -> dict[str, str]:
    """An organization's title and the fields of its form; nothing when there is no such organization."""
    group = model.Session.get(model.Group, organization_id) if organization_id else None
    return {} if group is None else {**_extras(group), "title": group.title or ""}


def _active() -> list[Any]:
    groups = model.Session.query(model.Group).filter(model.Group.is_organization, model.Group.state == "active")
    return list(groups.order_by(model.Group.name))


def _extras(group: Any) -> dict[str, str]:
    return group.extras or {}
