"""What changes in the table when datasets and organizations do, though no file did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_core.codes.local_government import Body
from ckanext.tomoni_schema import organizations
from ckanext.tomoni_schema.records import store
from ckanext.tomoni_schema.records.model import Record, Source, now
from ckanext.tomoni_schema.records.rows import CLAIMS, publisher, where

__all__ = ["forget_gone", "place_again", "place_organization", "touch"]


def touch(package_ids: Iterable[str]) -> None:
    """Who may see these datasets may have changed: pollers must ask again. Commits."""
    ids = list(package_ids)
    model.Session.execute(sa.update(Source).where(Source.package_id.in_(ids)).values(modified=now()))
    model.Session.commit()


def forget_gone(package_ids: Iterable[str] | None = None) -> int:
    """Remove the rows of resources that are deleted or purged, of these datasets or of all; how many sources."""
    there = sa.select(model.Resource.id).where(model.Resource.state == model.State.ACTIVE)
    query = sa.select(Source.resource_id).where(Source.rows > 0, Source.resource_id.not_in(there))
    if package_ids is not None:
        query = query.where(Source.package_id.in_(list(package_ids)))
    gone = list(model.Session.scalars(query.distinct()))
    return store.unload(gone) if gone else 0


def place_organization(organization_id: str) -> int:
    """Place the rows of all datasets of an organization again; how many rows moved."""
    query = sa.select(model.Package.id).where(model.Package.owner_org == organization_id)
    query = query.where(model.Package.id.in_(sa.select(Source.package_id).where(Source.rows > 0)))
    return sum(place_again(package_id) for package_id in list(model.Session.scalars(query)))


def place_again(package_id: str) -> int:
    """Give the rows of a dataset the municipality of its present publisher; how many rows moved. Commits."""
    sources = list(model.Session.scalars(sa.select(Source).where(Source.package_id == package_id, Source.rows > 0)))
    package = model.Session.get(model.Package, package_id) if sources else None
    if package is None:
        return 0
    owner = publisher(*organizations.code_and_title(package.owner_org or ""))
    moved = sum(_place(source, owner) for source in sources)
    model.Session.commit()
    return moved


def _place(source: Source, owner: Body | None) -> int:
    claims = [Record.data[name].astext for name in CLAIMS]
    columns = [*claims, Record.municipality_code]
    counted = sa.select(*columns, sa.func.count()).where(Record.source_id == source.id).group_by(*columns)
    places: Counter[str] = Counter()
    moved = 0
    for *said, old, count in model.Session.execute(counted).all():
        data = {name: value for name, value in zip(CLAIMS, said, strict=True) if value}
        code, prefecture = where(owner, data)
        places[code or ""] += count
        if code != old:
            same = [claim.is_not_distinct_from(value) for claim, value in zip(claims, said, strict=True)]
            update = sa.update(Record).where(Record.source_id == source.id, *same)
            model.Session.execute(update.values(municipality_code=code, prefecture_code=prefecture))
            moved += count
    if moved:
        source.places, source.modified = dict(places), now()
    return moved
