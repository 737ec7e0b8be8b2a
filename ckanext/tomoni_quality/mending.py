"""A resource's file mended, for the actions: fetched, bounded, and kept a while, for a preview is read page by page."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core import errors
from ckanext.tomoni_core.reading import Limits
from ckanext.tomoni_quality import jobs, settings, source
from ckanext.tomoni_quality.check import check
from ckanext.tomoni_quality.progress import READING, Tell, silent
from ckanext.tomoni_quality.repair import Repair, repair

__all__ = ["Choice", "Mended", "mend", "mend_now", "refused"]

_KEPT = 4
_SECONDS = 300
_lock = threading.Lock()
_done: OrderedDict[tuple[Any, ...], tuple[float, Mended]] = OrderedDict()


@dataclass(frozen=True)
class Choice:
    """What the person chose: mends switched off, and whether UTF-8 gets a BOM."""

    off: frozenset[str] = frozenset()
    bom: bool = True


@dataclass(frozen=True)
class Mended:
    """A mended file: its original bytes, and what the check still finds in each mended table."""

    data: bytes
    repair: Repair
    remaining: list[dict[str, Any]]

    @property
    def digest(self) -> str:
        """Tells one result from another: what was seen is what is published."""
        return hashlib.sha256(b"\0".join(table.data for table in self.repair.tables)).hexdigest()


def mend(resource: dict[str, Any], package: dict[str, Any], choice: Choice, *, fresh: bool = False) -> Mended:
    """Mend the file of ``resource`` (as resource_show gives it).

    :param fresh: fetch it again, whatever was kept: for publishing
    :raises ValidationError: it is no table, cannot be had or read, or is too large, in both languages
    """
    row = model.Resource.get(resource["id"])
    if row is None or not source.is_mendable(row):
        raise tk.ValidationError({"resource_id": [tk._("Only CSV, TSV, Excel and ODS resources are mended")]})
    key = (resource["id"], source.fingerprint(row), choice)
    kept = None if fresh else _kept(key)
    if kept:
        return kept
    try:
        found = mend_now(resource, package, choice, settings.repair_max_cells())
    except errors.TomoniError as problem:
        raise refused(problem) from problem
    _keep(key, found)
    return found


def refused(problem: errors.TomoniError) -> tk.ValidationError:
    """The error of an action, in both languages."""
    ja, en = problem.message("ja"), problem.message("en")
    told = {"resource_id": [en], "ja": [ja], "en": [en], "slug": [problem.slug]}
    return tk.ValidationError(told)  # pyright: ignore[reportArgumentType]


def mend_now(
    resource: dict[str, Any], package: dict[str, Any], choice: Choice, max_cells: int, progress: Tell = silent
) -> Mended:
    """Mend the file of ``resource``, whatever was kept, up to ``max_cells``, and tell how far it is.

    :raises errors.TomoniError: it cannot be had or read, or is larger
    """
    progress(READING, 0, 0)
    data = source.load(resource)
    name, code = source.file_name(resource), jobs.organization_code(package)
    limits = Limits(max_notes=1_000_000, max_cells=max_cells)
    found = repair(
        data, name, str(resource.get("format") or ""), organization_code=code, off=choice.off, bom=choice.bom,
        limits=limits, progress=progress,
    )  # fmt: skip
    declared = resource.get("tomoni_standard") or package.get("tomoni_standard") or None
    remaining: list[dict[str, Any]] = []
    for table in found.tables:
        report = check(table.data, "mended.csv", "CSV", code, declared, samples=1, progress=progress)
        remaining += [{**finding.as_dict(), "sheet": table.sheet} for finding in report.findings]
    return Mended(data, found, remaining)


def _kept(key: tuple[Any, ...]) -> Mended | None:
    with _lock:
        at, found = _done.get(key, (0.0, None))
        return found if time.monotonic() - at < _SECONDS else None


def _keep(key: tuple[Any, ...], found: Mended) -> None:
    with _lock:
        _done[key] = (time.monotonic(), found)
        while len(_done) > _KEPT:
            _done.popitem(last=False)
