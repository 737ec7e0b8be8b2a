"""Facets of the dataset search: which there are, what they and their values are called."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from ckan.plugins import toolkit as tk
from flask import has_request_context

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_portal.search import places

__all__ = ["label_values", "titles"]

log = logging.getLogger(__name__)


def titles(theirs: Mapping[str, str]) -> OrderedDict[str, str]:
    """Return the facets of a municipal portal in the order a visitor needs them, then whatever else CKAN offers.

    The fields are the index fields of docs/architecture.md.
    """
    ours = OrderedDict(
        tomoni_place=tk._("Area"),
        tomoni_standard=tk._("Standard dataset"),
        res_format=tk._("File format"),
        license_id=tk._("Licence"),
        tomoni_frequency=tk._("Update frequency"),
        tomoni_quality=tk._("Data quality"),
        tomoni_project_count=tk._("Number of projects"),
        tomoni_kind=tk._("Kind of data"),
        tomoni_city_model=tk._("Features of 3D city models"),
    )
    for name, title in theirs.items():
        if name != "groups":
            ours.setdefault(name, title)
    return ours


def label_values(search_facets: dict[str, Any]) -> dict[str, Any]:
    """Give each value of our facets the name a reader knows, in place; values without a name keep their own."""
    for field, label in _labels().items():
        items = search_facets.get(field, {}).get("items", [])
        if items:
            name = label()
            for item in items:
                item["display_name"] = name(item["name"])
    return search_facets


def _labels() -> dict[str, Callable[[], Callable[[str], str]]]:
    return {
        "tomoni_standard": _standards,
        "tomoni_quality": _quality,
        "tomoni_project_count": lambda: _projects,
        "tomoni_frequency": _frequency,
        "license_id": _licences,
        places.FIELD: lambda: _place,
        "tomoni_kind": lambda: _helper("tomoni_kind_label"),
        "tomoni_city_model": lambda: _helper("tomoni_city_model_label"),
    }


def _place(code: str) -> str:
    body = local_government.find(code)
    return body.name if body else code


def _quality() -> Callable[[str], str]:
    names = {
        "good": tk._("Good quality"),
        "fair": tk._("Minor findings"),
        "poor": tk._("Needs repair"),
        "unchecked": tk._("Not checked"),
    }
    return lambda value: names.get(value, value)


def _projects(value: str) -> str:
    return tk.ungettext("{number} project", "{number} projects", int(value)).format(number=value)


def _frequency() -> Callable[[str], str]:
    return _helper("tomoni_frequency_label")


def _licences() -> Callable[[str], str]:
    return _helper("tomoni_license_title")


def _helper(name: str) -> Callable[[str], str]:
    """Return a helper of another plugin, or what leaves values alone where that plugin is not enabled."""
    return tk.h.get(name, str)


def _standards() -> Callable[[str], str]:
    names = _standard_titles()
    return lambda value: names.get(value, value)


def _standard_titles() -> dict[str, str]:
    """Return each standard's title by slug; a search never fails because the standards cannot be listed."""
    try:
        answer = tk.get_action("tomoni_standard_list")({"ignore_auth": True}, {})
    except (KeyError, tk.ObjectNotFound, tk.ValidationError, tk.NotAuthorized) as problem:
        log.info("Standards cannot be named in the facets: %r", problem)
        return {}
    standards = answer["results"] if isinstance(answer, dict) else answer
    # Jobs and the command line search too, where no visitor has chosen a language.
    language = tk.h.lang() if has_request_context() else tk.config["ckan.locale_default"]
    key = "title_ja" if language == "ja" else "title_en"
    return {item["slug"]: item.get(key) or item["slug"] for item in standards}
