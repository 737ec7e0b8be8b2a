"""What the actions take."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory

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
def check(ignore_missing: Validator, unicode_safe: Validator, ignore: Validator) -> Schema:
    """``resource_id`` or ``package_id``."""
    return {
        "resource_id": [ignore_missing, unicode_safe],
        "package_id": [ignore_missing, unicode_safe],
        "__extras": [ignore],
    }


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
