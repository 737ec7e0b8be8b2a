"""What a new dataset's fields may begin with, from its standard and its organization."""

from __future__ import annotations

from itertools import count
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_schema import organizations, suggestions
from ckanext.tomoni_schema.logic import schema

__all__ = ["tomoni_dataset_suggest"]


@tk.side_effect_free
@tk.validate_action_data(schema.dataset_suggest)
def tomoni_dataset_suggest(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Propose values for the fields of a dataset that follows a standard.

    :param tomoni_standard: slug of the standard
    :param owner_org: id or name of the organization, whose code and licence are then used
    :returns: ``fields``: name of a field to the proposed value; a field of which nothing is known is absent
    :raises ObjectNotFound: no such standard or organization
    """
    tk.check_access("tomoni_dataset_suggest", context, data_dict)
    found: dict[str, str] = {}
    slug = ""
    if wanted := data_dict.get("tomoni_standard"):
        standard = registry().get(wanted)
        if standard is None:
            raise tk.ObjectNotFound(tk._("There is no such standard or edition."))
        found, slug = suggestions.of_standard(standard), standard.slug
    if owner_org := data_dict.get("owner_org"):
        found |= _of_organization(owner_org, slug)
    return {"fields": found}


def _of_organization(ident: str, slug: str) -> dict[str, str]:
    code = organizations.code_of(ident)
    group = model.Group.get(ident)
    if code is None or group is None:
        raise tk.ObjectNotFound(tk._("There is no such organization."))
    body = local_government.find(code) if code else None
    found = suggestions.of_organization(body, organizations.default_licenses().get(group.id, ""))
    return {**found, "name": _free_name(f"{body.code}_{slug}")} if body and slug else found


def _free_name(wanted: str) -> str:
    """``wanted``, or with the first number that makes it a name nobody has."""
    if model.Package.get(wanted) is None:
        return wanted
    return next(name for n in count(2) if model.Package.get(name := f"{wanted}_{n}") is None)
