"""Listens to CKAN's actions: a saved resource is checked after the commit, a deleted one loses its reports."""

from __future__ import annotations

import logging
from typing import Any

from ckan import model, types
from ckan.plugins import toolkit as tk

from ckanext.tomoni_quality import queueing, settings
from ckanext.tomoni_quality.model import QualityReport

log = logging.getLogger(__name__)

SAVES_DATASET = ("package_create", "package_update", "package_patch", "package_revise")
HARVESTED = "tomoni_harvest:datasets_changed"
"""The harvester's signal, by name: siblings never import each other."""
SAVES_RESOURCE = ("resource_create", "resource_update", "resource_patch")


def get_subscriptions() -> types.SignalMapping:
    """What this plugin listens to."""
    saved = [{"sender": name, "receiver": dataset_saved} for name in SAVES_DATASET]
    saved += [{"sender": name, "receiver": resource_saved} for name in SAVES_RESOURCE]
    deleted = [{"sender": "resource_delete", "receiver": resource_deleted}]
    return {
        tk.signals.action_succeeded: [*saved, *deleted],
        tk.signals.ckanext.signal(HARVESTED): [{"receiver": harvested}],
    }


def harvested(source_id: str, **kwargs: Any) -> None:
    """Queue the tables a harvest brought, where the portal wants them checked."""
    if not settings.check_harvested():
        return
    try:
        queueing.enqueue_harvested(kwargs.get("resources") or [])
    except Exception:
        log.exception("Checks of what source %s brought were not queued", source_id)


def dataset_saved(sender: str, **kwargs: Any) -> None:
    """Queue the changed resources of the saved dataset."""
    result = kwargs.get("result")
    if isinstance(result, dict):
        result = result.get("id") or (result.get("package") or {}).get("id")
    _queue(result, kwargs.get("context") or {})


def resource_saved(sender: str, **kwargs: Any) -> None:
    """Queue the saved resource's dataset: what did not change there is passed over."""
    result = kwargs.get("result")
    if isinstance(result, dict):
        _queue(result.get("package_id"), kwargs.get("context") or {})


def _queue(package_id: Any, context: Any) -> None:
    # With defer_commit the caller commits later: a worker would look for rows that are not there yet.
    if not package_id or context.get("defer_commit") or not settings.enabled():
        return
    try:
        queueing.enqueue_changed(str(package_id))
    except Exception:
        log.exception("Checks of dataset %s were not queued", package_id)


def resource_deleted(sender: str, **kwargs: Any) -> None:
    """Forget the reports of a deleted resource."""
    resource_id = (kwargs.get("data_dict") or {}).get("id")
    if not resource_id:
        return
    QualityReport.forget(resource_id)
    if not (kwargs.get("context") or {}).get("defer_commit"):
        model.Session.commit()
