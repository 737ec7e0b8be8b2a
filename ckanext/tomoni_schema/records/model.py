"""The two tables: the resources that rows come from, and the rows."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Annotated, Any

import sqlalchemy as sa
from ckan.plugins import toolkit as tk
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ["Record", "Source", "now"]

text = Annotated[str, mapped_column(sa.TEXT)]


def now() -> datetime:
    """The time, as the tables keep it."""
    return datetime.now(UTC)


class Source(tk.BaseModel):
    """A resource and a standard whose rows it gives, or once gave (``rows`` 0): that they left is news to a poller.

    ``places`` counts its rows by municipality. No foreign key to CKAN's tables: a purge must not be held back.
    """

    __tablename__ = "tomoni_schema_source"
    __table_args__ = (
        sa.UniqueConstraint("resource_id", "standard", name="uq_tomoni_schema_source"),
        sa.Index("idx_tomoni_schema_source_standard", "standard", "edition"),
        sa.Index("idx_tomoni_schema_source_package", "package_id"),
    )

    id: Mapped[int] = mapped_column(sa.Integer, sa.Identity(), primary_key=True)
    resource_id: Mapped[text]
    package_id: Mapped[text]
    standard: Mapped[text]
    edition: Mapped[text]
    rows: Mapped[int] = mapped_column(sa.Integer, default=0)
    places: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    modified: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), default=now)


class Record(tk.BaseModel):
    """One row. ``key`` names it within its resource as long as the file does, ``hash`` tells whether it changed."""

    __tablename__ = "tomoni_schema_record"
    __table_args__ = (
        sa.UniqueConstraint("source_id", "key", name="uq_tomoni_schema_record"),
        sa.Index("idx_tomoni_schema_record_page", "standard", "id"),
        sa.Index("idx_tomoni_schema_record_municipality", "standard", "municipality_code", "id"),
        sa.Index("idx_tomoni_schema_record_prefecture", "standard", "prefecture_code", "id"),
        sa.Index("idx_tomoni_schema_record_place", "standard", "lat", "lon"),
        sa.Index(
            "idx_tomoni_schema_record_data", "data", postgresql_using="gin", postgresql_ops={"data": "jsonb_path_ops"}
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("tomoni_schema_source.id", ondelete="CASCADE"))
    standard: Mapped[text]
    municipality_code: Mapped[str | None] = mapped_column(sa.TEXT)
    prefecture_code: Mapped[str | None] = mapped_column(sa.TEXT)
    lat: Mapped[float | None] = mapped_column(sa.Float(53))
    lon: Mapped[float | None] = mapped_column(sa.Float(53))
    key: Mapped[text]
    hash: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
