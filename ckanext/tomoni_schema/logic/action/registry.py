"""Headers recognised and resources converted, as the API gives them."""

from __future__ import annotations

import base64
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_core.errors import TomoniError
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_core.standards.conversion import to_csv
from ckanext.tomoni_schema import answers, conversions, language
from ckanext.tomoni_schema.logic import schema

__all__ = ["tomoni_standard_convert", "tomoni_standard_recognise"]


@tk.side_effect_free
@tk.validate_action_data(schema.standard_recognise)
def tomoni_standard_recognise(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Tell which municipal standard and edition a header row follows.

    :param header: the names of the columns, in their order (a list; over GET, repeat ``header=``)
    :param id: a standard (slug, or slug and edition) that the file is said to follow: adds ``claimed``
    :returns: ``recognised``; ``standard`` and ``confidence`` (0 to 1), null in any doubt; ``columns``, ``missing``,
        ``extra`` and ``renamed`` (positions from 1); ``message_ja`` and ``message_en``. ``claimed`` compares the header
        with the standard named: ``follows`` is false only when what is known of it speaks against it
    :raises ObjectNotFound: no such standard or edition
    :raises ValidationError: no header, or one of more than 2,000 columns
    """
    tk.check_access("tomoni_standard_recognise", context, data_dict)
    header = data_dict["header"]
    answer = answers.recognition(header)
    if ident := data_dict.get("id"):
        item = registry().get(ident)
        if item is None:
            raise tk.ObjectNotFound(tk._("There is no such standard or edition."))
        answer["claimed"] = answers.claim(header, item)
    return answer


@tk.side_effect_free
@tk.validate_action_data(schema.standard_convert)
def tomoni_standard_convert(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Convert the file of a resource to the newest edition of the standard it follows; the resource stays as it is.

    :param resource_id: a resource that the user may see
    :param keep: put columns that have no place in the newest edition after the others (default false)
    :returns: ``filename``, ``mimetype``, ``content`` (CSV, UTF-8 with BOM, in Base64) and ``url`` to download it;
        ``source`` and ``target``; ``carried``, ``left`` (not carried, and why) and ``empty`` (not in the file)
    :raises ObjectNotFound: no such resource
    :raises NotAuthorized: the user may not see it
    :raises ValidationError: the file cannot be had, is no table, or cannot be converted (why, in ``ja`` and ``en``)
    """
    tk.check_access("tomoni_standard_convert", context, data_dict)
    resource = tk.get_action("resource_show")({"user": context.get("user", "")}, {"id": data_dict["resource_id"]})
    try:
        made = conversions.convert(resource, keep=data_dict["keep"])
    except TomoniError as error:
        ja, en = error.message("ja"), error.message("en")
        told = {"resource_id": [language.pick(ja, en)], "slug": [error.slug], "ja": [ja], "en": [en]}
        raise tk.ValidationError(told) from error  # pyright: ignore[reportArgumentType]
    return {
        "filename": conversions.file_name(made),
        "mimetype": "text/csv; charset=utf-8",
        "content": base64.b64encode(to_csv(made)).decode("ascii"),
        "url": tk.url_for(
            "tomoni_conversion.download",
            id=resource["package_id"],
            resource_id=resource["id"],
            keep=1 if data_dict["keep"] else None,
            qualified=True,
        ),
        **answers.conversion(made),
    }
