"""The standing of each resource's address, as last asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tomoni_quality.linking.states import Answer, LinkState, Standing, judge
from ckanext.tomoni_quality.model import datetime_tz, text

__all__ = ["QualityLink"]


class QualityLink(tk.BaseModel):
    """One address. No foreign key to CKAN's tables: a purged resource must not be held back."""

    __tablename__ = "tomoni_quality_link"

    resource_id: Mapped[text] = mapped_column(primary_key=True)
    url: Mapped[text]
    state: Mapped[text]
    slug: Mapped[text]
    moved_to: Mapped[text] = mapped_column(default="")
    checked: Mapped[datetime_tz]
    first_failed: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    failures: Mapped[int] = mapped_column(sa.Integer, default=0)

    @property
    def standing(self) -> Standing:
        """What :func:`judge` wants to know of before."""
        state: LinkState = self.state  # pyright: ignore[reportAssignmentType] - only judge writes it
        return Standing(state, self.first_failed, self.failures)

    @classmethod
    def of(cls, resource_ids: Iterable[str]) -> dict[str, QualityLink]:
        """The links of these resources, by resource id, where their address is still the one that was asked."""
        query = (
            sa.select(cls)
            .join(model.Resource, model.Resource.id == cls.resource_id)
            .where(cls.resource_id.in_(list(resource_ids)), model.Resource.url == cls.url)
        )
        return {link.resource_id: link for link in model.Session.scalars(query)}

    @classmethod
    def due(cls, days: int) -> list[tuple[str, str]]:
        """Id and address of each resource of an active dataset whose address was not asked for so many days."""
        resource, package = model.Resource, model.Package
        long_ago = datetime.now(UTC) - timedelta(days=days)
        query = (
            sa.select(resource.id, resource.url)
            .join(package, package.id == resource.package_id)
            .outerjoin(cls, sa.and_(cls.resource_id == resource.id, cls.url == resource.url))
            .where(
                resource.state == model.State.ACTIVE,
                package.state == model.State.ACTIVE,
                resource.url.regexp_match("^https?://", flags="i"),
                sa.func.coalesce(resource.url_type, "").not_in(("upload", "datastore", "tabledesigner")),
                sa.or_(cls.checked.is_(None), cls.checked < long_ago),
            )
            .order_by(cls.checked.asc().nulls_first(), resource.id)
        )
        return [(row[0], row[1]) for row in model.Session.execute(query)]

    @classmethod
    def note(cls, resource_id: str, url: str, answer: Answer) -> QualityLink:
        """Write down what came of asking; the caller commits."""
        now = datetime.now(UTC)
        link = model.Session.get(cls, resource_id)
        before = link.standing if link is not None and link.url == url else None
        if link is None:
            link = cls(resource_id=resource_id)
            model.Session.add(link)
        standing = judge(answer, before, now)
        link.url, link.slug, link.moved_to, link.checked = url, answer.slug, answer.moved_to, now
        link.state, link.first_failed, link.failures = standing.state, standing.first_failed, standing.failures
        return link

    @classmethod
    def forget_purged(cls) -> None:
        """Delete the links of resources that are gone; the caller commits."""
        model.Session.execute(sa.delete(cls).where(cls.resource_id.not_in(sa.select(model.Resource.id))))

    def as_dict(self) -> dict[str, Any]:
        """The link as the API gives it."""
        failed = self.first_failed
        return {
            "state": self.state,
            "slug": self.slug,
            "moved_to": self.moved_to,
            "checked": self.checked.astimezone(UTC).isoformat(timespec="seconds"),
            "first_failed": failed.astimezone(UTC).isoformat(timespec="seconds") if failed else None,
            "failures": self.failures,
        }
