"""Who may do what: the rules of ckanext-harvest, who may change the source."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import authz
from ckan.types import AuthFunction, AuthResult, Context, DataDict

from ckanext.tomoni_harvest import stock


def _may_update(context: Context, source_id: str) -> AuthResult:
    try:
        tk.check_access("harvest_source_update", context, {"id": source_id})
    except tk.NotAuthorized:
        return {"success": False, "msg": tk._("Not authorized to manage this harvest source.")}
    return {"success": True}


def tomoni_harvest_detect(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may create a source: looking at an address makes this portal call it."""
    try:
        tk.check_access("harvest_source_create", context, {})
    except tk.NotAuthorized:
        return {"success": False, "msg": tk._("Not authorized to add harvest sources.")}
    return {"success": True}


def tomoni_harvest_portal_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may create a source: it is a list of what to create one from."""
    return tomoni_harvest_detect(context, data_dict)


def tomoni_harvest_preview(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may edit the source: a preview makes this portal call an address."""
    return _may_update(context, data_dict["source_id"])


def tomoni_harvest_report_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may edit the job's source."""
    job = stock.HarvestJob.get(data_dict["job_id"])
    if job is None:
        raise tk.ObjectNotFound(tk._("Harvest job not found"))
    return _may_update(context, job.source_id)


def tomoni_harvest_question_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may edit the source."""
    return _may_update(context, data_dict["source_id"])


def tomoni_harvest_question_answer(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may edit the source."""
    return _may_update(context, data_dict["source_id"])


def tomoni_harvest_refusal_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may edit the source."""
    return _may_update(context, data_dict["source_id"])


def tomoni_harvest_refusal_retry(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may edit the source."""
    return _may_update(context, data_dict["source_id"])


def tomoni_harvest_credential_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may edit the source; nobody is shown the value."""
    return _may_update(context, data_dict["source_id"])


def tomoni_harvest_credential_write(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may edit the source."""
    return _may_update(context, data_dict["source_id"])


def tomoni_harvest_credential_delete(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may edit the source."""
    return _may_update(context, data_dict["source_id"])


def _may_edit(context: Context, dataset_id: str) -> AuthResult:
    try:
        tk.check_access("package_update", context, {"id": dataset_id})
    except tk.NotAuthorized:
        return {"success": False, "msg": tk._("Not authorized to edit this dataset.")}
    return {"success": True}


def tomoni_harvest_field_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may edit the dataset."""
    return _may_edit(context, data_dict["id"])


def tomoni_harvest_field_keep(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may edit the dataset."""
    return _may_edit(context, data_dict["id"])


def tomoni_harvest_field_take(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may edit the dataset."""
    return _may_edit(context, data_dict["id"])


def tomoni_harvest_health(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may add a source: they see the sources that they may edit."""
    if authz.has_user_permission_for_some_org(context.get("user"), "create_dataset"):
        return {"success": True}
    return {"success": False, "msg": tk._("Only those who may add sources see how they are.")}


@tk.chained_auth_function
def harvest_object_show(_original: AuthFunction, context: Context, data_dict: DataDict | None) -> AuthResult:
    """Those who may edit the object's source: it holds what the source said, published or not."""
    data_dict = data_dict or {}
    found = stock.HarvestObject.get(data_dict.get("id", "")) if data_dict.get("id") else None
    if found is None and data_dict.get("dataset_id"):
        found = stock.HarvestObject.get(data_dict["dataset_id"], attr="package_id")
    if found is None:
        return {"success": False, "msg": tk._("Not authorized to manage this harvest source.")}
    return _may_update(context, found.harvest_source_id)
