"""Actions on projects."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.model.types import make_uuid
from ckan.plugins import toolkit as tk
from sqlalchemy.exc import IntegrityError

from ckanext.tomoni_hackathon import dictize, indexing, queries, records, uses, visibility
from ckanext.tomoni_hackathon.logic import schema
from ckanext.tomoni_hackathon.logic.action._common import Data, refuse, validated
from ckanext.tomoni_hackathon.logic.action._participations import ForStaff, take_part
from ckanext.tomoni_hackathon.model import DatasetUse, Participation, Project

__all__ = [
    "tomoni_project_create",
    "tomoni_project_delete",
    "tomoni_project_list",
    "tomoni_project_show",
    "tomoni_project_update",
]


@tk.side_effect_free
def tomoni_project_list(context: Any, data_dict: Data) -> Data:
    """List projects: published ones, unless asked otherwise.

    :param q: words of the titles, summaries or team
    :param event: id or slug of an event
    :param package_id: id or name of a dataset they use
    :param resource_id: id of a resource they use
    :param owner_org: id or name of an organization whose datasets they use
    :param status: ``idea``, ``prototype``, ``released`` or ``ended``
    :param state: ``draft``, ``submitted``, ``published``, ``returned`` or ``withdrawn``, among what you may see
    :param mine: only those you registered, in every state
    :param reviewable: only submitted ones that you may decide about
    :param limit: at most 100, 20 by default
    :param offset: how many to pass over
    :returns: ``count`` of all that match and ``results``
    """
    tk.check_access("tomoni_project_list", context, data_dict)
    data = validated(data_dict, schema.project_list(), context)
    viewer = visibility.viewer_of(context)
    count, rows = queries.page(queries.projects(viewer, data), data)
    return {"count": count, "results": dictize.projects(rows, viewer)}


@tk.side_effect_free
def tomoni_project_show(context: Any, data_dict: Data) -> Data:
    """Show a project.

    :param id: id or slug
    :returns: the project with ``participations`` and ``datasets``: its uses of the datasets you may see
    """
    tk.check_access("tomoni_project_show", context, data_dict)
    return _shown(records.project(data_dict.get("id")), visibility.viewer_of(context))


def _shown(project: Project, viewer: visibility.Viewer) -> Data:
    rows = model.Session.scalars(queries.uses(viewer, {"project_id": project.id})).all()
    return {**dictize.projects([project], viewer)[0], "datasets": dictize.uses(rows, viewer)}


def tomoni_project_create(context: Any, data_dict: Data) -> Data:
    """Register a project, as a draft.

    :param title: name in Japanese, needed
    :param slug: for the address; made from the title when absent
    :param title_en, summary, summary_en, team, licence: texts; ``body`` is Markdown
    :param app_url, repository_url, video_url, slides_url, image_url: http or https
    :param status: ``idea``, ``prototype`` (by default), ``released`` or ``ended``
    :param participations: list of ``event`` (id or slug), ``track`` and ``award`` (by sysadmins only)
    :param datasets: list of ``dataset`` (name, id, title in words or any of the URLs a dataset is known by),
        ``resource_id``, ``role`` and ``processing``; what is not found is kept in words
    :returns: the project
    """
    tk.check_access("tomoni_project_create", context, data_dict)
    data = validated(data_dict, schema.project_create(), context)
    viewer = visibility.viewer_of(context)
    project = Project(id=make_uuid(), creator_user_id=viewer.user_id)
    _check_slug(data.get("slug", ""), project)
    if not data.get("slug"):
        data["slug"] = records.free_slug(Project, data["title"], data.get("title_en", ""), project.id)
    model.Session.add(project)
    return _saved(project, data, viewer)


def tomoni_project_update(context: Any, data_dict: Data) -> Data:
    """Change a project; fields that are absent stay, lists that are given replace what was there.

    :param id: id or slug; the others as in ``tomoni_project_create``; in ``datasets``, ``id`` keeps a use that is there
    :returns: the project
    """
    tk.check_access("tomoni_project_update", context, data_dict)
    data = validated(data_dict, schema.project_update(), context)
    project = records.project(data.pop("id"), lock=True)
    # Between the first check and the lock somebody may have submitted it.
    tk.check_access("tomoni_project_update", context, {"id": project.id})
    _check_slug(data.get("slug", ""), project)
    return _saved(project, data, visibility.viewer_of(context))


def _check_slug(slug: str, project: Project) -> None:
    if slug and slug != project.slug and records.taken(Project, slug):
        raise refuse("slug", tk._("Another project has this address: choose another"))


def _saved(project: Project, data: Data, viewer: visibility.Viewer) -> Data:
    participations, declared = data.pop("participations", None), data.pop("datasets", None)
    for name, value in data.items():
        setattr(project, name, value)
    before = indexing.datasets_of(project.id)
    try:
        model.Session.flush()
        if participations is not None:
            take_part(project, participations, viewer)
        if declared is not None:
            _use(project, declared, viewer)
        model.Session.commit()
    except ForStaff as error:
        message = tk._("An award is recorded by the people who run the portal: leave it empty, or ask them")
        raise refuse("participations", message) from error
    except tk.ObjectNotFound as error:
        raise refuse("participations", str(error.message)) from error
    except IntegrityError as error:
        raise refuse("slug", tk._("Somebody saved the same thing at the same moment: try again")) from error
    if project.state == "published":
        indexing.refresh(before ^ indexing.datasets_of(project.id))
    return _shown(project, viewer)


def _use(project: Project, declared: list[Data], viewer: visibility.Viewer) -> None:
    seen = set(model.Session.scalars(queries.uses(viewer, {"project_id": project.id}).with_only_columns(DatasetUse.id)))
    wanted = []
    for number, item in enumerate(declared, start=1):
        try:
            use = uses.kept(project.id, item) or uses.drafted(project.id, item, viewer)
        except uses.NotFound as error:
            message = tk._("Dataset {number}: it holds no such file").format(number=number)
            raise refuse("datasets", message) from error
        if use is not None:
            wanted.append(use)
    try:
        uses.replace(project, wanted, seen)
    except uses.TooMany as error:
        raise refuse("datasets", too_many()) from error


def too_many() -> str:
    """What is said when a project names too many datasets."""
    most = tk.config["ckanext.tomoni_hackathon.datasets_per_project"]
    return tk._("A project names {most} datasets at most: leave the ones that matter").format(most=most)


def tomoni_project_delete(context: Any, data_dict: Data) -> None:
    """Delete a project with all that hangs on it.

    :param id: id or slug
    """
    tk.check_access("tomoni_project_delete", context, data_dict)
    data = validated(data_dict, schema.by_id(), context)
    project = records.project(data["id"], lock=True)
    tk.check_access("tomoni_project_delete", context, {"id": project.id})
    used = indexing.datasets_of(project.id)
    for kind in (DatasetUse, Participation):
        model.Session.execute(sa.delete(kind).where(kind.project_id == project.id))
    model.Session.delete(project)
    model.Session.commit()
    indexing.refresh(used)
