"""Every place of the findings of a resource's newest report, or of a file checked before publishing.

The report itself keeps the first of each. They lie beside the uploads in CKAN's storage, and are asked for as CSV
only. Where there is no storage, or a finding has more places than are kept here, the CSV says how many are not in it;
``tomoni-check --format csv`` knows no bound.
"""

from __future__ import annotations

import gzip
import json
import logging
import zlib
from dataclasses import replace

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_quality import putting_aside
from ckanext.tomoni_quality.finding import SAMPLES
from ckanext.tomoni_quality.report import Report
from ckanext.tomoni_quality.trial_model import QualityTrial

__all__ = ["MOST", "forget", "keep", "of", "short", "sweep"]

log = logging.getLogger(__name__)

FOLDER = "tomoni-findings"
#: Places of one finding.
MOST = 20_000


def short(report: Report) -> Report:
    """The report with the first places of each finding alone."""
    findings = [replace(finding, samples=finding.samples[:SAMPLES]) for finding in report.findings]
    return replace(report, findings=findings)


def keep(ident: str, report_id: str, report: Report) -> None:
    """Keep every place of ``report``, which is stored as ``report_id``; what was kept before goes. Never raises.

    :param ident: of the resource, or of the task that checked a file before publishing
    """
    location = _location(ident)
    try:
        putting_aside.remove(location)
        if any(len(finding.samples) > SAMPLES for finding in report.findings) and putting_aside.available():
            text = json.dumps({"id": report_id, "report": report.as_dict()}, ensure_ascii=False)
            putting_aside.keep(gzip.compress(text.encode(), 6), f"{ident}.json.gz", FOLDER)
    except OSError:
        log.exception("The places of the findings of %s are not kept", ident)


def of(ident: str, report_id: str) -> Report | None:
    """The report ``report_id`` with every place; None where its first places are all there are, or all that is kept."""
    try:
        kept = json.loads(gzip.decompress(putting_aside.content(_location(ident))))
    except (OSError, ValueError, EOFError, zlib.error):
        return None
    return Report.from_dict(kept["report"]) if kept["id"] == report_id else None


def forget(ident: str) -> None:
    """Delete what is kept of a resource or a task."""
    putting_aside.remove(_location(ident))


def sweep() -> int:
    """Delete what is of resources and tasks that are gone; how many."""
    lying = {
        location.rpartition("/")[2].removesuffix(".json.gz"): location for location in putting_aside.locations(FOLDER)
    }
    if not lying:
        return 0
    there = set(
        model.Session.scalars(
            sa.select(model.Resource.id).where(model.Resource.id.in_(lying), model.Resource.state == model.State.ACTIVE)
        )
    )
    there |= set(model.Session.scalars(sa.select(QualityTrial.id).where(QualityTrial.id.in_(lying))))
    return sum(putting_aside.remove(location) for id, location in lying.items() if id not in there)


def _location(ident: str) -> str:
    return f"{FOLDER}/{ident}.json.gz"
