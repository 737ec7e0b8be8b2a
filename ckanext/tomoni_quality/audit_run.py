"""Takes the audit: measures each dataset and keeps the month's record. A bad dataset costs itself alone."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_quality import dcat_ap
from ckanext.tomoni_quality.audit import METHOD_VERSION, Reported, measure
from ckanext.tomoni_quality.audit_model import AuditRow, month_of
from ckanext.tomoni_quality.linking.model import QualityLink
from ckanext.tomoni_quality.model import QualityReport

__all__ = ["Outcome", "audit", "measured_now", "take", "waiting"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What became of one dataset: ``error`` is empty where it was measured."""

    package_id: str
    error: str = ""


def waiting(*, resume: bool) -> list[str]:
    """The ids of the active datasets; with ``resume`` without those measured this month by this method."""
    query = sa.select(model.Package.id).where(
        model.Package.state == model.State.ACTIVE, model.Package.type == "dataset"
    )
    done = AuditRow.measured_in(month_of(datetime.now(UTC)), METHOD_VERSION) if resume else set()
    return [id for id in model.Session.scalars(query.order_by(model.Package.id)) if id not in done]


def audit(ids: Iterable[str]) -> Iterator[Outcome]:
    """Measure and keep each dataset in turn, committed one by one, so that a run that was killed loses none."""
    for package_id in ids:
        try:
            take(package_id)
            model.Session.commit()
            yield Outcome(package_id)
        except tk.ObjectNotFound:
            model.Session.rollback()
        except Exception as problem:
            model.Session.rollback()
            log.exception("Dataset %s was not audited", package_id)
            yield Outcome(package_id, f"{type(problem).__name__}: {problem}")
        # A long run must not hold every dataset it has seen.
        model.Session.expunge_all()


def take(package_id: str) -> None:
    """Measure a dataset and put its row; the caller commits."""
    package = tk.get_action("package_show")(_system(), {"id": package_id})
    now = datetime.now(UTC)
    AuditRow.put(_row(package, measured_now(package, now, dcat_ap.MOST), now))


def measured_now(package: dict[str, Any], now: datetime, most: int = dcat_ap.MOST_WHILE_WAITED_FOR) -> dict[str, Any]:
    """The record of a dataset as it is now; its RDF is not judged anew where it has more than ``most`` triples."""
    rows = QualityReport.newest_of_package(package["id"])
    reports = {row.resource_id: Reported.of({**row.report, "status": row.status}) for row in rows}
    asked = {id: link.state for id, link in QualityLink.of(each["id"] for each in package["resources"]).items()}
    kept = AuditRow.newest(package["id"])
    published = dcat_ap.measure(package, kept.record.get("dcat_ap") if kept else None, most)
    return measure(package, reports, now.date(), asked, published)


def _system() -> Any:
    return {"ignore_auth": True, "use_cache": False, "user": ""}


def _row(package: dict[str, Any], record: dict[str, Any], now: datetime) -> dict[str, Any]:
    mqa, readability, links = record["mqa"], record["readability"], record["links"]
    return {
        "package_id": package["id"],
        "month": month_of(now),
        "measured": now,
        "method": record["method"],
        "public": not package.get("private"),
        **_place(package),
        "resources": record["resources"],
        "checked": record["checked"],
        **{f"links_{state}": number for state, number in links.items()},
        "mqa_points": mqa["points"],
        "mqa_unmeasured": mqa["unmeasured"],
        **{name: dimension["points"] for name, dimension in mqa["dimensions"].items()},
        "content_score": record["content_score"],
        "readability": readability["score"],
        **{f"readability_{level}": score for level, score in readability["levels"].items()},
        "readability_met": readability["met"],
        "stars": record["openness"]["stars"],
        "freshness": record["freshness"]["state"],
        "record": record,
    }


def _place(package: dict[str, Any]) -> dict[str, str | None]:
    """Whose dataset it is: organization, municipality by its code, and the portal it was harvested from."""
    group = model.Group.get(package.get("owner_org") or "")
    extras: dict[str, str] = getattr(group, "extras", None) or {}
    code = extras.get("local_government_code") or ""
    code = code if local_government.is_valid(code) else ""
    source = _source(package["id"])
    return {
        "owner_org": package.get("owner_org"),
        "prefecture": code[:2] or None,
        "municipality": code or None,
        "source_id": source.get("id"),
        "source_title": source.get("title") or None,
    }


def _source(package_id: str) -> dict[str, str]:
    """The portal a dataset was harvested from, as the harvest's helper tells it where there is a harvest."""
    told = tk.h.get("tomoni_harvest_source_of")
    return (told(package_id) if told else None) or {}
