"""A resource converted to the current edition of its standard, and whether that is offered."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.reading import Limits, read
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_core.standards.conversion import Conversion, convert_first, target_of
from ckanext.tomoni_schema import resource_files

__all__ = ["convert", "file_name", "offered"]

#: Enough for any municipal table; a web process has other visitors.
LIMITS = Limits(max_rows=200_000, max_cells=4_000_000, max_unzipped=200 * 1024 * 1024)


def convert(resource: dict[str, Any], *, keep: bool = False) -> Conversion:
    """Convert the file of ``resource`` (as ``resource_show`` gives it).

    :raises TomoniError: the file cannot be had, is no table, or cannot be converted; the error says why
    """
    data = resource_files.load(resource)
    reading = read(data, name=resource_files.name(resource), format=str(resource.get("format") or ""), limits=LIMITS)
    return convert_first(reading.tables, registry(), keep=keep)


def file_name(made: Conversion) -> str:
    """What the converted file is called; a stranger's file name is no part of it."""
    return f"{made.target.slug}_{made.target.edition}.csv"


def offered(resource: dict[str, Any], package: dict[str, Any]) -> str:
    """Whether the page of ``resource`` offers its conversion: ``older``, ``perhaps``, or empty for not at all.

    ``older`` when the quality check recognised an edition that can be converted; ``perhaps`` when there is no report
    and the standard that is declared has such an edition.
    """
    if not resource_files.is_table(resource):
        return ""
    known = _checked(resource)
    if known:
        standard = registry().get(*known)
        return "older" if standard and target_of(standard, registry()) else ""
    slug = str(resource.get("tomoni_standard") or package.get("tomoni_standard") or "")
    return "perhaps" if any(target_of(each, registry()) for each in registry().editions(slug)) else ""


def _checked(resource: dict[str, Any]) -> tuple[str, str] | None:
    """Standard and edition of the resource's quality report; None without one, or without tomoni_quality."""
    try:
        action = tk.get_action("tomoni_quality_report_show")
        report = action({"user": getattr(tk.current_user, "name", "")}, {"resource_id": resource["id"]})
    except (KeyError, tk.NotAuthorized, tk.ObjectNotFound):
        return None
    standard, edition = report.get("standard"), report.get("edition")
    return (standard, edition) if standard and edition else None
