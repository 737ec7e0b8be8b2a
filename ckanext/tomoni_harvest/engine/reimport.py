"""Writes one stored record again, from the text its harvest object kept."""

from __future__ import annotations

from typing import Any

from ckanext.tomoni_harvest.engine import record as records
from ckanext.tomoni_harvest.engine import settings, state
from ckanext.tomoni_harvest.engine.batch import Batcher
from ckanext.tomoni_harvest.engine.context import site_user
from ckanext.tomoni_harvest.engine.journal import Journal
from ckanext.tomoni_harvest.engine.organizations import Organizations
from ckanext.tomoni_harvest.engine.plan import Decision, Verdict


def reimport(harvest_object: Any) -> bool:
    """Write the record of ``harvest_object`` over our dataset; False when its text or its dataset is gone."""
    if not harvest_object.content:
        return False
    record = records.from_json(harvest_object.content)
    source_id, job_id = harvest_object.harvest_source_id, harvest_object.harvest_job_id
    known = state.load(source_id).known.get(record.remote_id)
    if known is None:
        return False
    journal = Journal(job_id, source_id)
    options = settings.options(harvest_object.source.config, source_id)
    organizations = Organizations(source_id, "", options, journal.note)
    Batcher(source_id, site_user(), organizations, journal).apply([Decision(record, Verdict.UPDATE, known)])
    journal.write_findings()
    return not journal.counts["errored"]
