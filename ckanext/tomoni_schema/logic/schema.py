"""What the actions accept."""

from __future__ import annotations

from typing import Any

from ckan.logic.schema import validator_args
from ckan.types import Schema

__all__ = [
    "localgov_autocomplete",
    "localgov_list",
    "localgov_show",
    "municipality_list",
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


def _page(default: Any, natural_number_validator: Any) -> Schema:
    return {
        "limit": [default(100), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }
