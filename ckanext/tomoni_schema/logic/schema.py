"""What the actions accept."""

from __future__ import annotations

from typing import Any

from ckan.logic.schema import validator_args
from ckan.types import Schema

from ckanext.tomoni_core.open_data_list.layout import EDITIONS
from ckanext.tomoni_schema.logic.validators import tomoni_list_position
from ckanext.tomoni_schema.open_data_list.imports import FILTERS

__all__ = [
    "dataset_suggest",
    "localgov_autocomplete",
    "localgov_list",
    "localgov_show",
    "municipality_list",
    "open_data_list",
    "open_data_list_import_create",
    "open_data_list_import_id",
    "open_data_list_import_list",
    "open_data_list_import_show",
    "standard_convert",
    "standard_list",
    "standard_recognise",
    "standard_show",
    "standard_template",
    "table",
    "table_check",
    "table_draft_save",
    "table_publish",
]


@validator_args
def standard_list(
    default: Any, unicode_safe: Any, boolean_validator: Any, ignore_empty: Any, natural_number_validator: Any
) -> Schema:
    """``q`` words, ``edition``, whether to count datasets, and which part of the list."""
    return {
        "q": [ignore_empty, unicode_safe],
        "edition": [ignore_empty, unicode_safe],
        "include_dataset_count": [default(False), boolean_validator],
        **_page(default, natural_number_validator),
    }


@validator_args
def standard_show(not_empty: Any, unicode_safe: Any, ignore_empty: Any) -> Schema:
    """A slug (or ``slug@edition``) and an edition."""
    return {"id": [not_empty, unicode_safe], "edition": [ignore_empty, unicode_safe]}


@validator_args
def standard_template(
    not_empty: Any, unicode_safe: Any, ignore_empty: Any, default: Any, one_of: Any, boolean_validator: Any
) -> Schema:
    """As ``standard_show``, a file format, an organization whose code begins the table, whether to give an example."""
    return {
        "id": [not_empty, unicode_safe],
        "edition": [ignore_empty, unicode_safe],
        "format": [default("csv"), unicode_safe, one_of(["csv", "xlsx"])],
        "organization": [ignore_empty, unicode_safe],
        "example": [default(False), boolean_validator],
    }


@validator_args
def standard_recognise(not_empty: Any, tomoni_header_row: Any, ignore_empty: Any, unicode_safe: Any) -> Schema:
    """A header row, and a standard that it is said to follow."""
    return {"header": [not_empty, tomoni_header_row], "id": [ignore_empty, unicode_safe]}


@validator_args
def standard_convert(not_empty: Any, unicode_safe: Any, default: Any, boolean_validator: Any) -> Schema:
    """A resource, and whether columns without a place are kept."""
    return {"resource_id": [not_empty, unicode_safe], "keep": [default(False), boolean_validator]}


@validator_args
def municipality_list(
    default: Any, unicode_safe: Any, ignore_empty: Any, boolean_validator: Any, natural_number_validator: Any
) -> Schema:
    """``prefecture``, ``q``, whether only bodies with an organization here, and which part of the list."""
    return {
        "prefecture": [ignore_empty, unicode_safe],
        "q": [ignore_empty, unicode_safe],
        "with_organization": [default(False), boolean_validator],
        **_page(default, natural_number_validator),
    }


@validator_args
def dataset_suggest(ignore_empty: Any, unicode_safe: Any) -> Schema:
    """A standard and an organization."""
    return {"tomoni_standard": [ignore_empty, unicode_safe], "owner_org": [ignore_empty, unicode_safe]}


@validator_args
def table(not_empty: Any, unicode_safe: Any, ignore_empty: Any) -> Schema:
    """A dataset, and a resource of it or a standard."""
    return {
        "package_id": [not_empty, unicode_safe],
        "resource_id": [ignore_empty, unicode_safe],
        "standard": [ignore_empty, unicode_safe],
    }


@validator_args
def table_draft_save(
    not_missing: Any, default: Any, ignore_empty: Any, unicode_safe: Any, int_validator: Any
) -> Schema:
    """As ``table``, with what was typed (its shape is judged by ``tables.content``) and the revision it follows."""
    return {
        **table(),
        "header": [not_missing],
        "rows": [not_missing],
        "revision": [default(0), int_validator],
        "base": [ignore_empty, unicode_safe],
    }


