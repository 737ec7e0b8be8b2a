"""Hears of checked tables and of changed datasets, and keeps the table in step; a fault never fails what was saved."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import SignalMapping

from ckanext.tomoni_schema.records import store, upkeep

__all__ = ["get_subscriptions"]

log = logging.getLogger(__name__)

#: Signals of the siblings, by name: they never import each other.
LOADED = "tomoni_quality:table_loaded"
UNLOADED = "tomoni_quality:table_unloaded"
HARVESTED = "tomoni_harvest:datasets_changed"
SAVES_DATASET = ("package_create", "package_update", "package_patch", "package_revise", "package_owner_org_update")
DELETES = ("package_delete", "dataset_purge", "resource_delete")
BULK = ("bulk_update_private", "bulk_update_public", "bulk_update_delete")


def get_subscriptions() -> SignalMapping:
    """What the table listens to."""
    saved = [{"sender": name, "receiver": dataset_saved} for name in SAVES_DATASET]
    deleted = [{"sender": name, "receiver": deleted_something} for name in DELETES]
    bulk = [{"sender": name, "receiver": bulk_saved} for name in BULK]
    return {
        tk.signals.action_succeeded: [*saved, *deleted, *bulk],
        tk.signals.ckanext.signal(LOADED): [{"receiver": table_loaded}],
        tk.signals.ckanext.signal(UNLOADED): [{"receiver": table_unloaded}],
        tk.signals.ckanext.signal(HARVESTED): [{"receiver": harvested}],
    }


def table_loaded(
    sender: str, *, resource_id: str, package_id: str, standard: str, edition: str, records: Iterable[dict[str, Any]],
    **_: Any,
) -> None:  # fmt: skip
    """Take the rows of a table that follows a standard."""
    change = store.load(resource_id, package_id, standard, edition, records)
    log.info(
        "Records of %s: %s added, %s updated, %s removed", resource_id, change.added, change.updated, change.removed
    )


def table_unloaded(sender: str, *, resource_id: str, **_: Any) -> None:
    """The resource follows no standard any more."""
    store.unload([resource_id])


def dataset_saved(sender: str, **kwargs: Any) -> None:
    """Follow a dataset to its organization, and forget the resources it lost."""
    result = kwargs.get("result")
    if isinstance(result, dict):
        result = result.get("id") or (result.get("package") or {}).get("id")
    ident = str(result or (kwargs.get("data_dict") or {}).get("id") or "")
    if ident and not (kwargs.get("context") or {}).get("defer_commit"):
        _safely(_follow, [ident])


def deleted_something(sender: str, **kwargs: Any) -> None:
    """A deleted dataset hides its rows by itself: pollers are told. What was purged, or a resource, loses its rows."""
    if (kwargs.get("context") or {}).get("defer_commit"):
        return
    ident = str((kwargs.get("data_dict") or {}).get("id") or "")
    if sender == "package_delete":
        package = model.Package.get(ident)
        _safely(upkeep.touch, [package.id] if package else [])
    elif sender == "resource_delete":
        _safely(store.unload, [ident])
    else:
        _safely(upkeep.forget_gone, None)


def bulk_saved(sender: str, **kwargs: Any) -> None:
    """Many datasets were made private, public, or deleted."""
    _safely(upkeep.touch, (kwargs.get("data_dict") or {}).get("datasets") or [])


def harvested(sender: str, **kwargs: Any) -> None:
    """A harvest changed or withdrew datasets."""
    changed = [*(kwargs.get("updated") or []), *(kwargs.get("withdrawn") or [])]
    if changed:
        _safely(_follow, changed)
        _safely(upkeep.touch, kwargs.get("withdrawn") or [])


def _follow(package_ids: list[str]) -> None:
    upkeep.forget_gone(package_ids)
    for package_id in package_ids:
        upkeep.place_again(package_id)


def _safely(work: Any, argument: Any) -> None:
    try:
        work(argument)
    except Exception:
        model.Session.rollback()
        log.exception("The table of records could not follow a change: run `ckan tomoni-schema records rebuild`")
