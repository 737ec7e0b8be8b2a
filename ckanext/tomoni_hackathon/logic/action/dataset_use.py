"""Actions on the uses of datasets by projects."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_hackathon import dictize, indexing, queries, records, uses, visibility
from ckanext.tomoni_hackathon.logic import schema
from ckanext.tomoni_hackathon.logic.action._common import Data, refuse, validated
from ckanext.tomoni_hackathon.logic.action.project import too_many
from ckanext.tomoni_hackathon.model import DatasetUse, Project, now

__all__ = [
    "tomoni_dataset_use_confirm",
    "tomoni_dataset_use_create",
    "tomoni_dataset_use_delete",
    "tomoni_dataset_use_list",
]


@tk.side_effect_free
def tomoni_dataset_use_list(context: Any, data_dict: Data) -> Data:
    """List uses of datasets, each with its project: by published projects, or of the one project named.

    :param package_id: id or name of a dataset
    :param resource_id: id of a resource
    :param project_id: id or slug of a project
    :param state: ``declared``, ``confirmed`` or ``rejected``
    :param limit: at most 100, 20 by default
    :param offset: how many to pass over
    :returns: ``count`` of all that match and ``results``
    """
    tk.check_access("tomoni_dataset_use_list", context, data_dict)
    data = validated(data_dict, schema.use_list(), context)
    viewer = visibility.viewer_of(context)
    count, rows = queries.page(queries.uses(viewer, data), data)
    ids = {row.project_id for row in rows}
    found = dictize.projects(model.Session.scalars(sa.select(Project).where(Project.id.in_(ids))), viewer)
    projects = {project["id"]: project for project in found}
    return {
        "count": count,
        "results": [{**use, "project": projects[use["project_id"]]} for use in dictize.uses(rows, viewer)],
    }


def tomoni_dataset_use_create(context: Any, data_dict: Data) -> Data:
    """Say that a project uses a dataset. Saying it twice is the same as once.

    :param project_id: id or slug
    :param package_id: id or name of a dataset that must be here
    :param dataset: instead of ``package_id``: a name, a URL, or words that are kept when no dataset answers to them
    :param resource_id: id of one of its resources
    :param declared_url, declared_text: where and what, as the team wrote it
    :param role: what the data was used for
    :param processing: how it was changed
    :returns: the use
    """
    tk.check_access("tomoni_dataset_use_create", context, data_dict)
    data = validated(data_dict, schema.use_create(), context)
    viewer = visibility.viewer_of(context)
    project = records.project(data["project_id"], lock=True)
    tk.check_access("tomoni_dataset_use_create", context, {"project_id": project.id})
    use = _added(project, data, viewer)
    model.Session.commit()
    if project.state == "published" and use.package_id:
        indexing.refresh([use.package_id])
    return dictize.uses([use], viewer)[0]


def _added(project: Project, data: Data, viewer: visibility.Viewer) -> DatasetUse:
    try:
        use = uses.drafted(project.id, data, viewer)
        if use is not None:
            return uses.add(project, use)
    except uses.NotFound as error:
        raise refuse(error.field, tk._("There is no such dataset, or no such file in it, that you may see")) from error
    except uses.TooMany as error:
        raise refuse("dataset", too_many()) from error
    raise refuse("dataset", tk._("Name a dataset, paste its address, or write in words which data was used"))


def tomoni_dataset_use_delete(context: Any, data_dict: Data) -> None:
    """Take a use out of its project.

    :param id: id of the use
    """
    tk.check_access("tomoni_dataset_use_delete", context, data_dict)
    data = validated(data_dict, schema.by_id(), context)
    project = records.project(records.use(data["id"]).project_id, lock=True)
    tk.check_access("tomoni_dataset_use_delete", context, data)
    use = records.use(data["id"], lock=True)
    package_id = use.package_id
    model.Session.delete(use)
    model.Session.commit()
    if project.state == "published" and package_id:
        indexing.refresh([package_id])


def tomoni_dataset_use_confirm(context: Any, data_dict: Data) -> Data:
    """Say, for the organization that owns the dataset, that a project uses it, or that it does not.

    :param id: id of the use
    :param state: ``confirmed`` (by default) or ``rejected``
    :returns: the use
    """
    tk.check_access("tomoni_dataset_use_confirm", context, data_dict)
    data = validated(data_dict, schema.use_confirm(), context)
    viewer = visibility.viewer_of(context)
    use = records.use(data["id"], lock=True)
    if not use.package_id:
        raise refuse("id", tk._("This use names no dataset of this portal, so that there is nothing to confirm"))
    if use.state != data["state"]:
        use.state, use.confirmed_by, use.confirmed = data["state"], viewer.user_id, now()
        model.Session.commit()
        indexing.refresh([use.package_id])
    else:
        model.Session.rollback()
    return dictize.uses([use], viewer)[0]
