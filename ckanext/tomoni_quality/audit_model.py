"""The audit's records: one row a dataset and month, the last measurement of the month."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ["AuditRow"]

text = Annotated[str, mapped_column(sa.TEXT)]
count = Annotated[int, mapped_column(sa.Integer, default=0)]
score = Annotated[int | None, mapped_column(sa.Integer)]
maybe = Annotated[str | None, mapped_column(sa.TEXT)]


class AuditRow(tk.BaseModel):
    """What was measured of a dataset in a month; what figures are made of stands in columns, the rest in ``record``."""

    __tablename__ = "tomoni_quality_audit"
    __table_args__ = (sa.Index("idx_tomoni_quality_audit_month", "month", "owner_org"),)

    package_id: Mapped[text] = mapped_column(primary_key=True)
    month: Mapped[text] = mapped_column(primary_key=True)
    measured: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    method: Mapped[text]
    public: Mapped[bool] = mapped_column(sa.Boolean)
    owner_org: Mapped[maybe]
    prefecture: Mapped[maybe]
    municipality: Mapped[maybe]
    source_id: Mapped[maybe]
    source_title: Mapped[maybe]
    resources: Mapped[count]
    checked: Mapped[count]
    links_alive: Mapped[count]
    links_dead: Mapped[count]
    links_doubtful: Mapped[count]
    links_unmeasured: Mapped[count]
    mqa_points: Mapped[count]
    mqa_unmeasured: Mapped[count]
    findability: Mapped[count]
    accessibility: Mapped[count]
    interoperability: Mapped[count]
    reusability: Mapped[count]
    contextuality: Mapped[count]
    content_score: Mapped[score]
    readability: Mapped[score]
    readability_1: Mapped[score]
    readability_2: Mapped[score]
    readability_3: Mapped[score]
    readability_met: Mapped[score]
    stars: Mapped[score]
    freshness: Mapped[text]
    record: Mapped[dict[str, Any]] = mapped_column(postgresql.JSONB, default=dict)

    @classmethod
    def put(cls, values: dict[str, Any]) -> None:
        """Write a row in place of the month's earlier one; the caller commits."""
        insert = postgresql.insert(cls).values(**values)
        keys = ("package_id", "month")
        changed = {name: insert.excluded[name] for name in values if name not in keys}
        model.Session.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed))

    @classmethod
    def newest(cls, package_id: str, month: str | None = None) -> AuditRow | None:
        """The newest row of a dataset, or the month's."""
        query = sa.select(cls).where(cls.package_id == package_id)
        query = query.where(cls.month == month) if month else query.order_by(cls.month.desc()).limit(1)
        return model.Session.scalar(query)

    @classmethod
    def measured_in(cls, month: str, method: str) -> set[str]:
        """The datasets that have a row of the month by that method."""
        query = sa.select(cls.package_id).where(cls.month == month, cls.method == method)
        return set(model.Session.scalars(query))

    @classmethod
    def forget_purged(cls) -> int:
        """Delete the rows of datasets that were purged; how many. The caller commits."""
        result = model.Session.execute(sa.delete(cls).where(cls.package_id.not_in(sa.select(model.Package.id))))
        return int(getattr(result, "rowcount", 0))


def month_of(day: datetime) -> str:
    """``2026-11`` of a moment, by UTC: a run at the turn of a month is one month's."""
    return day.astimezone(UTC).strftime("%Y-%m")
