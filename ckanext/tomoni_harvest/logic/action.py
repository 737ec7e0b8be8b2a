"""The actions of the harvest; sources, jobs and objects are ckanext-harvest's."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.logic import validate
from ckan.types import Context, DataDict
from ckanext.harvest.logic import HarvestJobExists, HarvestSourceInactiveError

from ckanext.tomoni_harvest import mend, public_settings, stock
from ckanext.tomoni_harvest.engine import credentials, health, locks, preview, quarantine, questions, report, state
from ckanext.tomoni_harvest.engine.errors import NotLockable, NotOurs, QuestionChanged
from ckanext.tomoni_harvest.engine.plan import WITHDRAW
from ckanext.tomoni_harvest.logic import looking, registry, schema

__all__ = [
    "harvest_source_clear",
    "harvest_source_list",
    "harvest_source_reindex",
    "tomoni_harvest_credential_delete",
    "tomoni_harvest_credential_show",
    "tomoni_harvest_detect",
    "tomoni_harvest_field_keep",
    "tomoni_harvest_field_list",
    "tomoni_harvest_field_take",
    "tomoni_harvest_health",
    "tomoni_harvest_portal_list",
    "tomoni_harvest_preview",
    "tomoni_harvest_question_answer",
    "tomoni_harvest_question_show",
    "tomoni_harvest_refusal_list",
    "tomoni_harvest_refusal_retry",
    "tomoni_harvest_report_show",
]


@tk.side_effect_free
@validate(schema.preview)
def tomoni_harvest_preview(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Read a source and tell what a harvest would do, without writing anything.

    :param source_id: the id or name of the source
    :param limit: how many datasets of each kind are listed (at most ``ckanext.tomoni_harvest.preview_limit``)
    :returns: ``counts`` of added, updated, recreated, unchanged and withdrawn datasets, ``examples`` of each (an
        updated one with the fields that change), ``objection`` when nothing would be withdrawn and why, ``causes`` as
        in a report
    :raises ValidationError: when the source is of another kind or cannot be read
    """
    tk.check_access("tomoni_harvest_preview", context, {"source_id": data_dict["source_id"]})
    source = tk.get_action("harvest_source_show")(tk.fresh_context(context), {"id": data_dict["source_id"]})
    try:
        return preview.preview(source["id"], data_dict["limit"])
    except NotOurs as problem:
        raise tk.ValidationError({"source_id": [tk._("This kind of source has no preview.")]}) from problem


@tk.side_effect_free
@validate(schema.report_show)
def tomoni_harvest_report_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return how a job went: its figures, and what is worth telling grouped by cause with the way out.

    :param job_id: the id of the job
    :param cause: only this cause (the slug of a group)
    :param limit: how many findings of each cause are listed
    :param offset: from which finding of each cause on
    :raises ObjectNotFound: when there is no such job
    """
    job = stock.HarvestJob.get(data_dict["job_id"])
    if job is None:
        raise tk.ObjectNotFound(tk._("Harvest job not found"))
    tk.check_access("tomoni_harvest_report_show", context, {"job_id": job.id})
    return report.report(job, data_dict.get("cause"), data_dict["limit"], data_dict["offset"])


def _source(context: Context, data_dict: DataDict) -> str:
    """Return the id of the source that ``data_dict`` names."""
    return tk.get_action("harvest_source_show")(tk.fresh_context(context), {"id": data_dict["source_id"]})["id"]


@tk.side_effect_free
@validate(schema.source_page)
def tomoni_harvest_question_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Tell what a source asks: which datasets would go, and may they?

    :param source_id: the id or name of the source
    :param limit: how many datasets are listed
    :param offset: from which dataset on
    :returns: ``question`` (None when nothing is asked) with ``job_id``, ``cause``, ``known``, ``count``, ``asked`` and
        ``datasets``; ``kept`` with ``count`` and ``datasets`` that stay though the source lost them
    """
    tk.check_access("tomoni_harvest_question_show", context, {"source_id": data_dict["source_id"]})
    source_id, limit, offset = _source(context, data_dict), data_dict["limit"], data_dict["offset"]
    return {
        "question": questions.show(source_id, limit, offset),
        "kept": questions.kept(source_id, limit, offset),
    }


