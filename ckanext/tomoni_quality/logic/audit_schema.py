"""What the audit's actions take."""

from __future__ import annotations

import re
from typing import Any

from ckan.logic.schema import validator_args
from ckan.plugins import toolkit as tk
from ckan.types import Schema, Validator, ValidatorFactory

from ckanext.tomoni_quality.audit_figures import SORTS

__all__ = ["compare", "is_month", "listing", "show", "trend"]

LONGEST_LIST = 100
BY = ["organization", "prefecture", "municipality", "source", "dataset"]


def is_month(text: str) -> bool:
    """Whether it is written ``2026-11``."""
    return bool(re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text))


def _month(value: Any) -> str:
    if not is_month(str(value)):
        raise tk.Invalid(tk._("Write the month as 2026-11"))
    return str(value)


def _prefecture(value: Any) -> str:
    if not re.fullmatch(r"[0-4][0-9]", str(value)):
        raise tk.Invalid(tk._("Write the prefecture as the two digits of its code"))
    return str(value)


@validator_args
def _parts(ignore_missing: Validator, unicode_safe: Validator, ignore: Validator) -> Schema:
    return {
        "organization": [ignore_missing, unicode_safe],
        "prefecture": [ignore_missing, unicode_safe, _prefecture],
        "source": [ignore_missing, unicode_safe],
        "month": [ignore_missing, unicode_safe, _month],
        "__extras": [ignore],
    }


@validator_args
def _pages(
    natural_number_validator: Validator, limit_to_configured_maximum: ValidatorFactory, default: ValidatorFactory
) -> Schema:
    return {
        "limit": [default(20), natural_number_validator, limit_to_configured_maximum("", LONGEST_LIST)],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def show(ignore_missing: Validator, unicode_safe: Validator) -> Schema:
    """``package_id``, ``organization``, ``prefecture``, ``source``, ``month``."""
    return {"package_id": [ignore_missing, unicode_safe], **_parts()}


@validator_args
def listing(unicode_safe: Validator, default: ValidatorFactory, one_of: ValidatorFactory) -> Schema:
    """``by``, ``sort``, ``limit``, ``offset`` and the parts."""
    sorts = [*SORTS, *(f"-{name}" for name in SORTS)]
    return {
        "by": [default("organization"), unicode_safe, one_of(BY)],
        "sort": [default("-datasets"), unicode_safe, one_of(sorts)],
        **_pages(),
        **_parts(),
    }


def trend() -> Schema:
    """``limit``, ``offset`` and the parts; a month is none of them."""
    return {name: validators for name, validators in {**_pages(), **_parts()}.items() if name != "month"}


@validator_args
def compare(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """``organization``, ``other``, ``month``."""
    return {**_parts(), "organization": [not_empty, unicode_safe], "other": [not_empty, unicode_safe]}
