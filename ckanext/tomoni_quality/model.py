"""The stored reports: the summary of every one is kept as its resource's history, the findings of the last few."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import sqlalchemy as sa
from ckan import model
from ckan.model.types import make_uuid
from ckan.plugins import toolkit as tk
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

text = Annotated[str, mapped_column(sa.TEXT)]
datetime_tz = Annotated[datetime, mapped_column(sa.DateTime(timezone=True))]


def _now() -> datetime:
    return datetime.now(UTC)


class QualityReport(tk.BaseModel):
    """One check of one resource. No foreign key to CKAN's tables: a purged resource must not be held back."""

    __tablename__ = "tomoni_quality_report"
    __table_args__ = (
        sa.Index("idx_tomoni_quality_report_resource", "resource_id", "created"),
        sa.Index("idx_tomoni_quality_report_package", "package_id", "latest"),
    )

    id: Mapped[text] = mapped_column(primary_key=True, default=make_uuid)
    resource_id: Mapped[text]
    package_id: Mapped[text]
    created: Mapped[datetime_tz] = mapped_column(default=_now)
    latest: Mapped[bool] = mapped_column(sa.Boolean, default=True)
    status: Mapped[text]
    score: Mapped[int | None] = mapped_column(sa.Integer)
    level: Mapped[text]
    standard: Mapped[str | None] = mapped_column(sa.TEXT)
    edition: Mapped[str | None] = mapped_column(sa.TEXT)
    encoding: Mapped[str | None] = mapped_column(sa.TEXT)
    errors: Mapped[int] = mapped_column(sa.Integer, default=0)
    warnings: Mapped[int] = mapped_column(sa.Integer, default=0)
    infos: Mapped[int] = mapped_column(sa.Integer, default=0)
    content_hash: Mapped[text] = mapped_column(default="")
    engine: Mapped[text] = mapped_column(default="")
    source: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    report: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)

    @classmethod
    def newest(cls, resource_id: str) -> QualityReport | None:
        """The newest report of a resource."""
        return model.Session.scalar(
            sa.select(cls).where(cls.resource_id == resource_id).order_by(cls.created.desc()).limit(1)
        )

    @classmethod
    def last_with_score(cls, resource_id: str, than: str) -> QualityReport | None:
        """The newest report of a resource with a score, other ``than`` this one."""
        known = (cls.resource_id == resource_id, cls.id != than, cls.score.is_not(None))
        return model.Session.scalar(sa.select(cls).where(*known).order_by(cls.created.desc()).limit(1))

    @classmethod
    def newest_of_package(cls, package_id: str) -> list[QualityReport]:
        """The newest report of each resource of a dataset that has one."""
        rows = model.Session.scalars(sa.select(cls).where(cls.package_id == package_id, cls.latest.is_(True)))
        return list(rows)

    @classmethod
    def history(cls, resource_id: str, limit: int = 100) -> list[QualityReport]:
        """The newest reports of a resource, newest first."""
        query = sa.select(cls).where(cls.resource_id == resource_id).order_by(cls.created.desc()).limit(limit)
        return list(model.Session.scalars(query))

    @classmethod
    def forget(cls, resource_id: str) -> None:
        """Delete every report of a resource; the caller commits."""
        model.Session.execute(sa.delete(cls).where(cls.resource_id == resource_id))

    @classmethod
    def thin(cls, resource_id: str, keep: int) -> None:
        """Drop the findings of all but the ``keep`` newest reports: their summaries stay. The caller commits."""
        kept = sa.select(cls.id).where(cls.resource_id == resource_id).order_by(cls.created.desc()).limit(keep)
        old = (cls.resource_id == resource_id, cls.report != {}, cls.id.not_in(kept))
        model.Session.execute(sa.update(cls).where(*old).values(report={}))

    @classmethod
    def forget_orphans(cls) -> int:
        """Delete the reports of resources that were purged; how many. The caller commits."""
        there = sa.select(model.Resource.id)
        result = model.Session.execute(sa.delete(cls).where(cls.resource_id.not_in(there)))
        return int(getattr(result, "rowcount", 0))


def dictize(row: QualityReport, *, full: bool = True) -> dict[str, Any]:
    """A stored report as the API gives it; ``full`` adds the findings."""
    summary = {
        "id": row.id,
        "resource_id": row.resource_id,
        "package_id": row.package_id,
        "created": row.created.astimezone(UTC).isoformat(timespec="seconds"),
        "status": row.status,
        "score": row.score,
        "level": row.level,
        "standard": row.standard,
        "edition": row.edition,
        "encoding": row.encoding,
        "counts": {"error": row.errors, "warning": row.warnings, "info": row.infos},
        "content_hash": row.content_hash,
        "engine": row.engine,
    }
    if full:
        parts = ("name", "kind", "size", "sheets", "findings", "judgements", "readability")
        summary |= {key: row.report.get(key) for key in parts}
    return summary
