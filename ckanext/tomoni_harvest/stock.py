"""The models of ckanext-harvest, which carry no types, under one roof.

Everything of ckanext-harvest that is not public API and that we build on is named here or in ``mend``.
"""

from __future__ import annotations

from typing import Any

from ckanext.harvest import model as _model
from ckanext.harvest import queue as _queue
from ckanext.harvest.logic.action import update as _update

HarvestSource: Any = _model.HarvestSource
HarvestJob: Any = _model.HarvestJob
HarvestObject: Any = _model.HarvestObject
HarvestGatherError: Any = _model.HarvestGatherError
HarvestObjectError: Any = _model.HarvestObjectError
HarvestObjectExtra: Any = _model.HarvestObjectExtra
queue: Any = _queue
make_scheduled_jobs: Any = _update._make_scheduled_jobs

__all__ = [
    "HarvestGatherError",
    "HarvestJob",
    "HarvestObject",
    "HarvestObjectError",
    "HarvestObjectExtra",
    "HarvestSource",
    "make_scheduled_jobs",
    "queue",
]
