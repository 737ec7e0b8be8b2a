"""Keeps what was typed: each save has a revision, and a save that does not know the newest one is refused."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.exc import SQLAlchemyError

from ckanext.tomoni_core.errors import TomoniError
from ckanext.tomoni_schema.tables.model import TableDraft

__all__ = ["Conflict", "dictize", "discard", "forget_purged", "forget_resource", "lock", "require", "save"]


log = logging.getLogger(__name__)


class Conflict(TomoniError):
    """Somebody else, or another window, was faster; nothing was written."""


def lock(package_id: str) -> None:
    """Let no one else save or publish a table of this dataset until the transaction ends."""
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"tomoni-table:{package_id}"))))


def require(package_id: str, target: str, revision: int) -> TableDraft | None:
    """The draft at ``revision`` (None at 0, when there is none yet); the caller holds the lock.

    :raises Conflict: the draft was saved, discarded or published meanwhile
    """
    draft = TableDraft.find(package_id, target)
    if (draft.revision if draft else 0) == revision:
        return draft
    raise _overtaken(draft) if draft else _gone()


def save(package_id: str, target: str, revision: int, user_id: str, **content: Any) -> TableDraft:
    """Save ``content`` over ``revision`` and commit. The same content again is no new revision.

    :raises Conflict: ``revision`` is not the newest
    """
    lock(package_id)
    draft = require(package_id, target, revision) or TableDraft(package_id=package_id, target=target, revision=0)
    if draft.revision and all(getattr(draft, name) == value for name, value in content.items()):
        model.Session.commit()
        return draft
    for name, value in content.items():
        setattr(draft, name, value)
    draft.revision += 1
    draft.user_id, draft.modified = user_id, datetime.now(UTC)
    model.Session.add(draft)
    model.Session.commit()
    return draft


def discard(package_id: str, target: str) -> None:
    """Forget the draft and commit; nothing happens when there is none."""
    lock(package_id)
    TableDraft.forget(package_id, target)
    model.Session.commit()


def forget_resource(sender: str, **payload: Any) -> None:
    """A deleted resource loses its draft."""
    if resource_id := (payload.get("data_dict") or {}).get("id"):
        _forget(TableDraft.target == resource_id)


def forget_purged(sender: str, **payload: Any) -> None:
    """A purged dataset loses its drafts."""
    _forget(TableDraft.package_id.not_in(sa.select(model.Package.id)))


def _forget(wanted: Any) -> None:
    try:
        model.Session.execute(sa.delete(TableDraft).where(wanted))
        model.Session.commit()
    except SQLAlchemyError:
        # The deletion has happened; a draft that is left harms nobody.
        model.Session.rollback()
        log.exception("Drafts were not forgotten")


def dictize(draft: TableDraft) -> dict[str, Any]:
    """What is said of a draft, without its rows."""
    return {
        "revision": draft.revision,
        "base": draft.base,
        "modified": draft.modified.astimezone(UTC).isoformat(timespec="seconds"),
        "user": _name(draft.user_id),
    }


def _name(user_id: str) -> str:
    user = model.User.get(user_id) if user_id else None
    return str(user.display_name) if user else ""


def _overtaken(draft: TableDraft) -> Conflict:
    return Conflict(
        "draft-overtaken",
        "この表の下書きは、ほかの画面（{user}さん）で保存されています。",
        "The draft of this table was saved elsewhere (by {user}).",
        "その下書きを読み込むか、いまの入力で上書きするかを選んでください。",
        "Load that draft, or overwrite it by what you have.",
        user=_name(draft.user_id),
        revision=draft.revision,
    )


def _gone() -> Conflict:
    return Conflict(
        "draft-gone",
        "この表の下書きは、もうありません。ほかの画面で公開されたか、破棄されています。",
        "The draft of this table is gone: it was published or discarded elsewhere.",
        "ページを開き直してください。いまの入力は、このブラウザーに残っています。",
        "Open the page again. What you typed is kept in this browser.",
        revision=0,
    )
