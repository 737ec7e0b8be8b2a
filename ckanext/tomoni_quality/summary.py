"""Counts over every public tabular resource: by level, by organization, and what is found most often."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import JSONB

from ckanext.tomoni_core.reading import TABLES
from ckanext.tomoni_quality import scoring
from ckanext.tomoni_quality.model import QualityReport

_FORMAT = sa.func.upper(sa.func.trim(model.Resource.format))
_LEVEL: Any = sa.func.coalesce(QualityReport.level, "unchecked")


def _public(owner_org: str | None) -> list[Any]:
    conditions = [
        model.Resource.state == model.State.ACTIVE,
        model.Package.state == model.State.ACTIVE,
        model.Package.type == "dataset",
        model.Package.private.is_(False),
        # A document or an archive without a table has no score and counts for nothing.
        sa.or_(_FORMAT.in_(TABLES), QualityReport.score.is_not(None)),
    ]
    return [*conditions, model.Package.owner_org == owner_org] if owner_org else conditions


def _joined(*columns: Any) -> Any:
    latest = sa.and_(QualityReport.resource_id == model.Resource.id, QualityReport.latest.is_(True))
    return (
        sa.select(*columns)
        .select_from(model.Resource)
        .join(model.Package, model.Package.id == model.Resource.package_id)
        .outerjoin(QualityReport, latest)
    )


def _count(level: str) -> Any:
    return sa.func.count().filter(level == _LEVEL).label(level)


def _levels(row: Any) -> dict[str, Any]:
    mean = row["mean"]
    return {
        "resources": row["resources"],
        "levels": {level: row[level] for level in scoring.LEVELS},
        "score": None if mean is None else round(float(mean)),
    }


_NUMBERS = (
    sa.func.count().label("resources"),
    sa.func.avg(QualityReport.score).label("mean"),
    *[_count(level) for level in scoring.LEVELS],
)


def summary(owner_org: str | None, *, limit: int, offset: int) -> dict[str, Any]:
    """The answer of ``tomoni_quality_summary``; ``owner_org`` is an id."""
    row = model.Session.execute(_joined(*_NUMBERS).where(*_public(owner_org))).mappings().one()
    organizations, count = _organizations(owner_org, limit, offset)
    return {
        **_levels(row),
        "organizations": organizations,
        "organization_count": count,
        "findings": _findings(owner_org, limit),
    }


def _organizations(owner_org: str | None, limit: int, offset: int) -> tuple[list[dict[str, Any]], int]:
    group = model.Group
    query = (
        _joined(group.id, group.name, group.title, *_NUMBERS)
        .join(group, group.id == model.Package.owner_org)
        .where(*_public(owner_org), group.state == model.State.ACTIVE)
        .group_by(group.id, group.name, group.title)
    )
    count = model.Session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    page = query.order_by(sa.func.count().desc(), group.name).limit(limit).offset(offset)
    rows = model.Session.execute(page).mappings()
    return [{"id": r["id"], "name": r["name"], "title": r["title"] or r["name"], **_levels(r)} for r in rows], count


def _findings(owner_org: str | None, limit: int) -> list[dict[str, Any]]:
    item = sa.func.jsonb_array_elements(QualityReport.report["findings"]).table_valued("value").lateral("item")
    value = sa.cast(item.c.value, JSONB)
    slug = value["slug"].astext
    query = (
        _joined(
            slug.label("slug"),
            sa.func.max(value["severity"].astext).label("severity"),
            sa.func.count(sa.distinct(model.Resource.id)).label("resources"),
            sa.func.sum(sa.cast(value["count"].astext, sa.BigInteger)).label("places"),
        )
        .join(item, sa.true())
        .where(*_public(owner_org))
        .group_by(slug)
        .order_by(sa.desc("resources"), sa.desc("places"), slug)
        .limit(limit)
    )
    return [{**row, "places": int(row["places"])} for row in model.Session.execute(query).mappings()]
