"""Loads the rows of a resource that follows a standard into the DataStore, typed. Loading again replaces them.

Where another loader (DataPusher, XLoader) is enabled it is left to do the work.
"""

from __future__ import annotations

import contextlib
from typing import Any

from ckan.plugins import plugin_loaded
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.reading import Reading, Table
from ckanext.tomoni_core.standards import Recognition
from ckanext.tomoni_quality import settings, typed
from ckanext.tomoni_quality.check import recognise

OTHER_LOADERS = ("datapusher", "xloader", "datapusher_plus")
BATCH = 5000


def wanted() -> bool:
    """Whether this portal wants conforming rows in its DataStore, and from us."""
    return settings.datastore() and plugin_loaded("datastore") and not any(map(plugin_loaded, OTHER_LOADERS))


def conforming(reading: Reading) -> tuple[Table, Recognition] | None:
    """The first table of the file that follows a standard."""
    return next(((table, found) for table in reading.tables if (found := recognise(table))), None)


def load(resource: dict[str, Any], package: dict[str, Any], table: Table, recognition: Recognition) -> int:
    """Replace the DataStore's rows of ``resource`` by those of ``table``; how many rows."""
    first = not resource.get("datastore_active")
    count = _replace(resource["id"], table, recognition)
    if first:
        data_dict = {"resource": resource, "package": package, "create_datastore_views": True}
        tk.get_action("resource_create_default_resource_views")(_site(), data_dict)
    return count


def unload(resource: dict[str, Any]) -> None:
    """Delete what was loaded: the file does not follow the standard any more, old rows would mislead."""
    if resource.get("datastore_active"):
        tk.get_action("datastore_delete")(_site(), {"resource_id": resource["id"], "force": True})


def _site() -> Any:
    return {"ignore_auth": True, "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}


def _replace(resource_id: str, table: Table, recognition: Recognition) -> int:
    fields = typed.fields(table, recognition)
    rows = typed.records(table, fields)
    described = [
        {"id": field.id, "type": field.type, "info": {"label": field.column.name, "notes": field.column.description_ja}}
        for field in fields
    ]
    create, delete = tk.get_action("datastore_create"), tk.get_action("datastore_delete")
    base = {"resource_id": resource_id, "force": True}
    with contextlib.suppress(tk.ObjectNotFound):
        delete(_site(), dict(base))
    create(_site(), {**base, "fields": described, "records": rows[:BATCH]})
    for start in range(BATCH, len(rows), BATCH):
        batch = {**base, "records": rows[start : start + BATCH], "method": "insert"}
        tk.get_action("datastore_upsert")(_site(), batch)
    return len(rows)
