"""What changes in the table when datasets and organizations do, though no file did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.codes.local_government import Body
from ckanext.tomoni_schema import organizations
from ckanext.tomoni_schema.records import store
from ckanext.tomoni_schema.records.model import Record, Source, now
from ckanext.tomoni_schema.records.rows import CLAIMS, publisher, where

__all__ = [
    "forget_gone", "place_again", "place_everything", "place_organization", "queue_checks", "standards_of", "totals",
    "touch",
]  # fmt: skip


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


def standards_of(package_id: str) -> list[str]:
    """Slugs of the standards whose table holds rows of a dataset."""
    query = sa.select(Source.standard).where(Source.package_id == package_id, Source.rows > 0)
    return sorted(set(model.Session.scalars(query)))


def totals() -> list[tuple[str, int, int]]:
    """Each standard with its files and rows, whoever may see them."""
    query = sa.select(Source.standard, sa.func.count(), sa.func.sum(Source.rows)).where(Source.rows > 0)
    return [
        (slug, files, rows)
        for slug, files, rows in model.Session.execute(query.group_by(Source.standard).order_by(Source.standard))
    ]


def place_everything() -> int:
    """Place the rows of every dataset again; how many rows moved."""
    ids = set(model.Session.scalars(sa.select(Source.package_id).where(Source.rows > 0)))
    return sum(place_again(package_id) for package_id in sorted(ids))


def queue_checks() -> Iterator[int]:
    """Queue a check of the tables of every dataset; how many of each. Needs tomoni_quality.

    :raises KeyError: tomoni_quality is not enabled
    """
    check = tk.get_action("tomoni_quality_check")
    ids = list(model.Session.scalars(sa.select(model.Package.id).where(model.Package.state == model.State.ACTIVE)))
    for package_id in sorted(ids):
        try:
            yield len(check({"ignore_auth": True, "user": ""}, {"package_id": package_id})["queued"])
        except tk.ValidationError:
            yield 0  # a dataset without a table
