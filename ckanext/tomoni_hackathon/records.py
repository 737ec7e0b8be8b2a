"""Get one event, project or use by what a caller names it, or say that there is none."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_hackathon import slugs
from ckanext.tomoni_hackathon.model import DatasetUse, Event, Project


def _by_id_or_slug(kind: Any, reference: Any, message: str, *, lock: bool) -> Any:
    # By id first: a slug that looks like another's id must never stand before it.
    for column in (kind.id, kind.slug):
        query = sa.select(kind).where(column == str(reference or ""))
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        found = model.Session.scalar(query)
        if found is not None:
            return found
    raise tk.ObjectNotFound(message)


def event(reference: Any, *, lock: bool = False) -> Event:
    """The event of this id or slug. Raises ``tk.ObjectNotFound``."""
    return _by_id_or_slug(Event, reference, tk._("There is no such event"), lock=lock)


def project(reference: Any, *, lock: bool = False) -> Project:
    """The project of this id or slug; with ``lock`` others wait for this change. Raises ``tk.ObjectNotFound``."""
    return _by_id_or_slug(Project, reference, tk._("There is no such project"), lock=lock)


def use(use_id: Any, *, lock: bool = False) -> DatasetUse:
    """The use of this id. Raises ``tk.ObjectNotFound``."""
    query = sa.select(DatasetUse).where(DatasetUse.id == str(use_id or ""))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = model.Session.scalar(query)
    if found is None:
        raise tk.ObjectNotFound(tk._("There is no such use of a dataset"))
    return found


def taken(kind: type[Event] | type[Project], slug: str) -> bool:
    """Whether an event (or a project) has this slug, or this id."""
    return model.Session.scalar(sa.select(kind.id).where(sa.or_(kind.slug == slug, kind.id == slug))) is not None


def free_slug(kind: type[Event] | type[Project], title: str, title_en: str, new_id: str) -> str:
    """A slug of the title that nobody has, nor takes before this transaction ends: others wait for it."""
    lock = sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"{kind.__tablename__}.slug"))
    model.Session.execute(sa.select(lock))
    fallback = f"{kind.__name__.lower()}-{new_id[:8]}"
    return slugs.unique(title, title_en, fallback, lambda slug: taken(kind, slug))
