"""How other plugins learn of harvested datasets: one signal a batch, after it is stored and indexed.

``receiver(source_id, added=[...], updated=[...], withdrawn=[...], resources=[...])``: ids of our datasets, and of the
resources whose content changed. CKAN's ``action_succeeded`` is not sent for them: they are not saved one by one.
"""

from __future__ import annotations

import logging

from ckan.plugins import toolkit as tk

log = logging.getLogger(__name__)

NAME = "tomoni_harvest:datasets_changed"
datasets_changed = tk.signals.ckanext.signal(NAME)


def tell(
    source_id: str,
    *,
    added: list[str] | None = None,
    updated: list[str] | None = None,
    withdrawn: list[str] | None = None,
    resources: list[str] | None = None,
) -> None:
    """Send the signal; a receiver that fails costs its own work, not the harvest."""
    try:
        datasets_changed.send(
            source_id, added=added or [], updated=updated or [], withdrawn=withdrawn or [], resources=resources or []
        )
    except Exception:
        log.exception("a receiver of %s failed", NAME)
