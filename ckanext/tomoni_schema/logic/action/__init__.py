"""The actions of tomoni_schema, one module a subject; each name here is an API endpoint."""

from __future__ import annotations

from ckanext.tomoni_schema.logic.action.localgov import (
    tomoni_localgov_autocomplete,
    tomoni_localgov_list,
    tomoni_localgov_show,
)
from ckanext.tomoni_schema.logic.action.municipality import tomoni_municipality_list
from ckanext.tomoni_schema.logic.action.open_data_list import (
    tomoni_open_data_list,
    tomoni_open_data_list_import_apply,
    tomoni_open_data_list_import_create,
    tomoni_open_data_list_import_list,
    tomoni_open_data_list_import_show,
    tomoni_open_data_list_import_undo,
)
from ckanext.tomoni_schema.logic.action.records import tomoni_standard_record_sources, tomoni_standard_records
from ckanext.tomoni_schema.logic.action.registry import tomoni_standard_convert, tomoni_standard_recognise
from ckanext.tomoni_schema.logic.action.standard import (
    tomoni_standard_list,
    tomoni_standard_show,
    tomoni_standard_template,
)
from ckanext.tomoni_schema.logic.action.suggestion import tomoni_dataset_suggest
from ckanext.tomoni_schema.logic.action.table import (
    tomoni_table_check,
    tomoni_table_draft_delete,
    tomoni_table_draft_save,
    tomoni_table_publish,
    tomoni_table_show,
)

__all__ = [
    "tomoni_dataset_suggest",
    "tomoni_localgov_autocomplete",
    "tomoni_localgov_list",
    "tomoni_localgov_show",
    "tomoni_municipality_list",
    "tomoni_open_data_list",
    "tomoni_open_data_list_import_apply",
    "tomoni_open_data_list_import_create",
    "tomoni_open_data_list_import_list",
    "tomoni_open_data_list_import_show",
    "tomoni_open_data_list_import_undo",
    "tomoni_standard_convert",
    "tomoni_standard_list",
    "tomoni_standard_recognise",
    "tomoni_standard_record_sources",
    "tomoni_standard_records",
    "tomoni_standard_show",
    "tomoni_standard_template",
    "tomoni_table_check",
    "tomoni_table_draft_delete",
    "tomoni_table_draft_save",
    "tomoni_table_publish",
    "tomoni_table_show",
]