@validator_args
def table_check(not_missing: Any) -> Schema:
    """As ``table``, with what was typed (its shape is judged by the check)."""
    return {**table(), "header": [not_missing], "rows": [not_missing]}


@validator_args
def table_publish(
    not_missing: Any, int_validator: Any, ignore_empty: Any, unicode_safe: Any, default: Any, boolean_validator: Any
) -> Schema:
    """As ``table``, with the draft's revision, the resource's name, and whether to overwrite a changed file."""
    return {
        **table(),
        "revision": [not_missing, int_validator],
        "name": [ignore_empty, unicode_safe],
        "overwrite": [default(False), boolean_validator],
    }


def _page(default: Any, natural_number_validator: Any) -> Schema:
    return {
        "limit": [default(100), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def open_data_list(
    default: Any,
    unicode_safe: Any,
    ignore_empty: Any,
    boolean_validator: Any,
    natural_number_validator: Any,
    one_of: Any,
) -> Schema:
    """Whose list, which layout and form, and which part of it."""
    return {
        "organization": [ignore_empty, unicode_safe],
        "edition": [default(EDITIONS[0]), unicode_safe, one_of(list(EDITIONS))],
        "format": [default("json"), unicode_safe, one_of(["json", "csv"])],
        "include_private": [default(False), boolean_validator],
        "limit": [default(100), natural_number_validator],
        "after": [ignore_empty, unicode_safe, tomoni_list_position],
    }


@validator_args
def open_data_list_import_create(
    default: Any, not_empty: Any, unicode_safe: Any, ignore_missing: Any, ignore_empty: Any, boolean_validator: Any
) -> Schema:
    """Whose list, the file, and what to do with new datasets and empty cells."""
    return {
        "organization": [not_empty, unicode_safe],
        "upload": [ignore_missing],
        "content": [ignore_empty, unicode_safe],
        "filename": [ignore_empty, unicode_safe],
        "private": [default(False), boolean_validator],
        "clear": [default(False), boolean_validator],
    }


@validator_args
def open_data_list_import_id(not_empty: Any, unicode_safe: Any) -> Schema:
    """An import."""
    return {"id": [not_empty, unicode_safe]}


@validator_args
def open_data_list_import_show(
    default: Any, not_empty: Any, unicode_safe: Any, ignore_empty: Any, natural_number_validator: Any, one_of: Any
) -> Schema:
    """An import, and which of its datasets."""
    return {
        "id": [not_empty, unicode_safe],
        "show": [ignore_empty, unicode_safe, one_of(list(FILTERS))],
        **_page(default, natural_number_validator),
    }


@validator_args
def open_data_list_import_list(
    default: Any, not_empty: Any, unicode_safe: Any, natural_number_validator: Any
) -> Schema:
    """Whose imports, and which part of the list."""
    return {
        "organization": [not_empty, unicode_safe],
        "limit": [default(20), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def localgov_show(not_empty: Any, unicode_safe: Any) -> Schema:
    """A code or a name."""
    return {"id": [not_empty, unicode_safe]}


@validator_args
def localgov_list(
    default: Any,
    unicode_safe: Any,
    ignore_empty: Any,
    boolean_validator: Any,
    natural_number_validator: Any,
    one_of: Any,
) -> Schema:
    """What is above, or words; the kind; whether to count datasets, and which part of the list."""
    kinds = ["prefecture", "designated_city", "city", "special_ward", "town", "village", "ward"]
    return {
        "parent": [ignore_empty, unicode_safe],
        "q": [ignore_empty, unicode_safe],
        "kind": [ignore_empty, unicode_safe, one_of(kinds)],
        "include_dataset_count": [default(False), boolean_validator],
        **_page(default, natural_number_validator),
    }


@validator_args
def localgov_autocomplete(not_empty: Any, unicode_safe: Any, default: Any, natural_number_validator: Any) -> Schema:
    """What was typed, and how many answers."""
    return {"q": [not_empty, unicode_safe], "limit": [default(10), natural_number_validator]}
