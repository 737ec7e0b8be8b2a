"""The activity entries of a batch, as the activity plugin writes them for a dataset that is saved by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan import plugins as p
from ckan.lib.plugins import get_permission_labels
from ckan.plugins import toolkit as tk

from ckanext.tomoni_harvest.engine.rows import new_id


def write(datasets: list[tuple[bool, dict[str, Any]]], user: str, user_id: str) -> None:
    """Insert an entry for each (is new, dataset); nothing when the portal keeps no activity."""
    if not p.plugin_loaded("activity") or not tk.config.get("ckan.activity_streams_enabled"):
        return
    from ckanext.activity.model import Activity

    labels, moment = get_permission_labels(), datetime.now(UTC).replace(tzinfo=None)
    rows = []
    for new, dataset in datasets:
        package = model.Package.get(dataset["id"])
        rows.append(
            {"id": new_id(), "timestamp": moment, "user_id": user_id, "object_id": dataset["id"],
             "activity_type": "new package" if new else "changed package",
             "data": {"package": dataset, "actor": user},
             "permission_labels": labels.get_dataset_labels(package) if package else []}
        )  # fmt: skip
    if rows:
        model.Session.execute(sa.insert(Activity.__table__), rows)
