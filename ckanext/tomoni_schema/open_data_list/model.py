"""The imports of lists: the file, what the check found, and what became of each dataset."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import sqlalchemy as sa
from ckan import model
from ckan.model.types import make_uuid
from ckan.plugins import toolkit as tk
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, deferred, mapped_column

__all__ = ["ListImport"]

text = Annotated[str, mapped_column(sa.TEXT)]
datetime_tz = Annotated[datetime, mapped_column(sa.DateTime(timezone=True))]

KEPT = timedelta(days=90)
STALLED = timedelta(minutes=10)
"""A job that has told nothing for so long has died; its import may be taken up again."""


def _now() -> datetime:
    return datetime.now(UTC)


class ListImport(tk.BaseModel):
    """One file sent for import. No foreign key to CKAN's tables: a purged organization must not be held back.

    ``state``: ``waiting`` and ``checking`` → ``checked`` → ``queued`` and ``applying`` → ``done`` → (``undoing`` →)
    ``undone``; ``failed`` where the file cannot be read.
    """

    __tablename__ = "tomoni_schema_list_import"
    __table_args__ = (sa.Index("idx_tomoni_schema_list_import_organization", "organization_id", "created"),)

    id: Mapped[text] = mapped_column(primary_key=True, default=make_uuid)
    organization_id: Mapped[text]
    user_id: Mapped[text]
    filename: Mapped[text] = mapped_column(default="")
    content: Mapped[bytes | None] = deferred(mapped_column(sa.LargeBinary))
    options: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    state: Mapped[text]
    created: Mapped[datetime_tz] = mapped_column(default=_now)
    updated: Mapped[datetime_tz] = mapped_column(default=_now)
    done: Mapped[int] = mapped_column(sa.Integer, default=0)
    total: Mapped[int] = mapped_column(sa.Integer, default=0)
    summary: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    items: Mapped[list[dict[str, Any]]] = deferred(mapped_column(JSONB, default=list))

    @classmethod
    def get(cls, ident: str) -> ListImport | None:
        """One import."""
        return model.Session.get(cls, ident)

    @classmethod
    def of(cls, organization_id: str) -> sa.Select[Any]:
        """The imports of an organization, newest first."""
        return sa.select(cls).where(cls.organization_id == organization_id).order_by(cls.created.desc(), cls.id)

    @classmethod
    def forget_old(cls) -> None:
        """Delete what is older than three months; the caller commits."""
        model.Session.execute(sa.delete(cls).where(cls.created < _now() - KEPT))

    @classmethod
    def claim(cls, ident: str, states: tuple[str, ...], state: str, stalled: tuple[str, ...] = ()) -> bool:
        """Move an import to ``state`` if it is in one of ``states``, or stalled in one of ``stalled``; and commit.

        The database decides between two who ask at once. What waits has done nothing yet.
        """
        free = cls.state.in_(states)
        if stalled:
            free = sa.or_(free, sa.and_(cls.state.in_(stalled), cls.updated < _now() - STALLED))
        begins: dict[str, Any] = {"done": 0} if state in ("queued", "undo_queued") else {}
        change = sa.update(cls).where(cls.id == ident, free).values(state=state, updated=_now(), **begins)
        result = model.Session.execute(change.execution_options(synchronize_session=False))
        model.Session.commit()
        return bool(getattr(result, "rowcount", 0))

    @classmethod
    def tell(cls, ident: str, **values: Any) -> None:
        """Write down how far it is, and commit."""
        change = sa.update(cls).where(cls.id == ident).values(updated=_now(), **values)
        model.Session.execute(change.execution_options(synchronize_session=False))
        model.Session.commit()

    @property
    def is_stalled(self) -> bool:
        """Whether its job seems to have died."""
        running = self.state in ("waiting", "checking", "queued", "applying", "undo_queued", "undoing")
        return running and self.updated < _now() - STALLED
