"""The actions of tomoni_schema, one module a subject; each name here is an API endpoint."""

from __future__ import annotations

from ckanext.tomoni_schema.logic.action.localgov import (
    tomoni_localgov_autocomplete,
    tomoni_localgov_list,
    tomoni_localgov_show,
)
from ckanext.tomoni_schema.logic.action.municipality import tomoni_municipality_list
from ckanext.tomoni_schema.logic.action.standard import (
    tomoni_standard_list,
    tomoni_standard_show,
    tomoni_standard_template,
)

__all__ = [
    "tomoni_localgov_autocomplete",
    "tomoni_localgov_list",
    "tomoni_localgov_show",
    "tomoni_municipality_list",
    "tomoni_standard_list",
    "tomoni_standard_show",
    "tomoni_standard_template",
]
