"""Prefectures and municipalities, as the API gives them."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.text import fold
from ckanext.tomoni_schema import dictize, organizations
from ckanext.tomoni_schema.logic import schema

__all__ = ["tomoni_municipality_list"]


@tk.side_effect_free
@tk.validate_action_data(schema.municipality_list)
def tomoni_municipality_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List prefectures and municipalities with their codes, and the organization each has on this portal.

    :param prefecture: the name or code of a prefecture
    :param q: a code, or part of a name or of its reading
    :param with_organization: only bodies that have an organization here (default false)
    :param limit: how many (default 100)
    :param offset: after how many
    :returns: ``{"count", "results"}``
    """
    tk.check_access("tomoni_municipality_list", context, data_dict)
    here = organizations.by_code()
    found = [
        body
        for body in local_government.bodies()
        if body.kind != "former_ward"
        and _in_prefecture(body, data_dict.get("prefecture", ""))
        and _named(body, data_dict.get("q", ""))
        and (body.code in here or not data_dict["with_organization"])
    ]
    page = found[data_dict["offset"] : data_dict["offset"] + data_dict["limit"]]
    results = [{**dictize.body(body), "organizations": here.get(body.code, [])} for body in page]
    return {"count": len(found), "results": results}


def _in_prefecture(body: local_government.Body, wanted: str) -> bool:
    if not wanted:
        return True
    prefecture = local_government.find_prefecture(wanted)
    return body.prefecture == prefecture.name if prefecture else body.code == wanted


def _named(body: local_government.Body, q: str) -> bool:
    key = fold(q)
    return not key or key in (body.code, body.five) or key in fold(body.name_full) or key in fold(body.kana)
