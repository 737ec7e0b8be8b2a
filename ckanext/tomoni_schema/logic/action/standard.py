"""The standards, as the API gives them."""

from __future__ import annotations

import base64
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_core.errors import StandardError
from ckanext.tomoni_core.standards import Standard, registry
from ckanext.tomoni_schema import counts, dictize, language, template_files
from ckanext.tomoni_schema.logic import schema

__all__ = [
    "tomoni_standard_list",
    "tomoni_standard_show",
    "tomoni_standard_template",
]


@tk.side_effect_free
@tk.validate_action_data(schema.standard_list)
def tomoni_standard_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List the municipal standards.

    :param q: words that a standard's number, titles, description or column names must hold
    :param edition: ``2021`` or ``2026``: that edition of each standard which has it; the newest of each otherwise
    :param include_dataset_count: add ``num_datasets``, the datasets on this portal that follow it (default false)
    :param limit: how many (default 100)
    :param offset: after how many
    :returns: ``{"count", "results"}``; a result's ``num_datasets`` is null while the search cannot answer
    """
    tk.check_access("tomoni_standard_list", context, data_dict)
    known = registry()
    wanted = data_dict.get("edition")
    found = [item for item in known.all() if item.edition == wanted] if wanted else known.latest()
    if q := data_dict.get("q"):
        found = [item for item in found if dictize.matches(item, q)]
    page = found[data_dict["offset"] : data_dict["offset"] + data_dict["limit"]]
    results = [dictize.summary(item, _editions(item.slug)) for item in page]
    if data_dict["include_dataset_count"]:
        numbers = counts.by_standard(context)
        for result in results:
            result["num_datasets"] = None if numbers is None else numbers.get(result["slug"], 0)
    return {"count": len(found), "results": results}


@tk.side_effect_free
@tk.validate_action_data(schema.standard_show)
def tomoni_standard_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show a standard with its columns and its Table Schema.

    :param id: slug (``public_toilet``) or slug and edition (``public_toilet@2021``)
    :param edition: the newest when left out
    :raises ObjectNotFound: no such standard or edition
    """
    tk.check_access("tomoni_standard_show", context, data_dict)
    item = _find(data_dict)
    return dictize.standard(item, _editions(item.slug))


@tk.side_effect_free
@tk.validate_action_data(schema.standard_template)
def tomoni_standard_template(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Give the empty file of a standard.

    :param id: slug, or slug and edition
    :param edition: the newest when left out
    :param format: ``csv`` (default) or ``xlsx``
    :returns: ``filename``, ``mimetype``, ``content`` (Base64), and ``url`` to download it plainly
    :raises ObjectNotFound: no such standard or edition, or none of its columns is known
    """
    tk.check_access("tomoni_standard_template", context, data_dict)
    item = _find(data_dict)
    try:
        made = template_files.make(item, data_dict["format"])
    except StandardError as error:
        raise tk.ObjectNotFound(language.pick(error.message("ja"), error.message("en"))) from error
    return {
        "filename": made.name,
        "mimetype": made.mimetype,
        "content": base64.b64encode(made.content).decode("ascii"),
        "url": tk.url_for(
            "tomoni_standard.template",
            slug=item.slug,
            kind=data_dict["format"],
            edition=item.edition,
            qualified=True,
        ),
    }


def _find(data_dict: dict[str, Any]) -> Standard:
    item = registry().get(data_dict["id"], data_dict.get("edition"))
    if item is None:
        raise tk.ObjectNotFound(tk._("There is no such standard or edition."))
    return item


def _editions(slug: str) -> list[str]:
    return [item.edition for item in registry().editions(slug)]