@validate(schema.question_answer)
def tomoni_harvest_question_answer(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Answer what a source asks, once, for exactly the datasets it asks about.

    :param source_id: the id or name of the source
    :param job_id: the job that asked, as ``tomoni_harvest_question_show`` says
    :param answer: ``withdraw`` (the next complete run withdraws those that are still missing; it is started) or
        ``keep`` (they stay until the source lists them again)
    :returns: ``count`` of datasets, ``job_id`` of the run that was started, if any
    :raises ValidationError: when that job's question is no longer open
    """
    tk.check_access("tomoni_harvest_question_answer", context, {"source_id": data_dict["source_id"]})
    source_id = _source(context, data_dict)
    try:
        count = questions.answer(source_id, data_dict["job_id"], data_dict["answer"])
    except QuestionChanged as problem:
        raise tk.ValidationError({"job_id": [tk._("This is no longer asked. Look at the list again.")]}) from problem
    job_id = _start(context, source_id) if data_dict["answer"] == WITHDRAW else None
    return {"count": count, "job_id": job_id}


def _start(context: Context, source_id: str) -> str | None:
    """Start a harvest unless one is waiting or the source is switched off; the next one then does it."""
    try:
        job = tk.get_action("harvest_job_create")(tk.fresh_context(context), {"source_id": source_id, "run": True})
    except (HarvestJobExists, HarvestSourceInactiveError):
        return None
    return job["id"]


@tk.side_effect_free
@validate(schema.source_page)
def tomoni_harvest_refusal_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """List the records of a source that could not be stored, and when each is tried again.

    :param source_id: the id or name of the source
    :param limit: how many records are listed
    :param offset: from which record on
    :returns: ``count`` and ``records``, each with ``problem``, ``failures`` and ``next_try`` (None: at the next run)
    """
    tk.check_access("tomoni_harvest_refusal_list", context, {"source_id": data_dict["source_id"]})
    return quarantine.listed(_source(context, data_dict), data_dict["limit"], data_dict["offset"])


@validate(schema.refusal_retry)
def tomoni_harvest_refusal_retry(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Let records that could not be stored be tried at the next run, whatever their turn.

    :param source_id: the id or name of the source
    :param remote_id: only this record
    :returns: ``count`` of records
    """
    tk.check_access("tomoni_harvest_refusal_retry", context, {"source_id": data_dict["source_id"]})
    count = quarantine.try_again(_source(context, data_dict), data_dict.get("remote_id"))
    model.Session.commit()
    return {"count": count}


@tk.side_effect_free
@validate(schema.source)
def tomoni_harvest_credential_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Tell whether a source is sent a header of its own; its value is never told.

    :param source_id: the id or name of the source
    :returns: ``credential``: None, or ``header``, ``origin``, ``changed``, and whether it is ``used`` (the source still
        has that origin)
    """
    tk.check_access("tomoni_harvest_credential_show", context, {"source_id": data_dict["source_id"]})
    return {"credential": credentials.show(_source(context, data_dict))}


@validate(schema.source)
def tomoni_harvest_credential_delete(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Forget the header of a source.

    :param source_id: the id or name of the source
    :returns: ``deleted``: whether there was one
    """
    tk.check_access("tomoni_harvest_credential_delete", context, {"source_id": data_dict["source_id"]})
    return {"deleted": credentials.forget(_source(context, data_dict))}


def _dataset(data_dict: DataDict) -> str:
    """Return the id of the dataset that ``data_dict`` names."""
    package = model.Package.get(data_dict["id"])
    if package is None:
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    return package.id


def _refused(problem: NotOurs | NotLockable) -> tk.ValidationError:
    if isinstance(problem, NotOurs):
        return tk.ValidationError({"id": [tk._("This dataset is not harvested from another portal.")]})
    return tk.ValidationError({"fields": [tk._("This field cannot be kept: {field}").format(field=problem)]})


@tk.side_effect_free
@validate(schema.dataset)
def tomoni_harvest_field_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Compare a harvested dataset with its source, field by field.

    :param id: the id or name of the dataset
    :returns: ``source_id`` and ``fields``, each with its ``key``, the values ``here`` and at the ``source``, whether
        they differ (``differs``), whether the field is ``locked``, and since when its source says something new
    :raises ValidationError: when the dataset is not harvested by this portal's own kinds of source
    """
    package_id = _dataset(data_dict)
    tk.check_access("tomoni_harvest_field_list", context, {"id": package_id})
    try:
        found = locks.fields(package_id)
    except NotOurs as problem:
        raise _refused(problem) from problem
    return {"source_id": locks.source_of(package_id), "fields": [field.as_dict() for field in found]}


@validate(schema.dataset_fields)
def tomoni_harvest_field_keep(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Let fields of a harvested dataset keep the values they have here, whatever the source says.

    :param id: the id or name of the dataset
    :param fields: keys of fields, as ``tomoni_harvest_field_list`` gives them
    :returns: ``kept``: the keys that were not kept before
    """
    package_id = _dataset(data_dict)
    tk.check_access("tomoni_harvest_field_keep", context, {"id": package_id})
    user = model.User.get(context.get("user"))
    try:
        return {"kept": locks.keep(package_id, data_dict["fields"], user.id if user else "")}
    except (NotOurs, NotLockable) as problem:
        model.Session.rollback()
        raise _refused(problem) from problem


@validate(schema.dataset_fields)
def tomoni_harvest_field_take(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Write the source's values into fields of a harvested dataset; from then on they follow the source again.

    :param id: the id or name of the dataset
    :param fields: keys of fields, as ``tomoni_harvest_field_list`` gives them
    :returns: ``taken``: the keys
    """
    package_id = _dataset(data_dict)
    tk.check_access("tomoni_harvest_field_take", context, {"id": package_id})
    try:
        return {"taken": locks.take(package_id, data_dict["fields"], tk.fresh_context(context))}
    except (NotOurs, NotLockable) as problem:
        raise _refused(problem) from problem


@tk.chained_action
def harvest_source_clear(original: Any, context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Remove the datasets and reports of a source, and what we remember of them.

    :param id: the id of the source
    """
    tk.check_access("harvest_source_clear", context, data_dict)
    done = original(context, data_dict)
    state.forget_source(done["id"])
    return done


@tk.side_effect_free
@tk.chained_action
def harvest_source_list(original: Any, context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """List the sources, their keys hidden from those who may not change them.

    :param organization_id: only the sources of this organization
    """
    tk.check_access("harvest_source_list", context, data_dict)
    found = original(context, data_dict)
    for source in found:
        public_settings.hide_from(context, source)
    return found


@validate(schema.detect)
def tomoni_harvest_detect(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Look at an address and tell what kind of source is behind it; nothing is written.

    The portal behind it is asked a few things, one after another (``ckanext.tomoni_harvest.detect_requests``,
    ``ckanext.tomoni_harvest.detect_seconds``), so this takes seconds.

    :param url: the address of a portal's front page, as it stands in a browser
    :returns: ``found``, the surest first: ``kind``, ``url`` to harvest from, ``title``, ``datasets`` (None when it does
        not say), ``saw`` (a sentence), ``existing`` (the source that harvests it already) and ``form`` (the fields of a
        new source); ``asked``, every request with its problem; ``problem`` when the address itself did not answer
    :raises ValidationError: when it is no address of the web
    """
    tk.check_access("tomoni_harvest_detect", context, {})
    return looking.look(data_dict["url"])


@tk.side_effect_free
@validate(schema.portal_list)
def tomoni_harvest_portal_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return portals of the registry of Japanese portals (``schemas/portals.csv``), in the order of their codes.

    The registry comes from published lists; whether a portal answers today was not asked.

    :param q: words that its name, address, municipality, code or platform must hold
    :param prefecture: only of this prefecture (県名), or ``none`` for those of no prefecture
    :param platform: only of this platform, such as ``ckan``
    :param limit: how many at the most (1 to 100)
    :param offset: from which one on
    :returns: ``count`` and ``results``; of each portal ``endpoint``, ``kind`` (empty when it has to be looked at),
        ``existing`` (the source that harvests it already) and ``form`` (the fields of a new source), and what it is;
        ``prefectures`` and ``platforms`` to filter by
    """
    tk.check_access("tomoni_harvest_portal_list", context, {})
    return registry.listed(data_dict)


@tk.side_effect_free
@validate(schema.health)
def tomoni_harvest_health(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Tell how the sources are: all of them to a system administrator, to others those of their organizations.

    :param q: words that must all be in the title, name, address or organization
    :param state: only sources in this state: ``asks`` (stopped and asks what to do), ``trouble`` (the last run failed,
        was incomplete or had errors), ``late``, ``paused``, ``running``, ``never`` (brought in) or ``ok``
    :param sort: ``state`` (what needs somebody first), ``title``, ``last_success``, ``lag``, ``errors``, ``next_run``
        or ``datasets``, with `` desc`` after it for the other way round
    :param limit: how many sources (at most ``ckanext.tomoni_harvest.health_limit``)
    :param offset: from which source on
    :returns: ``count``, ``states`` (how many of each), ``trend`` (day, errors, runs of the last thirty days) and
        ``results``: for each source its ``state``, ``last_success``, ``lag`` in hours, ``newest`` change the source
        told of, ``datasets``, the last run's ``figures`` and ``outcome``, its last ``runs`` and their ``errors``,
        ``next_run``
    """
    tk.check_access("tomoni_harvest_health", context, data_dict)
    rows = health.health(_own_organizations(context))
    found = health.chosen(rows, q=data_dict.get("q") or "", state=data_dict.get("state") or "", sort=data_dict["sort"])
    start, end = data_dict["offset"], data_dict["offset"] + data_dict["limit"]
    return {
        "count": len(found),
        "states": {state: sum(row["state"] == state for row in rows) for state in health.STATES},
        "trend": health.trend(found),
        "results": found[start:end],
    }


def _own_organizations(context: Context) -> list[str] | None:
    """Return the organizations whose sources somebody may edit, None for all."""
    user = model.User.get(context.get("user"))
    if context.get("ignore_auth") or (user and user.sysadmin):
        return None
    permission = {"id": user.id if user else "", "permission": "create_dataset"}
    own = tk.get_action("organization_list_for_user")(tk.fresh_context(context), permission)
    return [organization["id"] for organization in own]


@tk.chained_action
def harvest_source_reindex(_original: Any, context: Context, data_dict: DataDict) -> bool:
    """Index a source again so that it reads back whole.

    ckanext-harvest indexes the source as it is before its show schema, so that a source read from the index lacks
    ``source_type``; here it goes through CKAN's own indexing.

    :param id: the id of the source
    """
    tk.check_access("harvest_source_reindex", context, data_dict)
    return mend.reindex_source(context, tk.get_or_bust(data_dict, "id"))
