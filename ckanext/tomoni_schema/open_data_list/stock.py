"""The portal's side of a list: its datasets in pages, those of an organization by key, its licences. Knows CKAN."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.open_data_list.place import Licences, Place
from ckanext.tomoni_schema import organizations
from ckanext.tomoni_schema.open_data_list.matching import Known, Stock

__all__ = ["After", "count", "datasets", "place_of", "portal", "stock_of"]

PAGE = 100
PAGE_FIELDS = ("landingPage", "source_url")

After = tuple[str, str]
"""Where a page ends: the organization's name and the dataset's."""


def portal() -> Place:
    """This portal, of no municipality yet."""
    root = (tk.config.get("ckan.root_path") or "").replace("/{{LANG}}", "").rstrip("/")
    register = [
        {"id": item.id, "title": item.title, "title_en": getattr(item, "title_en", ""), "url": item.url}
        for item in model.Package.get_license_register().values()
    ]
    return Place(
        base=tk.config["ckan.site_url"].rstrip("/") + root,
        licences=Licences(register),
        clean_format=tk.h.unified_resource_format,
    )


def place_of(organization_id: str) -> Place:
    """The portal as one organization's list sees it."""
    return _placed(portal(), organization_id)


def _placed(place: Place, organization_id: str) -> Place:
    code, title = organizations.code_and_title(organization_id)
    return replace(place, code=code, title=title)


def count(user: str, organization_id: str | None = None, *, private: bool = False) -> dict[str, int]:
    """How many datasets the user may list, by organization's name."""
    question = _question(organization_id, private) | {"rows": 0, "facet": "true", "facet.field": ["organization"]}
    found = tk.get_action("package_search")(_as(user), question | {"facet.limit": -1})
    items = found["search_facets"].get("organization", {}).get("items", [])
    return {item["name"]: item["count"] for item in items}


def datasets(
    user: str, organization_id: str | None = None, *, private: bool = False, after: After | None = None
) -> Iterator[tuple[Place, After, dict[str, Any]]]:
    """Every dataset the user may see, organization by organization, each with its place and where it stands.

    The next page begins after the last name, not after a number of datasets: what is added or deleted meanwhile
    shifts nothing, and no page costs more than another.
    """
    here = portal()
    numbers = count(user, organization_id, private=private)
    for group in _organizations(list(numbers), organization_id):
        if after and (_code(group), group.name) < (_code_of(after[0]), after[0]):
            continue
        place = _placed(here, group.id)
        last = after[1] if after and after[0] == group.name else ""
        for dataset in _of_one(user, group.id, last, private=private):
            yield place, (group.name, dataset["name"]), dataset


def _organizations(names: list[str], organization_id: str | None) -> list[Any]:
    groups = model.Session.scalars(
        sa.select(model.Group).where(model.Group.name.in_(names), model.Group.is_organization)
    )
    found = [group for group in groups if organization_id in (None, group.id)]
    return sorted(found, key=lambda group: (_code(group), group.name))


def _code(group: Any) -> str:
    return (group.extras or {}).get(organizations.CODE_FIELD) or "999999"


def _code_of(name: str) -> str:
    group = model.Group.get(name)
    return _code(group) if group else ""


def _of_one(user: str, organization_id: str, last: str, *, private: bool) -> Iterator[dict[str, Any]]:
    while True:
        question = _question(organization_id, private) | {"rows": PAGE, "sort": "name asc"}
        if last:
            question["fq"] += f' +name:{{"{last}" TO *]'
        page = tk.get_action("package_search")(_as(user), question)["results"]
        yield from page
        if len(page) < PAGE:
            return
        last = page[-1]["name"]


def _question(organization_id: str | None, private: bool) -> dict[str, Any]:
    only = f'+owner_org:"{organization_id}"' if organization_id else "+owner_org:[* TO *]"
    return {"q": "*:*", "fq": f"{only} +dataset_type:dataset", "facet": "false", "include_private": private}


def _as(user: str) -> Any:
    return {"user": user, "ignore_auth": False}


def stock_of(organization_id: str) -> Stock:
    """The active datasets of an organization, private ones too, by what may name them in a list."""
    package = model.Package
    columns = (package.id, package.name, package.title, package.extras)
    rows = model.Session.execute(
        sa.select(*columns).where(package.owner_org == organization_id, package.state == "active")
    )
    return Stock(
        Known(
            ident,
            name,
            title or "",
            (extras or {}).get("opendata_id") or "",
            tuple((extras or {}).get(field) or "" for field in PAGE_FIELDS),
        )
        for ident, name, title, extras in rows
    )
