"""A harvest from the terminal: the same run, without queues."""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.consumers import keeper, stages
from ckanext.tomoni_harvest.engine.context import site_context


def run(source: str) -> dict[str, Any]:
    """Create a job for ``source``, run it here and return its report.

    :raises HarvestJobExists: when a job of the source is waiting or running
    """
    found = tk.get_action("harvest_source_show")(site_context(), {"id": source})
    job = tk.get_action("harvest_job_create")(site_context(), {"source_id": found["id"], "run": False})
    row = stock.HarvestJob.get(job["id"])
    row.status = "Running"
    row.save()
    try:
        stages.gather(job["id"])
    except Exception as problem:
        model.Session.rollback()
        stages.gather_failed(job["id"], problem)
        raise
    keeper.finish(job["id"])
    return tk.get_action("tomoni_harvest_report_show")(site_context(), {"job_id": job["id"], "limit": 5})


def preview(source: str, limit: int) -> dict[str, Any]:
    """Return what a harvest of ``source`` would do."""
    found = tk.get_action("harvest_source_show")(site_context(), {"id": source})
    return tk.get_action("tomoni_harvest_preview")(site_context(), {"source_id": found["id"], "limit": limit})
