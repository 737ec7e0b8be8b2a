"""Every action of this plugin; each public name here is an API endpoint."""

from __future__ import annotations

from ckanext.tomoni_hackathon.logic.action.dataset_use import (
    tomoni_dataset_use_confirm,
    tomoni_dataset_use_create,
    tomoni_dataset_use_delete,
    tomoni_dataset_use_list,
)
from ckanext.tomoni_hackathon.logic.action.event import (
    tomoni_event_create,
    tomoni_event_delete,
    tomoni_event_list,
    tomoni_event_show,
    tomoni_event_update,
)
from ckanext.tomoni_hackathon.logic.action.match import tomoni_dataset_match, tomoni_dataset_rematch
from ckanext.tomoni_hackathon.logic.action.moderation import (
    tomoni_project_approve,
    tomoni_project_return,
    tomoni_project_submit,
    tomoni_project_withdraw,
)
from ckanext.tomoni_hackathon.logic.action.project import (
    tomoni_project_create,
    tomoni_project_delete,
    tomoni_project_list,
    tomoni_project_show,
    tomoni_project_update,
)

__all__ = [
    "tomoni_dataset_match",
    "tomoni_dataset_rematch",
    "tomoni_dataset_use_confirm",
    "tomoni_dataset_use_create",
    "tomoni_dataset_use_delete",
    "tomoni_dataset_use_list",
    "tomoni_event_create",
    "tomoni_event_delete",
    "tomoni_event_list",
    "tomoni_event_show",
    "tomoni_event_update",
    "tomoni_project_approve",
    "tomoni_project_create",
    "tomoni_project_delete",
    "tomoni_project_list",
    "tomoni_project_return",
    "tomoni_project_show",
    "tomoni_project_submit",
    "tomoni_project_update",
    "tomoni_project_withdraw",
]
