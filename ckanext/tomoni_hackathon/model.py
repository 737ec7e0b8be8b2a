"""Events, projects, participations and dataset uses.

What is CKAN's (users, datasets, resources, organizations) is named by its id and never by a foreign key: a dataset
may be purged and made again, and the use of it must outlive that.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import sqlalchemy as sa
from ckan.model.types import make_uuid
from ckan.plugins import toolkit as tk
from sqlalchemy.orm import Mapped, mapped_column


def now() -> dt.datetime:
    """The present moment, with its time zone."""
    return dt.datetime.now(dt.UTC)


Id = Annotated[str, mapped_column(sa.Text, primary_key=True, default=make_uuid)]
Word = Annotated[str, mapped_column(sa.Text)]
Text = Annotated[str, mapped_column(sa.Text, default="")]
Moment = Annotated[dt.datetime, mapped_column(sa.DateTime(timezone=True), default=now)]
Touched = Annotated[dt.datetime, mapped_column(sa.DateTime(timezone=True), default=now, onupdate=now)]
Later = Annotated[dt.datetime | None, mapped_column(sa.DateTime(timezone=True))]
Day = Annotated[dt.date | None, mapped_column(sa.Date)]
Reference = Annotated[str | None, mapped_column(sa.Text)]


class Event(tk.BaseModel):
    """One edition of a hackathon, contest or workshop."""

    __tablename__ = "tomoni_event"

    id: Mapped[Id]
    slug: Mapped[Word] = mapped_column(unique=True)
    title: Mapped[Text]
    title_en: Mapped[Text]
    organizer: Mapped[Text]
    description: Mapped[Text]
    description_en: Mapped[Text]
    start_date: Mapped[Day]
    end_date: Mapped[Day]
    place: Mapped[Text]
    url: Mapped[Text]
    state: Mapped[Word] = mapped_column(default="draft")
    creator_user_id: Mapped[Text]
    created: Mapped[Moment]
    modified: Mapped[Touched]


class Project(tk.BaseModel):
    """A work made with open data: an idea, a prototype, a running service, or one that has ended."""

    __tablename__ = "tomoni_project"

    id: Mapped[Id]
    slug: Mapped[Word] = mapped_column(unique=True)
    title: Mapped[Text]
    title_en: Mapped[Text]
    summary: Mapped[Text]
    summary_en: Mapped[Text]
    body: Mapped[Text]
    team: Mapped[Text]
    app_url: Mapped[Text]
    repository_url: Mapped[Text]
    video_url: Mapped[Text]
    slides_url: Mapped[Text]
    image_url: Mapped[Text]
    licence: Mapped[Text]
    status: Mapped[Word] = mapped_column(default="prototype")
    state: Mapped[Word] = mapped_column(default="draft")
    return_reason: Mapped[Text]
    creator_user_id: Mapped[Text]
    reviewer_user_id: Mapped[Text]
    created: Mapped[Moment]
    modified: Mapped[Touched]
    submitted: Mapped[Later]
    published: Mapped[Later]


class Participation(tk.BaseModel):
    """A project at an event. Tracks and awards differ each year, so they are words and not a list of ours."""

    __tablename__ = "tomoni_participation"
    __table_args__ = (sa.UniqueConstraint("project_id", "event_id", name="uq_tomoni_participation"),)

    id: Mapped[Id]
    project_id: Mapped[str] = mapped_column(sa.ForeignKey(Project.id, ondelete="CASCADE"))
    event_id: Mapped[str] = mapped_column(sa.ForeignKey(Event.id, ondelete="CASCADE"))
    track: Mapped[Text]
    award: Mapped[Text]


class DatasetUse(tk.BaseModel):
    """That a project used a dataset or one of its resources, or words and a URL that no dataset here answers to."""

    __tablename__ = "tomoni_dataset_use"

    id: Mapped[Id]
    project_id: Mapped[str] = mapped_column(sa.ForeignKey(Project.id, ondelete="CASCADE"))
    package_id: Mapped[Reference]
    resource_id: Mapped[Reference]
    declared_url: Mapped[Text]
    declared_text: Mapped[Text]
    role: Mapped[Text]
    processing: Mapped[Text]
    matched_by: Mapped[Text]
    state: Mapped[Word] = mapped_column(default="declared")
    confirmed_by: Mapped[Text]
    confirmed: Mapped[Later]
    created: Mapped[Moment]
    modified: Mapped[Touched]
