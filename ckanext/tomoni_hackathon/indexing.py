"""The number of projects in the search index of datasets, and keeping it true."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.lib import search
from sqlalchemy.exc import SQLAlchemyError

from ckanext.tomoni_hackathon import queries
from ckanext.tomoni_hackathon.model import DatasetUse

log = logging.getLogger(__name__)

FIELD = "tomoni_project_count"


def counted(dataset: dict[str, Any]) -> dict[str, Any]:
    """Add the number of projects to a dataset on its way into the index, which nothing here may stop."""
    try:
        # CKAN indexes before it commits: a savepoint keeps a failed count from taking the dataset's own save with it.
        with model.Session.begin_nested():
            dataset[FIELD] = queries.project_count(dataset["id"])
    except SQLAlchemyError:
        log.exception("the projects of dataset %s could not be counted", dataset.get("id"))
    return dataset


def datasets_of(project_id: str) -> set[str]:
    """Ids of the datasets the project is linked to."""
    query = sa.select(DatasetUse.package_id).where(
        DatasetUse.project_id == project_id, DatasetUse.package_id.is_not(None)
    )
    return {found for found in model.Session.scalars(query) if found}


def refresh(package_ids: Iterable[str]) -> None:
    """Index these datasets again. When the index is away that is logged, and what was saved stays saved."""
    query = sa.select(model.Package.id).where(model.Package.id.in_(set(package_ids)), model.Package.state == "active")
    for package_id in model.Session.scalars(query).all():
        try:
            search.rebuild(package_id)
        except Exception:  # a search server that is down raises what its client, CKAN or another plugin makes of it
            log.exception("dataset %s could not be indexed: run `ckan search-index rebuild %s`", package_id, package_id)
