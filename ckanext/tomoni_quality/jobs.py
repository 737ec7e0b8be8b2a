"""The background job: read one resource, check it, store the report, load the rows, index the dataset.

Whatever is wrong with the file or its address ends in a stored report that says so; a resource that was deleted in
between is passed over; running the same job again ends in the same state.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from ckan import model
from ckan.lib import search
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core import errors
from ckanext.tomoni_core.reading import Reading
from ckanext.tomoni_quality import claiming, every_place, later, loading, notices, pending, source, store, telling
from ckanext.tomoni_quality.check import broken, check, failed
from ckanext.tomoni_quality.dataset import Dataset, Neighbour
from ckanext.tomoni_quality.finding import Finding
from ckanext.tomoni_quality.later import Later
from ckanext.tomoni_quality.model import QualityReport
from ckanext.tomoni_quality.report import Report

log = logging.getLogger(__name__)


def check_resource(resource_id: str, tries: int = 0, *, if_changed: bool = False, behind: str = "") -> str | None:
    """Check one resource; the id of its report, None when the resource is gone, no table, or has to wait.

    :param tries: how often its server has asked for a pause
    :param if_changed: only where the server does not say that the file is as it was when it was last checked
    :param behind: the state of the resource that waits, where another worker was at the resource before
    """
    resource = model.Resource.get(resource_id)
    fingerprint = source.fingerprint(resource) if resource else ""
    if behind and not claiming.is_wanted(resource_id, behind):
        log.info("Resource %s was checked meanwhile", resource_id)
        return None
    try:
        with claiming.claim(resource_id):
            found = _check(resource_id, tries, if_changed=if_changed)
    except Later as pause:
        tries += pause.asked
        known = {"tries": tries, "if_changed": if_changed, "behind": fingerprint if pause.claimed else ""}
        later.put_off(check_resource, resource_id, fingerprint, pause.seconds, **known)
        log.info("The check of resource %s waits %.0f seconds", resource_id, pause.seconds)
        return None
    except BaseException:
        pending.clear(resource_id, fingerprint)
        raise
    # Saved again meanwhile, it waits for the next check: that mark is not ours.
    pending.clear(resource_id, fingerprint)
    return found


def _check(resource_id: str, tries: int, *, if_changed: bool) -> str | None:
    resource = model.Resource.get(resource_id)
    if resource is None or not _is_live(resource):
        log.info("Resource %s is gone, nothing to check", resource_id)
        return None
    fingerprint, package_id = source.fingerprint(resource), str(resource.package_id)
    package = tk.get_action("package_show")(_system(), {"id": package_id})
    current = next((r for r in package["resources"] if r["id"] == resource_id), None)
    if current is None:
        return None
    state = store.state(resource_id, fingerprint) if if_changed else {}
    # The download may take long: the connection goes back to the pool meanwhile.
    model.Session.rollback()
    found = run(current, package, state, tries)
    if found is None:
        return store.confirm(resource_id, fingerprint)
    # Deleted while it was being read: its report would outlive it.
    if not _is_live(model.Resource.get(resource_id)):
        return None
    last = QualityReport.newest(resource_id)
    before = last.standard if last else None
    known = {"fingerprint": fingerprint, **found.state}
    short = every_place.short(found.report)
    report_id = store.save(resource_id, package_id, short, known, partial(notices.prepare, package))
    every_place.keep(resource_id, report_id, found.report)
    _after(package, current, found, before)
    return report_id


def _is_live(resource: model.Resource | None) -> bool:
    return (
        resource is not None
        and resource.state == model.State.ACTIVE
        and resource.package.state in (model.State.ACTIVE, "draft")
        and source.is_tabular(resource)
    )


def _system() -> Any:
    return {"ignore_auth": True, "use_cache": False, "user": ""}


@dataclass
class Found:
    """What came of a check: the report, what was read, and what the server calls this state of the file."""

    report: Report
    reading: Reading | None = None
    state: dict[str, str] = field(default_factory=dict)


def run(
    resource: dict[str, Any], package: dict[str, Any], state: Mapping[str, str] = MappingProxyType({}), tries: int = 0
) -> Found | None:
    """Fetch and check; any trouble is a report of its own. None where the file is still in this ``state``.

    :raises Later: its server is not to be asked now
    """
    name = source.file_name(resource)
    url = str(resource.get("url") or "")
    try:
        if source.is_remote(resource):
            later.wait_for_turn(url)
        loaded = source.loaded(resource, state)
    except errors.TomoniError as problem:
        if pause := later.wanted_later(problem, url, tries):
            raise pause from problem
        return Found(failed(problem, name=name, fetched=False))
    # A server without ETag sends it all: the same bytes are the same file.
    if loaded.unchanged or (state and state.get("content_hash") == hashlib.sha256(loaded.data).hexdigest()):
        return None
    schema, trouble = _table_schema(resource)
    read: list[Reading] = []
    try:
        report = check(
            loaded.data,
            name=name,
            format=resource.get("format") or "",
            organization_code=organization_code(package),
            declared_standard=resource.get("tomoni_standard") or package.get("tomoni_standard") or None,
            dataset=surroundings(resource, package),
            table_schema=schema,
            keep=read.append,
            samples=every_place.MOST,
        )
        report.findings += trouble
    except Exception:
        # A fault of ours must not end the worker, and must not look like a clean file.
        log.exception("The check of resource %s broke", resource.get("id"))
        return Found(failed(broken(), name=name, fetched=False))
    return Found(report, read[0] if read else None, loaded.state)


def _table_schema(resource: dict[str, Any]) -> tuple[Any, list[Finding]]:
    """The resource's own schema, and what is wrong with its address."""
    try:
        return source.table_schema(resource), []
    except errors.TomoniError as problem:
        told = failed(problem, name="", fetched=False, severity="warning").findings
        return None, [replace(finding, slug="schema-invalid") for finding in told]


