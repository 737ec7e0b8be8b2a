"""The parameters of our actions."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory

from ckanext.tomoni_harvest.engine.health import SORTS, STATES
from ckanext.tomoni_harvest.engine.plan import STAY, WITHDRAW


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


@validator_args
def source_page(
    not_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    natural_number_validator: Validator,
) -> Schema:
    """Return the parameters of actions that list something of a source."""
    return {
        "source_id": [not_empty, unicode_safe],
        "limit": [default(20), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def question_answer(not_empty: Validator, unicode_safe: Validator, one_of: ValidatorFactory) -> Schema:
    """Return the parameters of ``tomoni_harvest_question_answer``."""
    return {
        "source_id": [not_empty, unicode_safe],
        "job_id": [not_empty, unicode_safe],
        "answer": [not_empty, unicode_safe, one_of([WITHDRAW, STAY])],
    }


@validator_args
def refusal_retry(not_empty: Validator, ignore_empty: Validator, unicode_safe: Validator) -> Schema:
    """Return the parameters of ``tomoni_harvest_refusal_retry``."""
    return {"source_id": [not_empty, unicode_safe], "remote_id": [ignore_empty, unicode_safe]}


@validator_args
def source(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """Return the parameter of actions on a source."""
    return {"source_id": [not_empty, unicode_safe]}


@validator_args
def dataset(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """Return the parameter of actions on a harvested dataset."""
    return {"id": [not_empty, unicode_safe]}


@validator_args
def dataset_fields(not_empty: Validator, unicode_safe: Validator, list_of_strings: Validator) -> Schema:
    """Return the parameters of actions on fields of a harvested dataset."""
    return {"id": [not_empty, unicode_safe], "fields": [not_empty, list_of_strings]}


@validator_args
def detect(not_empty: Validator, unicode_safe: Validator, tomoni_harvest_address: Validator) -> Schema:
    """Return the parameters of ``tomoni_harvest_detect``."""
    return {"url": [not_empty, unicode_safe, tomoni_harvest_address]}


@validator_args
def portal_list(
    unicode_safe: Validator,
    default: ValidatorFactory,
    natural_number_validator: Validator,
    is_positive_integer: Validator,
) -> Schema:
    """Return the parameters of ``tomoni_harvest_portal_list``."""

    def at_most_a_hundred(value: int) -> int:
        return min(value, 100)

    return {
        "q": [default(""), unicode_safe],
        "prefecture": [default(""), unicode_safe],
        "platform": [default(""), unicode_safe],
        "limit": [default(20), is_positive_integer, at_most_a_hundred],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def health(
    ignore_missing: Validator,
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    one_of: ValidatorFactory,
    natural_number_validator: Validator,
    limit_to_configured_maximum: ValidatorFactory,
) -> Schema:
    """Return the parameters of ``tomoni_harvest_health``."""
    sorts = [f"{field}{direction}" for field in SORTS for direction in ("", " desc")]
    return {
        "q": [ignore_missing, unicode_safe],
        "state": [ignore_empty, one_of(list(STATES))],
        "sort": [default("state"), one_of(sorts)],
        "limit": [
            default(50),
            natural_number_validator,
            limit_to_configured_maximum("ckanext.tomoni_harvest.health_limit", 1000),
        ],
        "offset": [default(0), natural_number_validator],
    }
