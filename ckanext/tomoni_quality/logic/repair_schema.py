"""What the actions on mending take."""

from __future__ import annotations

from typing import Any

from ckan.logic.schema import validator_args
from ckan.plugins import toolkit as tk
from ckan.types import Schema, Validator, ValidatorFactory

from ckanext.tomoni_quality.mending_answer import MOST_CHANGES
from ckanext.tomoni_quality.repair import slugs


@validator_args
def repair_preview(
    ignore_missing: Validator,
    not_empty: Validator,
    unicode_safe: Validator,
    boolean_validator: Validator,
    natural_number_validator: Validator,
    limit_to_configured_maximum: ValidatorFactory,
    default: ValidatorFactory,
    ignore: Validator,
) -> Schema:
    """``resource_id``, ``off``, ``bom``, ``limit``, ``offset``, ``data``, ``task``."""
    return {
        "resource_id": [not_empty, unicode_safe],
        "off": [ignore_missing, _mends],
        "bom": [default(True), boolean_validator],
        "limit": [default(100), natural_number_validator, limit_to_configured_maximum("", MOST_CHANGES)],
        "offset": [default(0), natural_number_validator],
        "data": [default(False), boolean_validator],
        "task": [ignore_missing, unicode_safe],
        "__extras": [ignore],
    }


@validator_args
def repair_publish(
    ignore_missing: Validator,
    not_empty: Validator,
    unicode_safe: Validator,
    boolean_validator: Validator,
    one_of: ValidatorFactory,
    default: ValidatorFactory,
    ignore: Validator,
) -> Schema:
    """``resource_id``, ``mode``, ``off``, ``bom``, ``digest``, ``task``."""
    return {
        "resource_id": [not_empty, unicode_safe],
        "mode": [default("resource"), one_of(["resource", "version"])],
        "off": [ignore_missing, _mends],
        "bom": [default(True), boolean_validator],
        "digest": [ignore_missing, unicode_safe],
        "task": [ignore_missing, unicode_safe],
        "__extras": [ignore],
    }


@validator_args
def repair_start(
    ignore_missing: Validator,
    not_empty: Validator,
    unicode_safe: Validator,
    boolean_validator: Validator,
    default: ValidatorFactory,
    ignore: Validator,
) -> Schema:
    """``resource_id``, ``off``, ``bom``."""
    return {
        "resource_id": [not_empty, unicode_safe],
        "off": [ignore_missing, _mends],
        "bom": [default(True), boolean_validator],
        "__extras": [ignore],
    }


@validator_args
def repair_undo(not_empty: Validator, unicode_safe: Validator, ignore: Validator) -> Schema:
    """``resource_id``."""
    return {"resource_id": [not_empty, unicode_safe], "__extras": [ignore]}


def _mends(value: Any) -> list[str]:
    """A list of slugs, or slugs joined by commas."""
    found = [part for part in value.split(",") if part] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(slug, str) for slug in found):
        raise tk.Invalid(tk._("Give the mends as a list of their names"))
    unknown = sorted(set(found) - set(slugs()))
    if unknown:
        raise tk.Invalid(tk._("There is no such mend: {names}").format(names=", ".join(unknown)[:200]))
    return found
