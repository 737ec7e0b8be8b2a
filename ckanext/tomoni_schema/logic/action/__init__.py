"""The actions of tomoni_schema, one module a subject; each name here is an API endpoint."""

from __future__ import annotations

from ckanext.tomoni_schema.logic.action.municipality import tomoni_municipality_list
from ckanext.tomoni_schema.logic.action.open_data_list import (
    tomoni_open_data_list,
    tomoni_open_data_list_import_apply,
    tomoni_open_data_list_import_create,
    tomoni_open_data_list_import_list,
    tomoni_open_data_list_import_show,
    tomoni_open_data_list_import_undo,
)
from ckanext.tomoni_schema.logic.action.standard import (
    tomoni_standard_list,
    tomoni_standard_show,
    tomoni_standard_template,
)

__all__ = [
    "tomoni_municipality_list",
    "tomoni_open_data_list",
    "tomoni_open_data_list_import_apply",
    "tomoni_open_data_list_import_create",
    "tomoni_open_data_list_import_list",
    "tomoni_open_data_list_import_show",
    "tomoni_open_data_list_import_undo",
    "tomoni_standard_list",
    "tomoni_standard_show",
    "tomoni_standard_template",
]
