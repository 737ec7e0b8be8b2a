"""The parameters of our actions."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory


@validator_args
def preview(
    not_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    natural_number_validator: Validator,
    limit_to_configured_maximum: ValidatorFactory,
) -> Schema:
    """Return the parameters of ``tomoni_harvest_preview``."""
    return {
        "source_id": [not_empty, unicode_safe],
        "limit": [
            default(20),
            natural_number_validator,
            limit_to_configured_maximum("ckanext.tomoni_harvest.preview_limit", 100),
        ],
    }


@validator_args
def report_show(
    not_empty: Validator,
    unicode_safe: Validator,
    ignore_missing: Validator,
    default: ValidatorFactory,
    natural_number_validator: Validator,
) -> Schema:
    """Return the parameters of ``tomoni_harvest_report_show``."""
    return {
        "job_id": [not_empty, unicode_safe],
        "cause": [ignore_missing, unicode_safe],
        "limit": [default(20), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }
