"""What this portal says to the graph: its address, licences, organizations and settings."""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.dcat.utils import dataset_uri, publisher_uri_organization_fallback, resource_uri

from ckanext.tomoni_core import metadata
from ckanext.tomoni_schema import organizations
from ckanext.tomoni_schema.dcat import schemaorg
from ckanext.tomoni_schema.dcat.site import Agent, License, Quality, Site
from ckanext.tomoni_schema.dcat.writing_catalog import Catalog

__all__ = ["agent_of", "catalog", "quality_of", "root", "schemaorg_of", "site"]

_SETTINGS = "tomoni.schema.catalog."


def root() -> str:
    """The portal's address in no language: the same for every reader."""
    path = str(tk.config.get("ckan.root_path") or "").replace("/{{LANG}}", "").rstrip("/")
    return str(tk.config["ckan.site_url"]).rstrip("/") + path


def site() -> Site:
    """The portal as the graph needs it."""
    register = model.Package.get_license_register()
    licenses = {item.id: License(item.id, item.title, getattr(item, "url", "") or "") for item in register.values()}
    return Site(root(), licenses, resource_uri)


def agent_of(dataset: dict[str, Any]) -> Agent | None:
    """The organization that publishes a dataset."""
    organization = dataset.get("organization") or {}
    if not organization.get("id"):
        return None
    known = organizations.details(organization["id"])
    return Agent(
        uri=publisher_uri_organization_fallback(dataset) or f"{root()}/organization/{organization['id']}",
        name=known.get("title") or organization.get("title") or organization.get("name") or "",
        name_en=known.get("title_en", ""),
        code=known.get(organizations.CODE_FIELD, ""),
        corporate_number=known.get("corporate_number", ""),
        homepage=known.get("homepage", ""),
        email=known.get("contact_email", ""),
    )


def quality_of(dataset: dict[str, Any]) -> Quality | None:
    """How the quality plugin judged a dataset, where it is loaded and the files were checked."""
    badge_of = tk.h.get("tomoni_quality_badge")
    badge = badge_of(dataset) if badge_of else None
    if not badge or badge.get("score") is None:
        return None
    page = f"{root()}/dataset/{dataset.get('name') or dataset.get('id')}/quality"
    return Quality(str(badge["level"]), str(badge["label"]), int(badge["score"]), page)


def schemaorg_of(dataset: dict[str, Any]) -> dict[str, Any]:
    """The dataset in schema.org's words."""
    title = str(tk.config.get("ckan.site_title") or "")
    return schemaorg.document(metadata.filled(dataset), dataset_uri(dataset), site(), title, agent_of(dataset))


def catalog(overriding: dict[str, Any] | None = None) -> Catalog:
    """The catalogue as the settings describe it; ``overriding`` is what ckanext-dcat was asked to say instead."""
    names = [name for name in Catalog.__dataclass_fields__ if name not in ("title", "description", "language")]
    set_here = {name: str(tk.config.get(_SETTINGS + name) or "") for name in names}
    said = overriding or {}
    return Catalog(
        title=said.get("title") or str(tk.config.get("ckan.site_title") or ""),
        description=said.get("description")
        or str(tk.config.get(_SETTINGS + "description") or tk.config.get("ckan.site_description") or ""),
        language=said.get("language") or str(tk.config.get("ckan.locale_default") or "ja"),
        **set_here,
    )
