"""What the actions take."""

from __future__ import annotations

from typing import Any

from ckan.logic.schema import validator_args
from ckan.plugins import toolkit as tk
from ckan.types import Schema, Validator, ValidatorFactory

from ckanext.tomoni_quality import table_check, trying
from ckanext.tomoni_quality.finding import SAMPLES

LONGEST_LIST = 100


@validator_args
def report_show(
    ignore_missing: Validator, unicode_safe: Validator, boolean_validator: Validator, ignore: Validator
) -> Schema:
    """``resource_id`` or ``package_id``, ``history``."""
    return {
        "resource_id": [ignore_missing, unicode_safe],
        "package_id": [ignore_missing, unicode_safe],
        "history": [ignore_missing, boolean_validator],
        "__extras": [ignore],
    }


@validator_args
def report_compare(ignore_empty: Validator, not_empty: Validator, unicode_safe: Validator, ignore: Validator) -> Schema:
    """``resource_id``, ``before``, ``after``."""
    return {
        "resource_id": [not_empty, unicode_safe],
        "before": [not_empty, unicode_safe],
        "after": [ignore_empty, unicode_safe],
        "__extras": [ignore],
    }


@validator_args
def check(ignore_missing: Validator, unicode_safe: Validator, ignore: Validator) -> Schema:
    """``resource_id`` or ``package_id``."""
    return {
        "resource_id": [ignore_missing, unicode_safe],
        "package_id": [ignore_missing, unicode_safe],
        "__extras": [ignore],
    }


@validator_args
def check_file(
    ignore_missing: Validator,
    ignore_empty: Validator,
    unicode_safe: Validator,
    boolean_validator: Validator,
    ignore: Validator,
    default: ValidatorFactory,
    is_positive_integer: Validator,
) -> Schema:
    """``upload``, ``code``, ``standard``, ``background``, ``places``."""
    return {
        "upload": [ignore_missing],
        "code": [ignore_empty, unicode_safe, trying.code],
        "standard": [ignore_empty, unicode_safe, trying.standard],
        "background": [ignore_missing, boolean_validator],
        "places": [default(SAMPLES), is_positive_integer],
        "__extras": [ignore],
    }


@validator_args
def task(not_empty: Validator, unicode_safe: Validator, ignore: Validator) -> Schema:
    """``id``."""
    return {"id": [not_empty, unicode_safe], "__extras": [ignore]}


@validator_args
def check_table(
    ignore_missing: Validator, not_missing: Validator, unicode_safe: Validator, ignore: Validator
) -> Schema:
    """``header`` and ``rows``, ``package_id``, ``standard``."""
    return {
        "header": [not_missing, _header],
        "rows": [not_missing, _rows],
        "package_id": [ignore_missing, unicode_safe],
        "standard": [ignore_missing, unicode_safe],
        "__extras": [ignore],
    }


def _header(value: Any) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(name, str) for name in value):
        raise tk.Invalid(tk._("Give the names of the columns as a list of texts"))
    if len(value) > table_check.MAX_COLUMNS:
        raise tk.Invalid(tk._("At most {limit} columns are checked at once").format(limit=table_check.MAX_COLUMNS))
    return value


def _rows(value: Any) -> list[list[str]]:
    if not isinstance(value, list) or not all(_is_row(row) for row in value):
        raise tk.Invalid(tk._("Give the rows as a list of lists of texts"))
    if len(value) > table_check.MAX_ROWS:
        raise tk.Invalid(tk._("At most {limit} rows are checked at once").format(limit=table_check.MAX_ROWS))
    return value


def _is_row(row: Any) -> bool:
    return isinstance(row, list) and len(row) <= table_check.MAX_COLUMNS and all(isinstance(cell, str) for cell in row)


@validator_args
def summary(
    ignore_missing: Validator,
    unicode_safe: Validator,
    natural_number_validator: Validator,
    limit_to_configured_maximum: ValidatorFactory,
    default: ValidatorFactory,
    ignore: Validator,
) -> Schema:
    """``owner_org``, ``limit``, ``offset``."""
    return {
        "owner_org": [ignore_missing, unicode_safe],
        "limit": [default(20), natural_number_validator, limit_to_configured_maximum("", LONGEST_LIST)],
        "offset": [default(0), natural_number_validator],
        "__extras": [ignore],
    }
