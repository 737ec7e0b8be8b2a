"""A run that stopped asks: these datasets would go; may they? The answer holds for exactly the records it is about.

The answer is kept with each record until its source lists it again: ``withdraw`` lets the next complete run withdraw
it, ``keep`` takes it out of the losses for good. What came back meanwhile is never touched by an answer given before.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_harvest.engine import state
from ckanext.tomoni_harvest.engine.errors import QuestionChanged
from ckanext.tomoni_harvest.engine.plan import ACTIVE, STAY, Losses
from ckanext.tomoni_harvest.engine.rows import PACKAGE
from ckanext.tomoni_harvest.model import Question


def ask(source_id: str, job_id: str, losses: Losses) -> None:
    """Write down what is asked now; a run with another objection leaves the open question, one without ends it.

    Nothing is committed here.
    """
    if losses.objection == "listing-incomplete":
        return
    open_one = model.Session.get(Question, source_id, populate_existing=True)
    if open_one:
        model.Session.delete(open_one)
        model.Session.flush()
    if losses.asked and losses.objection:
        ids = sorted(item.remote_id for item in losses.asked)
        row = {
            "source_id": source_id, "job_id": job_id, "cause": losses.objection, "known": losses.known,
            "remote_ids": ids,
        }  # fmt: skip
        model.Session.execute(sa.insert(Question.__table__).values(**row))


def answer(source_id: str, job_id: str, said: str) -> int:
    """Answer the question that the run of ``job_id`` asked; return for how many datasets.

    :raises QuestionChanged: when that question is no longer open
    """
    question = model.Session.get(Question, source_id, with_for_update=True, populate_existing=True)
    if question is None or question.job_id != job_id:
        model.Session.rollback()
        raise QuestionChanged(source_id)
    count = state.answer(source_id, list(question.remote_ids), said)
    model.Session.delete(question)
    model.Session.commit()
    return count


def show(source_id: str, limit: int, offset: int) -> dict[str, Any] | None:
    """Return the open question of a source with the datasets it is about, or None."""
    question = model.Session.get(Question, source_id, populate_existing=True)
    if question is None:
        return None
    table = state.TABLE
    same = sa.and_(table.c.source_id == source_id, table.c.remote_id.in_(question.remote_ids))
    return {
        "source_id": source_id, "job_id": question.job_id, "cause": question.cause, "known": question.known,
        "asked": question.asked.isoformat(), "count": len(question.remote_ids),
        "datasets": _datasets(same, limit, offset),
    }  # fmt: skip


def count(source_id: str) -> int:
    """Return about how many datasets a source asks; 0 when it asks nothing."""
    table = Question.__table__
    query = sa.select(sa.func.jsonb_array_length(table.c.remote_ids)).where(table.c.source_id == source_id)
    return model.Session.execute(query).scalar() or 0


def kept(source_id: str, limit: int, offset: int) -> dict[str, Any]:
    """Return the datasets that stay here though their source lost them."""
    table = state.TABLE
    same = sa.and_(table.c.source_id == source_id, table.c.answer == STAY, table.c.state == ACTIVE)
    total = model.Session.execute(sa.select(sa.func.count()).select_from(table).where(same)).scalar_one()
    return {"count": total, "datasets": _datasets(same, limit, offset)}


def _datasets(same: Any, limit: int, offset: int) -> list[dict[str, Any]]:
    table = state.TABLE
    query = (
        sa.select(table.c.remote_id, table.c.remote_name, PACKAGE.c.id, PACKAGE.c.name, PACKAGE.c.title)
        .join(PACKAGE, PACKAGE.c.id == table.c.package_id)
        .where(same)
        .order_by(PACKAGE.c.title, table.c.remote_id)
    )
    rows = model.Session.execute(query.limit(limit).offset(offset))
    return [
        {"remote_id": row.remote_id, "remote_name": row.remote_name, "package_id": row.id, "name": row.name,
         "title": row.title or row.name}
        for row in rows
    ]  # fmt: skip
