"""What the harvest remembers between two runs.

``Record`` is the state of one remote dataset at one source: which dataset of ours it is and what it looked like when we
last wrote it. ``Run`` is one job with its figures, ``Finding`` one thing worth telling about it, ``Organization`` the
organization of ours that stands for a remote one. No foreign key points at CKAN's or ckanext-harvest's tables: a row
that outlives its dataset is found and forgotten by the next run.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar

import sqlalchemy as sa
from ckan.model.meta import registry
from ckan.model.types import make_uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

key = Annotated[str, mapped_column(sa.Text, primary_key=True)]
text = Annotated[str, mapped_column(sa.Text)]
moment = Annotated[datetime, mapped_column(sa.DateTime(timezone=True))]
data = Annotated[dict[str, Any], mapped_column(JSONB)]


@registry.mapped_as_dataclass
class Record:
    """The state of one remote dataset at one source."""

    __table__: ClassVar[sa.Table]
    __tablename__ = "tomoni_harvest_record"

    source_id: Mapped[text]
    remote_id: Mapped[text]
    remote_name: Mapped[text] = mapped_column(default="")
    organization: Mapped[text] = mapped_column(default="")
    package_id: Mapped[text | None] = mapped_column(sa.Text, default=None)
    content_hash: Mapped[text] = mapped_column(default="")
    remote_modified: Mapped[text] = mapped_column(default="")
    state: Mapped[text] = mapped_column(default="active")
    missing_runs: Mapped[int] = mapped_column(default=0)
    missing_since: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True), default=None)
    failures: Mapped[int] = mapped_column(default=0)
    resources: Mapped[data] = mapped_column(default_factory=dict)
    changed: Mapped[moment] = mapped_column(default=None, insert_default=sa.func.now())
    id: Mapped[key] = mapped_column(default_factory=make_uuid)


@registry.mapped_as_dataclass
class Run:
    """One job: when it ran, how it ended and its figures."""

    __table__: ClassVar[sa.Table]
    __tablename__ = "tomoni_harvest_run"

    job_id: Mapped[key]
    source_id: Mapped[text]
    outcome: Mapped[text] = mapped_column(default="running")
    counts: Mapped[data] = mapped_column(default_factory=dict)
    total: Mapped[int | None] = mapped_column(default=None)
    watermark: Mapped[text] = mapped_column(default="")
    started: Mapped[moment] = mapped_column(default=None, insert_default=sa.func.now())
    finished: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True), default=None)


@registry.mapped_as_dataclass
class Finding:
    """One thing worth telling about a run; ``slug`` names its cause in ``engine.causes``."""

    __table__: ClassVar[sa.Table]
    __tablename__ = "tomoni_harvest_finding"

    job_id: Mapped[text]
    slug: Mapped[text]
    remote_id: Mapped[text] = mapped_column(default="")
    remote_name: Mapped[text] = mapped_column(default="")
    title: Mapped[text] = mapped_column(default="")
    package_id: Mapped[text | None] = mapped_column(sa.Text, default=None)
    context: Mapped[data] = mapped_column(default_factory=dict)
    created: Mapped[moment] = mapped_column(default=None, insert_default=sa.func.now())
    id: Mapped[key] = mapped_column(default_factory=make_uuid)


@registry.mapped_as_dataclass
class Organization:
    """The organization of ours that stands for a source's; ``made_here`` when the harvest created it."""

    __table__: ClassVar[sa.Table]
    __tablename__ = "tomoni_harvest_organization"

    source_id: Mapped[text]
    remote_name: Mapped[text]
    organization_id: Mapped[text]
    remote_title: Mapped[text] = mapped_column(default="")
    made_here: Mapped[bool] = mapped_column(default=False)
    id: Mapped[key] = mapped_column(default_factory=make_uuid)
