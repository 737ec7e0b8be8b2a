"""Look again for datasets that were not here, or no longer here, when a project declared them."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_hackathon import visibility
from ckanext.tomoni_hackathon.matching import lookup
from ckanext.tomoni_hackathon.model import DatasetUse

A_PART = 500


def unlinked() -> Iterator[DatasetUse]:
    """Uses that name no dataset, or one that was deleted or purged, part by part in the order of their ids."""
    last = ""
    while True:
        query = (
            sa.select(DatasetUse)
            .outerjoin(model.Package, model.Package.id == DatasetUse.package_id)
            .where(DatasetUse.id > last, sa.or_(model.Package.id.is_(None), model.Package.state == "deleted"))
            .order_by(DatasetUse.id)
            .limit(A_PART)
        )
        part = model.Session.scalars(query).all()
        if not part:
            return
        yield from part
        last = part[-1].id


def found(use: DatasetUse) -> lookup.Match | None:
    """What the declaration points at now, among public datasets, unless the project names that already."""
    words = use.declared_url or use.declared_text
    match = lookup.find(words, visibility.Viewer()) if words else None
    if match is None:
        return None
    same = sa.select(DatasetUse.id).where(
        DatasetUse.project_id == use.project_id,
        DatasetUse.package_id == match.package_id,
        sa.func.coalesce(DatasetUse.resource_id, "") == (match.resource_id or ""),
    )
    return match if model.Session.scalar(same) is None else None


def link(use: DatasetUse, match: lookup.Match) -> None:
    """Link the use; what an owner answered about another dataset does not hold for this one."""
    use.package_id, use.resource_id, use.matched_by = match.package_id, match.resource_id, match.how
    use.state, use.confirmed_by, use.confirmed = "declared", "", None
