"""Find the dataset or resource a declared text points at, among what the person who declares may see.

Only an exact and single answer links; a dataset the person may not see answers like one that does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_hackathon import visibility
from ckanext.tomoni_hackathon.matching import references

PORTAL_FIELDS = ("source_url", "landingPage")


@dataclass(frozen=True)
class Match:
    """A dataset, the resource when one was meant, and how it was found."""

    package_id: str
    resource_id: str | None
    how: str


def find(text: str, viewer: visibility.Viewer) -> Match | None:
    """Return what the declared text points at, or None when nothing, or more than one thing, answers to it."""
    reference = read(text)
    if reference.kind == "words":
        return None
    if reference.kind == "url":
        return _by_file(reference.text, viewer) or _by_portal_page(reference.text, viewer)
    if reference.kind == "resource":
        return _by_resource(reference.resource, viewer, reference.dataset)
    return _by_dataset(reference, viewer) or _by_resource(reference.text, viewer)


def read(text: str) -> references.Reference:
    """Read a declared text as one written for this portal."""
    return references.read(text, _portal())


def _portal() -> str:
    root = (tk.config.get("ckan.root_path") or "").replace("/{{LANG}}", "")
    return tk.config["ckan.site_url"].rstrip("/") + root


def _by_dataset(reference: references.Reference, viewer: visibility.Viewer) -> Match | None:
    named = sa.or_(model.Package.id == reference.dataset, model.Package.name == reference.dataset)
    query = sa.select(model.Package.id).where(named, visibility.datasets(viewer))
    found = model.Session.scalar(query)
    return Match(found, None, f"dataset-{'page' if reference.kind == 'dataset' else 'name'}") if found else None


def _resources(viewer: visibility.Viewer) -> sa.Select[Any]:
    return (
        sa.select(model.Resource.package_id, model.Resource.id)
        .join(model.Package, model.Package.id == model.Resource.package_id)
        .where(model.Resource.state == "active", visibility.datasets(viewer))
    )


def _by_resource(resource_id: str, viewer: visibility.Viewer, dataset: str = "") -> Match | None:
    found = model.Session.execute(_resources(viewer).where(model.Resource.id == resource_id)).first()
    if found:
        return Match(found[0], found[1], "resource-page")
    return _by_dataset(references.Reference("dataset", "", dataset), viewer) if dataset else None


def _by_file(url: str, viewer: visibility.Viewer) -> Match | None:
    query = _resources(viewer).where(model.Resource.url.in_(references.variants(url))).limit(20)
    found = model.Session.execute(query).all()
    packages = {package_id for package_id, _resource_id in found}
    if len(packages) != 1:
        return None
    return Match(packages.pop(), found[0][1] if len(found) == 1 else None, "file-url")


def _by_portal_page(url: str, viewer: visibility.Viewer) -> Match | None:
    """The page of the portal that a harvested dataset came from, kept in one of its own fields."""
    spellings = references.variants(url)
    fields = [model.Package.url, *(model.Package.extras[name].astext for name in PORTAL_FIELDS)]
    page = sa.or_(*(field.in_(spellings) for field in fields))
    found = model.Session.scalars(sa.select(model.Package.id).where(page, visibility.datasets(viewer)).limit(2)).all()
    return Match(found[0], None, "portal-page") if len(found) == 1 else None
