"""The default views of new resources, as ``package_create`` makes them, for a whole batch."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.lib import datapreview
from ckan.plugins import toolkit as tk

from ckanext.tomoni_harvest.engine.rows import new_id


def add_default(resources: list[dict[str, Any]], datasets: dict[str, dict[str, Any]]) -> None:
    """Insert a view for each new resource and each default view that can show it."""
    plugins = [(plugin, plugin.info()) for plugin in datapreview.get_default_view_plugins()]
    found = []
    for row in resources:
        resource = {**row, **row["extras"]}
        order = 0
        for plugin, info in plugins:
            if plugin.can_view({"resource": resource, "package": datasets[row["package_id"]]}):
                found.append(_view(row["id"], info, order))
                order += 1
    if found:
        model.Session.execute(sa.insert(model.ResourceView.__table__), found)  # type: ignore[attr-defined]


def _view(resource_id: str, info: dict[str, Any], order: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "resource_id": resource_id,
        "view_type": info["name"],
        "title": info.get("default_title") or tk._("View"),
        "description": info.get("default_description") or "",
        "order": order,
        "config": {},
    }
