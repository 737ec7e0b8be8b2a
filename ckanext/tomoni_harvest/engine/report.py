"""The report of a job: figures, and findings grouped by cause."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_harvest.engine.causes import CAUSES
from ckanext.tomoni_harvest.model import Finding, Run

_ORDER = {"error": 0, "warning": 1, "note": 2}


def language() -> str:
    """Return the reader's language; Japanese outside a request."""
    try:
        return str(tk.h.lang() or "ja")
    except (RuntimeError, AttributeError, TypeError):
        return "ja"


def report(job: Any, cause: str | None, limit: int, offset: int) -> dict[str, Any]:
    """Return the report of ``job`` as plain data, in the reader's language and with both languages' sentences."""
    run = model.Session.get(Run, job.id)
    return {
        "job_id": job.id,
        "source_id": job.source_id,
        "status": job.status,
        "outcome": run.outcome if run else None,
        "started": run.started.isoformat() if run else _iso(job.gather_started),
        "finished": run.finished.isoformat() if run and run.finished else _iso(job.finished),
        "total": run.total if run else None,
        "watermark": run.watermark if run else "",
        "counts": dict(run.counts) if run else {},
        "causes": _causes(job.id, cause, limit, offset),
    }


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


def _causes(job_id: str, only: str | None, limit: int, offset: int) -> list[dict[str, Any]]:
    query = sa.select(Finding.slug, sa.func.count()).where(Finding.job_id == job_id).group_by(Finding.slug)
    counted = [(slug, count) for slug, count in model.Session.execute(query) if only in (None, slug)]
    groups = [group(slug, count, _examples(job_id, slug, limit, offset)) for slug, count in counted if slug in CAUSES]
    return sorted(groups, key=lambda item: (_ORDER[item["level"]], -item["count"]))


def group(slug: str, count: int, examples: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one cause with its count, remedy and examples."""
    cause, lang = CAUSES[slug], language()
    return {
        "cause": slug, "level": cause.level, "count": count, "title": cause.title(lang),
        "remedy": cause.remedy(lang), "examples": examples,
    }  # fmt: skip


def _examples(job_id: str, slug: str, limit: int, offset: int) -> list[dict[str, Any]]:
    query = sa.select(Finding).where(Finding.job_id == job_id, Finding.slug == slug)
    query = query.order_by(Finding.created, Finding.id).limit(limit).offset(offset)
    return [example(slug, found.context, found) for found in model.Session.scalars(query)]


def example(slug: str, context: dict[str, Any], found: Any) -> dict[str, Any]:
    """Return one finding with its sentences."""
    cause = CAUSES[slug]
    shown = {"remote_id": found.remote_id, "title": found.title, "name": found.remote_name, **context}
    return {
        "remote_id": found.remote_id, "remote_name": found.remote_name, "title": found.title,
        "message": cause.message(language(), shown), "ja": cause.message("ja", shown),
        "en": cause.message("en", shown),
    }  # fmt: skip


def rows(job_id: str) -> list[dict[str, str]]:
    """Return every finding of a job as rows of a table."""
    query = sa.select(Finding).where(Finding.job_id == job_id).order_by(Finding.slug, Finding.created)
    lang = language()
    return [
        {
            "cause": CAUSES[found.slug].title(lang), "level": CAUSES[found.slug].level, "title": found.title,
            "name": found.remote_name, "id": found.remote_id,
            "message": example(found.slug, found.context, found)["message"],
            "remedy": CAUSES[found.slug].remedy(lang),
        }
        for found in model.Session.scalars(query)
        if found.slug in CAUSES
    ]  # fmt: skip
