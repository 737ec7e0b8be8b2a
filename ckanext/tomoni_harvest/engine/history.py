"""What earlier runs read, and whether the next one may ask for the changes alone.

A timestamp is trusted for as long as a whole reading stands behind it: of the same address, with the same options, by
the same version, and not older than the setting says. Timestamps are the source's own; only the age of the last whole
reading is measured by this machine's clock.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import metadata
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_harvest.engine.options import Options
from ckanext.tomoni_harvest.engine.record import REVISION
from ckanext.tomoni_harvest.model import Run

FULL, CHANGES = "full", "changes"


@dataclass(frozen=True)
class Reading:
    """The last complete reading: the source's latest timestamp, and the validators of its one document."""

    watermark: str
    validators: dict[str, dict[str, str]]


def signature(kind: str, url: str, options: Options) -> str:
    """Return what a reading depends on: when it differs, everything is read again."""
    version = metadata.version("ckanext-tomoni")
    listing = [options.fq, options.folder, options.organizations, options.organization_map]
    content = json.dumps([version, REVISION, kind, url, *listing])
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def last_reading(source_id: str, sign: str, full_days: float) -> Reading | None:
    """Return the last complete reading that the next may build upon; None when everything is to be read."""
    if full_days <= 0:
        return None
    same = (Run.source_id == source_id, Run.outcome == "done", Run.signature == sign)
    recent = Run.started > datetime.now(UTC) - timedelta(days=full_days)
    newest_first = sa.select(Run).where(*same).order_by(Run.started.desc()).limit(1)
    whole = model.Session.scalar(newest_first.where(Run.reading == FULL, recent))
    last = model.Session.scalar(newest_first)
    if whole is None or last is None:
        return None
    return Reading(last.watermark, _validators(last.validators))


def _validators(stored: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {str(url): dict(values) for url, values in stored.items()}
