"""What every action of this plugin does the same way."""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.lib.navl.dictization_functions import validate
from ckan.plugins import toolkit as tk

Data = dict[str, Any]


def validated(data_dict: Data, schema: Data, context: Any) -> Data:
    """The data as the schema makes it, unknown fields left out. Raises ``tk.ValidationError``."""
    schema = {**schema, "__extras": [tk.get_validator("ignore")], "__junk": [tk.get_validator("ignore")]}
    for name, field in schema.items():
        if isinstance(field, dict):
            schema[name] = {**field, "__extras": [tk.get_validator("ignore")]}
    data, errors = validate(dict(data_dict), schema, context)
    if errors:
        model.Session.rollback()
        raise tk.ValidationError(errors)
    return data


def refuse(field: str, message: str) -> tk.ValidationError:
    """An error on one field, after undoing what the session holds."""
    model.Session.rollback()
    return tk.ValidationError({field: [message]})
