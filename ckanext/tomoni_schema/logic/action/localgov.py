"""Local governments as a tree: one of them, a list, and what a beginning of a name may become."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_core.codes import local_government, local_government_tree
from ckanext.tomoni_core.text import fold
from ckanext.tomoni_schema import counts, dictize, organizations
from ckanext.tomoni_schema.logic import schema

__all__ = ["tomoni_localgov_autocomplete", "tomoni_localgov_list", "tomoni_localgov_show"]


@tk.side_effect_free
@tk.validate_action_data(schema.localgov_show)
def tomoni_localgov_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show a local government: what is above and below it, what it came from, and its organizations on this portal.

    :param id: a code (``011002``; five digits when they leave no doubt) or a name (``北海道札幌市``)
    :returns: the body (``code``, ``name``, ``kana``, ``prefecture``, ``kind`` …) with ``region_code`` (e-Stat's five
        digits), ``parent``, ``children``, ``predecessors`` and ``organizations``. For a code that ended, ``ended``
        tells when, how and in which bodies of today.
    :raises NotFound: there is no such body and no such code ended since 2010
    :raises ValidationError: several bodies have this name; the message gives their codes
    """
    tk.check_access("tomoni_localgov_show", context, data_dict)
    change = local_government_tree.change_of(data_dict["id"])
    if change is not None:
        return {**dictize.change(change), "organizations": organizations.by_code().get(change.code, [])}
    found = local_government_tree.lookup(data_dict["id"])
    if len(found) > 1:
        several = "、".join(f"{body.code} {body.name_full}" for body in found)
        message = tk._("Several local governments have this name. Give the code instead: {several}")
        raise tk.ValidationError({"id": [message.format(several=several)]})
    for body in found:
        return dictize.body_in_tree(body, organizations.by_code())
    raise tk.ObjectNotFound(tk._("There is no local government of this code or name."))


@tk.side_effect_free
@tk.validate_action_data(schema.localgov_list)
def tomoni_localgov_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List the local governments right below another: the prefectures, a prefecture's municipalities, a city's wards.

    :param parent: the code or name of the body above (default: none, which lists the prefectures)
    :param q: instead of ``parent``, all bodies whose code, name or reading holds this
    :param kind: only ``prefecture``, ``designated_city``, ``city``, ``special_ward``, ``town``, ``village`` or ``ward``
    :param include_dataset_count: add ``num_datasets``, the public datasets of each place and of those below it
        (none where search is out of order)
    :param limit: how many (default 100)
    :param offset: after how many
    :returns: ``{"count", "results"}``, each result with ``num_children``
    :raises NotFound: there is no such parent
    """
    tk.check_access("tomoni_localgov_list", context, data_dict)
    found = [body for body in _bodies(data_dict) if data_dict.get("kind") in (None, "", body.kind)]
    page = found[data_dict["offset"] : data_dict["offset"] + data_dict["limit"]]
    counted = counts.by_place() if data_dict["include_dataset_count"] else None
    return {"count": len(found), "results": [dictize.body_in_list(body, counted) for body in page]}


@tk.side_effect_free
@tk.validate_action_data(schema.localgov_autocomplete)
def tomoni_localgov_autocomplete(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List the local governments that what somebody types may become, the likeliest first.

    :param q: the beginning of a name, of its reading in kana, or of a code
    :param limit: how many (default 10, at most 50)
    :returns: bodies as dictionaries (``code``, ``name``, ``name_full``, ``kana``, ``prefecture``, ``kind``)
    """
    tk.check_access("tomoni_localgov_autocomplete", context, data_dict)
    found = local_government_tree.complete(data_dict["q"], min(data_dict["limit"], 50))
    return [dictize.body(body) for body in found]


def _bodies(data_dict: dict[str, Any]) -> list[local_government.Body]:
    if q := fold(data_dict.get("q") or ""):
        listed = (body for body in local_government.bodies() if body.kind != "former_ward")
        return [b for b in listed if q in (b.code, b.five) or q in fold(b.name_full) or q in fold(b.kana)]
    wanted = data_dict.get("parent") or ""
    above = local_government.find_prefecture(wanted) or next(iter(local_government_tree.lookup(wanted)), None)
    if wanted and above is None:
        raise tk.ObjectNotFound(tk._("There is no local government of this code or name."))
    return list(local_government_tree.children(above.code if wanted and above else ""))
