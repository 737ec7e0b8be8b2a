"""The drafts: one of each table of a dataset, shared by those who may edit the dataset."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import sqlalchemy as sa
from ckan import model
from ckan.model.types import make_uuid
from ckan.plugins import toolkit as tk
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ["TableDraft"]

text = Annotated[str, mapped_column(sa.TEXT)]


class TableDraft(tk.BaseModel):
    """What was typed and not yet published. No foreign key: a purged dataset must not be held back.

    ``target`` is the id of the resource that is edited, or the id of the standard of a table that is new; ``base`` the
    hash of the file when it was opened; ``revision`` counts the saves, so that none overwrites another unseen.
    """

    __tablename__ = "tomoni_schema_table_draft"
    __table_args__ = (sa.UniqueConstraint("package_id", "target", name="uq_tomoni_schema_table_draft"),)

    id: Mapped[text] = mapped_column(primary_key=True, default=make_uuid)
    package_id: Mapped[text]
    target: Mapped[text]
    standard: Mapped[text]
    base: Mapped[text] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(sa.Integer, default=0)
    user_id: Mapped[text] = mapped_column(default="")
    modified: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), default=lambda: datetime.now(UTC))
    header: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    rows: Mapped[list[Any]] = mapped_column(JSONB, default=list)

    @classmethod
    def find(cls, package_id: str, target: str) -> TableDraft | None:
        """The draft of one table."""
        return model.Session.scalar(sa.select(cls).where(cls.package_id == package_id, cls.target == target))

    @classmethod
    def forget(cls, package_id: str, target: str | None = None) -> None:
        """Delete a table's draft, or all of a dataset's; the caller commits."""
        query = sa.delete(cls).where(cls.package_id == package_id)
        model.Session.execute(query if target is None else query.where(cls.target == target))