def surroundings(resource: dict[str, Any], package: dict[str, Any]) -> Dataset:
    """What the rules may know of the dataset around ``resource``."""
    headers = {row.resource_id: _header(row) for row in QualityReport.newest_of_package(package["id"])}
    others = [other for other in package["resources"] if other["id"] != resource["id"]]
    return Dataset(
        resource_name=str(resource.get("name") or ""),
        description=str(package.get("notes") or ""),
        update_frequency=str(package.get("frequency_of_update") or ""),
        neighbours=tuple(
            Neighbour(str(other.get("name") or ""), str(other.get("description") or ""), headers.get(other["id"], ()))
            for other in others
        ),
    )


def _header(row: QualityReport) -> tuple[str, ...]:
    sheets = row.report.get("sheets") or [{}]
    return tuple(sheets[0].get("header") or ())


def organization_code(package: dict[str, Any]) -> str | None:
    """全国地方公共団体コード of the dataset's organization."""
    group = model.Group.get(package.get("owner_org") or "")
    extras: dict[str, str] = getattr(group, "extras", None) or {}
    return extras.get("local_government_code") or None


def _after(package: dict[str, Any], resource: dict[str, Any], found: Found, before: str | None) -> None:
    """What follows a stored report; none of it may undo it."""
    report, rows = found.report, None
    try:
        rows = loading.conforming(found.reading) if report.standard and found.reading else None
        telling.tell(resource, package, report, rows)
    except Exception:
        model.Session.rollback()
        log.exception("Nobody heard of the rows of resource %s", resource["id"])
    try:
        if loading.wanted() and rows:
            loading.load(resource, package, *rows)
        elif loading.wanted() and before and not report.standard:
            loading.unload(resource)
    except Exception:
        model.Session.rollback()
        log.exception("Resource %s was not loaded into the DataStore", resource["id"])
    try:
        search.rebuild(package["id"])
    except Exception:
        log.exception("Dataset %s was not indexed after its check", package["id"])
    try:
        notices.queue()
    except Exception:
        model.Session.rollback()
        log.exception("What is to be told of resource %s waits for the sweep", resource["id"])
