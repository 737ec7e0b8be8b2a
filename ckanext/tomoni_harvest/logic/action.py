"""The actions of the harvest; sources, jobs and objects are ckanext-harvest's."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic import validate
from ckan.types import Context, DataDict

from ckanext.tomoni_harvest import mend, stock
from ckanext.tomoni_harvest.engine import preview, report
from ckanext.tomoni_harvest.engine.errors import NotOurs
from ckanext.tomoni_harvest.logic import schema

__all__ = ["harvest_source_reindex", "tomoni_harvest_preview", "tomoni_harvest_report_show"]


@tk.side_effect_free
@validate(schema.preview)
def tomoni_harvest_preview(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Read a source and tell what a harvest would do, without writing anything.

    :param source_id: the id or name of the source
    :param limit: how many datasets of each kind are listed (at most ``ckanext.tomoni_harvest.preview_limit``)
    :returns: ``counts`` of added, updated, recreated, unchanged and withdrawn datasets, ``examples`` of each (an
        updated one with the fields that change), ``objection`` when nothing would be withdrawn and why, ``causes`` as
        in a report
    :raises ValidationError: when the source is of another kind or cannot be read
    """
    tk.check_access("tomoni_harvest_preview", context, {"source_id": data_dict["source_id"]})
    source = tk.get_action("harvest_source_show")(tk.fresh_context(context), {"id": data_dict["source_id"]})
    try:
        return preview.preview(source["id"], data_dict["limit"])
    except NotOurs as problem:
        raise tk.ValidationError({"source_id": [tk._("This kind of source has no preview.")]}) from problem


@tk.side_effect_free
@validate(schema.report_show)
def tomoni_harvest_report_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return how a job went: its figures, and what is worth telling grouped by cause with the way out.

    :param job_id: the id of the job
    :param cause: only this cause (the slug of a group)
    :param limit: how many findings of each cause are listed
    :param offset: from which finding of each cause on
    :raises ObjectNotFound: when there is no such job
    """
    job = stock.HarvestJob.get(data_dict["job_id"])
    if job is None:
        raise tk.ObjectNotFound(tk._("Harvest job not found"))
    tk.check_access("tomoni_harvest_report_show", context, {"job_id": job.id})
    return report.report(job, data_dict.get("cause"), data_dict["limit"], data_dict["offset"])


@tk.chained_action
def harvest_source_reindex(_original: Any, context: Context, data_dict: DataDict) -> bool:
    """Index a source again so that it reads back whole.

    ckanext-harvest indexes the source as it is before its show schema, so that a source read from the index lacks
    ``source_type``; here it goes through CKAN's own indexing.

    :param id: the id of the source
    """
    tk.check_access("harvest_source_reindex", context, data_dict)
    return mend.reindex_source(context, tk.get_or_bust(data_dict, "id"))
