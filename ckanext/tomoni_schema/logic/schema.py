"""What the actions accept."""

from __future__ import annotations

from typing import Any

from ckan.logic.schema import validator_args
from ckan.types import Schema

from ckanext.tomoni_schema.logic.validators import tomoni_list_position
from ckanext.tomoni_schema.open_data_list.imports import FILTERS
from ckanext.tomoni_schema.open_data_list.layout import EDITIONS

__all__ = [
    "municipality_list",
    "open_data_list",
    "open_data_list_import_create",
    "open_data_list_import_id",
    "open_data_list_import_list",
    "open_data_list_import_show",
    "standard_list",
    "standard_show",
    "standard_template",
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
def standard_template(not_empty: Any, unicode_safe: Any, ignore_empty: Any, default: Any, one_of: Any) -> Schema:
    """As ``standard_show``, and a file format."""
    return {
        "id": [not_empty, unicode_safe],
        "edition": [ignore_empty, unicode_safe],
        "format": [default("csv"), unicode_safe, one_of(["csv", "xlsx"])],
    }


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
        "edition": [default(EDITIONS[0]), unicode_safe, one_of(EDITIONS)],
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
        "show": [ignore_empty, unicode_safe, one_of(FILTERS)],
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


def _page(default: Any, natural_number_validator: Any) -> Schema:
    return {
        "limit": [default(100), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }
