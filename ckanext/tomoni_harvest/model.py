"""What the harvest remembers between two runs.

``Record`` is the state of one remote dataset at one source: which dataset of ours it is and what it looked like when we
last wrote it. ``Refusal`` is a record that could not be stored and when it is tried again, ``Question`` the datasets a
run would not withdraw without being told to, ``Lock`` a field that keeps its value here, ``Version`` the hash of each
content that was written, ``Credential`` what a source must be sent to answer. ``Run`` is one job with its figures,
``Finding`` one thing worth telling about it, ``Organization`` the organization of ours that stands for a remote one. No
foreign key points at CKAN's or ckanext-harvest's tables: a row
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
    """The state of one remote dataset at one source.

    ``missing_in`` is the last job that counted it as missing, ``answer`` what was said when a run asked about it,
    ``reason`` why it was withdrawn (``engine.plan``).
    """

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
    missing_in: Mapped[text] = mapped_column(default="")
    withdrawn: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True), default=None)
    reason: Mapped[text] = mapped_column(default="")
    answer: Mapped[text] = mapped_column(default="")
    resources: Mapped[data] = mapped_column(default_factory=dict)
    changed: Mapped[moment] = mapped_column(default=None, insert_default=sa.func.now())
    id: Mapped[key] = mapped_column(default_factory=make_uuid)


@registry.mapped_as_dataclass
class Run:
    """One job: when it ran, how it ended and its figures.

    ``reading`` is ``full`` or ``changes``; ``full`` on a run that has not begun asks for that. ``signature`` stands for
    what the reading depended on, ``validators`` are those of the one document it read. ``resume_after`` is set while
    the job waits for its source; ``pauses`` is how often it had to.
    """

    __table__: ClassVar[sa.Table]
    __tablename__ = "tomoni_harvest_run"

    job_id: Mapped[key]
    source_id: Mapped[text]
    outcome: Mapped[text] = mapped_column(default="running")
    counts: Mapped[data] = mapped_column(default_factory=dict)
    total: Mapped[int | None] = mapped_column(default=None)
    watermark: Mapped[text] = mapped_column(default="")
    reading: Mapped[text] = mapped_column(default="")
    signature: Mapped[text] = mapped_column(default="")
    validators: Mapped[data] = mapped_column(default_factory=dict)
    resume_after: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True), default=None)
    pauses: Mapped[int] = mapped_column(default=0)
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


@registry.mapped_as_dataclass
class Refusal:
    """A record that could not be stored: how often, why, and from when on it is tried again (None: at the next run)."""

    __table__: ClassVar[sa.Table]
    __tablename__ = "tomoni_harvest_refusal"

    source_id: Mapped[text]
    remote_id: Mapped[text]
    remote_name: Mapped[text] = mapped_column(default="")
    title: Mapped[text] = mapped_column(default="")
    content_hash: Mapped[text] = mapped_column(default="")
    problem: Mapped[text] = mapped_column(default="")
    job_id: Mapped[text] = mapped_column(default="")
    failures: Mapped[int] = mapped_column(default=0)
    first: Mapped[moment] = mapped_column(default=None, insert_default=sa.func.now())
    last: Mapped[moment] = mapped_column(default=None, insert_default=sa.func.now())
    next_try: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True), default=None)
    id: Mapped[key] = mapped_column(default_factory=make_uuid)


@registry.mapped_as_dataclass
class Question:
    """What a run stopped at: the records it would have withdrawn. One a source: a later run asks anew."""

    __table__: ClassVar[sa.Table]
    __tablename__ = "tomoni_harvest_question"

    source_id: Mapped[key]
    job_id: Mapped[text]
    cause: Mapped[text]
    known: Mapped[int] = mapped_column(default=0)
    remote_ids: Mapped[list[str]] = mapped_column(JSONB, default_factory=list)
    asked: Mapped[moment] = mapped_column(default=None, insert_default=sa.func.now())


@registry.mapped_as_dataclass
class Lock:
    """A field of a dataset, or of one of its resources, that keeps the value it has here.

    ``source_value`` is what the source says, ``source_changed`` when it said something else than when it was locked.
    """

    __table__: ClassVar[sa.Table]
    __tablename__ = "tomoni_harvest_lock"

    package_id: Mapped[text]
    field: Mapped[text]
    resource_id: Mapped[text] = mapped_column(default="")
    source_value: Mapped[Any] = mapped_column(JSONB, default=None)
    source_changed: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True), default=None)
    user_id: Mapped[text] = mapped_column(default="")
    created: Mapped[moment] = mapped_column(default=None, insert_default=sa.func.now())
    id: Mapped[key] = mapped_column(default_factory=make_uuid)


@registry.mapped_as_dataclass
class Version:
    """One content of a dataset that a run wrote: its hash, when, and with which outcome."""

    __table__: ClassVar[sa.Table]
    __tablename__ = "tomoni_harvest_version"

    source_id: Mapped[text]
    package_id: Mapped[text]
    job_id: Mapped[text]
    outcome: Mapped[text]
    content_hash: Mapped[text] = mapped_column(default="")
    remote_modified: Mapped[text] = mapped_column(default="")
    created: Mapped[moment] = mapped_column(default=None, insert_default=sa.func.now())
    id: Mapped[key] = mapped_column(default_factory=make_uuid)


@registry.mapped_as_dataclass
class Credential:
    """The header a source wants, and the only origin (scheme, host and port) it is sent to."""

    __table__: ClassVar[sa.Table]
    __tablename__ = "tomoni_harvest_credential"

    source_id: Mapped[key]
    header: Mapped[text]
    value: Mapped[text] = mapped_column(repr=False)
    origin: Mapped[text]
    user_id: Mapped[text] = mapped_column(default="")
    changed: Mapped[moment] = mapped_column(default=None, insert_default=sa.func.now())


@registry.mapped_as_dataclass
class Cursor:
    """Where a job that waits for its source goes on; see ``engine.cursor``."""

    __table__: ClassVar[sa.Table]
    __tablename__ = "tomoni_harvest_cursor"

    job_id: Mapped[key]
    state: Mapped[data]


@registry.mapped_as_dataclass
class Notice:
    """One mail about one job to one address; written with the end of the job, so that no crash forgets it."""

    __table__: ClassVar[sa.Table]
    __tablename__ = "tomoni_harvest_notice"

    job_id: Mapped[text]
    occasion: Mapped[text]
    address: Mapped[text]
    language: Mapped[text] = mapped_column(default="ja")
    due: Mapped[moment] = mapped_column(default=None, insert_default=sa.func.now())
    sent: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True), default=None)
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[text] = mapped_column(default="")
    id: Mapped[key] = mapped_column(default_factory=make_uuid)
