"""The actions on files that are checked before they are published: at once, or by a job that can be watched."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_quality import every_place, trial_telling, trials, trying
from ckanext.tomoni_quality.logic import schema
from ckanext.tomoni_quality.logic.validating import task_of, user_id, validated
from ckanext.tomoni_quality.trial_model import QualityTrial

__all__ = [
    "tomoni_quality_check_file",
    "tomoni_quality_task_again",
    "tomoni_quality_task_cancel",
    "tomoni_quality_task_list",
    "tomoni_quality_task_show",
]


def tomoni_quality_check_file(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Check a file without publishing it, by the rules of published ones. Nothing of it is kept.

    A long file of somebody who is logged in is checked by a job: the answer then has ``id`` and ``state``, and
    ``tomoni_quality_task_show`` gives the report. The file is deleted as soon as that is there.

    :param upload: the file, sent as ``multipart/form-data``; at most ``ckanext.tomoni_quality.max_bytes``
    :param code: 全国地方公共団体コード of its publisher, which the rules then know
    :param standard: slug of the standard it is meant to follow
    :param background: true: by a job however short it is; false: within the request, at most
        ``ckanext.tomoni_quality.try_max_bytes``; without it what is larger than
        ``ckanext.tomoni_quality.try_at_once_bytes``, unpacked, is checked by a job
    :param places: how many places of each finding are told (50; at most 20,000); a job's report has 50 of them
    :returns: the report: ``status``, ``kind``, ``encoding``, ``standard``, ``edition``, ``score``, ``level``,
        ``counts``, ``sheets``, ``findings``, ``judgements``, ``readability``; or of a job what
        ``tomoni_quality_task_list`` tells of each
    :raises ValidationError: no file, one too large, too many files waiting, a wrong code, an unknown standard
    """
    tk.check_access("tomoni_quality_check_file", context, data_dict)
    data = validated(data_dict, schema.check_file(), context)
    upload, user = data.get("upload"), str(context.get("user") or "")
    name = trying.name_of(upload)
    if _is_for_a_job(upload, user, data.get("background")):
        options = {key: data[key] for key in ("code", "standard") if data.get(key)}
        return trials.begin(upload, name, trying.size_of(upload), user_id(user), options)
    known = {"organization_code": data.get("code"), "declared_standard": data.get("standard")}
    report = trying.try_file(upload, **known, places=min(data["places"], every_place.MOST))
    return report.as_dict()


def _is_for_a_job(upload: Any, user: str, background: bool | None) -> bool:
    if background is False:
        return False
    if trying.may_wait(user):
        return bool(background) or trying.is_long(upload)
    if background:
        message = tk._("A check in the background is for those who are logged in, on a portal that keeps files.")
        raise tk.ValidationError({"background": [message]})
    return False


@tk.side_effect_free
def tomoni_quality_task_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """The long tasks of whoever asks, newest first: checks before publishing, and mends of large tables.

    :returns: of each ``id``, ``kind`` (``check``, ``mend``), ``name`` and ``size`` of the file, ``state`` (``storing``,
        ``queued``, ``reading``, ``mending``, ``checking``, ``done``, ``stopped``), ``problem`` (why it stopped:
        ``queue``, ``lost``, ``time``, ``refused``, ``broken``), ``done`` and ``total`` (tests or mends), ``before``
        (jobs that wait before it), ``served`` (whether a worker is there), ``created``, ``until`` (when it is
        forgotten), ``url``, of a mend ``resource_id``
    """
    tk.check_access("tomoni_quality_task_list", context, data_dict)
    return trial_telling.listed(user_id(str(context.get("user") or "")))


@tk.side_effect_free
def tomoni_quality_task_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """How a long task stands, and its report when it is done.

    :param id: id of the task
    :returns: what ``tomoni_quality_task_list`` tells of it, and ``report``; of a mend give its id to
        ``tomoni_quality_repair_preview`` as ``task``
    """
    return trial_telling.dictize(_row("show", context, data_dict), full=True)


def tomoni_quality_task_again(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Queue a long task again that stopped. One that runs or is done is left alone.

    :param id: id of the task
    :returns: what ``tomoni_quality_task_list`` tells of it
    """
    return trials.again(_row("again", context, data_dict))


def tomoni_quality_task_cancel(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Stop a long task, or forget what it found: its file and its report are deleted now.

    :param id: id of the task
    :returns: its ``id``
    """
    row = _row("cancel", context, data_dict)
    ident = row.id
    trials.cancel(row)
    return {"id": ident}


def _row(verb: str, context: Context, data_dict: dict[str, Any]) -> QualityTrial:
    return task_of(verb, context, validated(data_dict, schema.task(), context)["id"])
