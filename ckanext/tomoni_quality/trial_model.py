"""The long checks of files that nobody has published: where the file waits, how far the check is, what it found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.model.types import make_uuid
from ckan.plugins import toolkit as tk
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, deferred, mapped_column

from ckanext.tomoni_quality.model import datetime_tz, text

__all__ = ["MOST_ROWS", "RUNNING", "QualityTrial"]

#: How many checks are kept of one user.
MOST_ROWS = 20

#: The states in which a job waits or works.
RUNNING = ("storing", "queued", "reading", "mending", "checking")


def _now() -> datetime:
    return datetime.now(UTC)


class QualityTrial(tk.BaseModel):
    """One long task of one user. No foreign key to CKAN's tables: a purged user must not be held back.

    ``kind``: ``check`` of a file that nobody has published, which waits at ``location`` until it is checked; ``mend``
    of a published one, whose mended tables are put there. ``state``: ``storing`` → ``queued`` → ``reading`` →
    (``mending`` →) ``checking`` → ``done``; ``stopped`` where nobody works on it, ``problem`` says why (``queue``,
    ``lost``, ``time``, ``refused``, ``broken``); ``cancelled`` where its file could not be deleted at once.
    ``location`` is empty once the file is gone.
    """

    __tablename__ = "tomoni_quality_trial"
    __table_args__ = (sa.Index("idx_tomoni_quality_trial_user", "user_id", "created"),)

    id: Mapped[text] = mapped_column(primary_key=True, default=make_uuid)
    user_id: Mapped[text]
    kind: Mapped[text] = mapped_column(default="check")
    filename: Mapped[text] = mapped_column(default="")
    size: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    location: Mapped[text] = mapped_column(default="")
    options: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    state: Mapped[text] = mapped_column(default="storing")
    problem: Mapped[text] = mapped_column(default="")
    job_id: Mapped[text] = mapped_column(default=make_uuid)
    done: Mapped[int] = mapped_column(sa.Integer, default=0)
    total: Mapped[int] = mapped_column(sa.Integer, default=0)
    created: Mapped[datetime_tz] = mapped_column(default=_now)
    updated: Mapped[datetime_tz] = mapped_column(default=_now)
    report: Mapped[dict[str, Any]] = deferred(mapped_column(JSONB, default=dict))

    @classmethod
    def get(cls, ident: str) -> QualityTrial | None:
        """One of them that was not cancelled, as it is stored now: a job writes past this session."""
        row = model.Session.get(cls, ident, populate_existing=True)
        return row if row is not None and row.state != "cancelled" else None

    @classmethod
    def of(cls, user_id: str) -> list[QualityTrial]:
        """Those of a user that were not cancelled, newest first."""
        query = sa.select(cls).where(cls.user_id == user_id, cls.state != "cancelled").order_by(cls.created.desc())
        return list(model.Session.scalars(query.execution_options(populate_existing=True)))

    @classmethod
    def held(cls, user_id: str | None = None) -> tuple[int, int]:
        """How many files are put aside (by a user), and how many bytes they have."""
        where = [cls.location != ""] + ([cls.user_id == user_id] if user_id else [])
        query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(cls.size), 0)).where(*where)
        count, size = model.Session.execute(query).one()
        return int(count), int(size)

    @classmethod
    def old(cls, hours: int) -> list[QualityTrial]:
        """Those whose time is over, and the cancelled ones whose file could not be deleted."""
        over = cls.created < _now() - timedelta(hours=hours)
        return list(model.Session.scalars(sa.select(cls).where(sa.or_(over, cls.state == "cancelled"))))

    @classmethod
    def cancel(cls, ident: str) -> None:
        """Nobody may see it any more, and its job ends at its next step; and commit."""
        change = sa.update(cls).where(cls.id == ident).values(state="cancelled", report={}, filename="")
        model.Session.execute(change.execution_options(synchronize_session=False))
        model.Session.commit()

    @classmethod
    def purge(cls, ident: str) -> None:
        """Delete the row; and commit."""
        model.Session.execute(sa.delete(cls).where(cls.id == ident).execution_options(synchronize_session=False))
        model.Session.commit()

    @classmethod
    def tell(cls, ident: str, job_id: str, states: Iterable[str] = RUNNING, /, **values: Any) -> bool:
        """Write down how far it is, and commit; False where it is another job's by now, or in none of ``states``.

        The database decides between a job, a person who cancels, and one who tries again.
        """
        mine = (cls.id == ident, cls.job_id == job_id, cls.state.in_(list(states)))
        change = sa.update(cls).where(*mine).values(updated=_now(), **values)
        result = model.Session.execute(change.execution_options(synchronize_session=False))
        model.Session.commit()
        return bool(getattr(result, "rowcount", 0))
