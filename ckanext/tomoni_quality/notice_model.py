"""Who is still to be told that a resource became worse, and who was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from ckan import model
from ckan.model.types import make_uuid
from ckan.plugins import toolkit as tk
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tomoni_quality.model import datetime_tz, text

Kind = Literal["webhook", "mail"]
#: After so many attempts, about a day, a receiver is given up.
TRIES = 8


class QualityNotice(tk.BaseModel):
    """One message to one receiver about one report; written with the report, so that no crash forgets it."""

    __tablename__ = "tomoni_quality_notice"
    __table_args__ = (
        sa.UniqueConstraint("report_id", "receiver", name="uq_tomoni_quality_notice_receiver"),
        sa.Index("idx_tomoni_quality_notice_due", "sent", "due"),
    )

    id: Mapped[text] = mapped_column(primary_key=True, default=make_uuid)
    report_id: Mapped[text]
    before_id: Mapped[text]
    resource_id: Mapped[text]
    kind: Mapped[text]
    receiver: Mapped[text]
    due: Mapped[datetime_tz] = mapped_column(default=lambda: datetime.now(UTC))
    sent: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    tries: Mapped[int] = mapped_column(sa.Integer, default=0)
    problem: Mapped[text] = mapped_column(default="")

    @classmethod
    def next_due(cls) -> QualityNotice | None:
        """A notice that waits and that no other worker has in hand; it is held until the transaction ends."""
        waiting = (cls.sent.is_(None), cls.tries < TRIES, cls.due <= datetime.now(UTC))
        query = sa.select(cls).where(*waiting).order_by(cls.due).limit(1).with_for_update(skip_locked=True)
        return model.Session.scalar(query)

    @classmethod
    def forget_old(cls, days: int = 90) -> None:
        """Delete what was told, or given up, long ago; the caller commits."""
        model.Session.execute(sa.delete(cls).where(cls.due < datetime.now(UTC) - timedelta(days=days)))

    def done(self) -> None:
        """It was told."""
        self.sent, self.problem, self.tries = datetime.now(UTC), "", self.tries + 1

    def failed(self, problem: str) -> None:
        """It could not be told: again after 1, 4, 16 … minutes, at most six hours."""
        self.tries += 1
        self.problem = problem[:500]
        self.due = datetime.now(UTC) + timedelta(minutes=min(4 ** (self.tries - 1), 360))
