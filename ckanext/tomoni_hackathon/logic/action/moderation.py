"""Actions that move a project from state to state."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_hackathon import dictize, indexing, records, states, visibility
from ckanext.tomoni_hackathon.logic import schema
from ckanext.tomoni_hackathon.logic.action._common import Data, refuse, validated
from ckanext.tomoni_hackathon.model import DatasetUse, Project, now

__all__ = [
    "tomoni_project_approve",
    "tomoni_project_return",
    "tomoni_project_submit",
    "tomoni_project_withdraw",
]


def _move(context: Any, project_id: str, verb: str, **values: Any) -> Data:
    """Move the project under a lock; one that is there already stays as it is, so two at once end as one."""
    project = records.project(project_id, lock=True)
    viewer = visibility.viewer_of(context)
    try:
        ends = states.moved(project.state, verb)
    except states.NotNow as error:
        raise refuse("state", _not_now(error.state)) from error
    if project.state != ends:
        for name, value in {"state": ends, **values}.items():
            setattr(project, name, value)
        model.Session.commit()
        indexing.refresh(indexing.datasets_of(project.id))
    else:
        model.Session.rollback()
    return dictize.projects([project], viewer)[0]


def _not_now(state: str) -> str:
    return {
        "draft": tk._("This project is a draft: its team has to submit it first"),
        "submitted": tk._("This project waits for an answer already"),
        "published": tk._("This project is published: withdraw it first"),
        "returned": tk._("This project was returned to its team: they have to submit it again first"),
        "withdrawn": tk._("This project was withdrawn: its team has to submit it again first"),
    }[state]


def tomoni_project_submit(context: Any, data_dict: Data) -> Data:
    """Ask for publication. It needs a summary and at least one dataset.

    :param id: id or slug
    :returns: the project
    """
    tk.check_access("tomoni_project_submit", context, data_dict)
    data = validated(data_dict, schema.by_id(), context)
    project = records.project(data["id"])
    if errors := _lacking(project):
        raise tk.ValidationError(errors)
    return _move(context, project.id, "submit", submitted=now(), return_reason="")


def _lacking(project: Project) -> dict[str, Any]:
    errors: dict[str, Any] = {}
    if not project.summary:
        errors["summary"] = [tk._("Write in a few sentences what the project does, then submit it")]
    if model.Session.scalar(sa.select(DatasetUse.id).where(DatasetUse.project_id == project.id).limit(1)) is None:
        errors["datasets"] = [tk._("Name at least one dataset that the project uses, then submit it")]
    return errors


def tomoni_project_approve(context: Any, data_dict: Data) -> Data:
    """Publish a submitted project. Approving it twice is the same as once.

    :param id: id or slug
    :returns: the project
    """
    tk.check_access("tomoni_project_approve", context, data_dict)
    data = validated(data_dict, schema.by_id(), context)
    reviewer = visibility.viewer_of(context).user_id
    return _move(context, data["id"], "approve", published=now(), reviewer_user_id=reviewer, return_reason="")


def tomoni_project_return(context: Any, data_dict: Data) -> Data:
    """Send a submitted project back to its team.

    :param id: id or slug
    :param reason: what to change, in words to the team; needed
    :returns: the project
    """
    tk.check_access("tomoni_project_return", context, data_dict)
    data = validated(data_dict, schema.project_return(), context)
    reviewer = visibility.viewer_of(context).user_id
    return _move(context, data["id"], "return", return_reason=data["reason"], reviewer_user_id=reviewer)


def tomoni_project_withdraw(context: Any, data_dict: Data) -> Data:
    """Take a submitted or published project back, by its maker, or down, by who may approve it.

    :param id: id or slug
    :returns: the project
    """
    tk.check_access("tomoni_project_withdraw", context, data_dict)
    data = validated(data_dict, schema.by_id(), context)
    return _move(context, data["id"], "withdraw")
