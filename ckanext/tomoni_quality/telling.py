"""Tells the other plugins, by signal, of the rows of a checked table, or that there are none any more.

``tomoni_quality:table_loaded`` carries ``resource_id``, ``package_id``, ``standard``, ``edition`` and ``records``:
typed rows by the standard's keys, which every listener may read anew. ``tomoni_quality:table_unloaded`` carries
``resource_id`` and ``package_id``. Siblings never import each other: who listens knows the names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.standards import Recognition
from ckanext.tomoni_core.standards.records import records
from ckanext.tomoni_quality.report import Report

__all__ = ["LOADED", "SENDER", "UNLOADED", "tell"]

SENDER = "tomoni_quality"
LOADED = "tomoni_quality:table_loaded"
UNLOADED = "tomoni_quality:table_unloaded"
GONE = ("not_found", "gone")


@dataclass(frozen=True)
class Rows:
    """The records of a table, made while they are read: no listener takes them from the next."""

    table: Table
    recognition: Recognition

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return records(self.table, self.recognition)


def tell(
    resource: dict[str, Any], package: dict[str, Any], report: Report, found: tuple[Table, Recognition] | None
) -> None:
    """Tell of the rows of ``found``, or that the file has none.

    A file that could not be had today (a server or a storage that does not answer) tells nothing: its rows were right
    yesterday. A server that says that there is no such file is believed.
    """
    ids = {"resource_id": resource["id"], "package_id": package["id"]}
    if found:
        table, recognition = found
        standard = recognition.standard
        told = {"standard": standard.slug, "edition": standard.edition, "records": Rows(table, recognition)}
        tk.signals.ckanext.signal(LOADED).send(SENDER, **ids, **told)
    elif _was_read(report) or any(finding.slug in GONE for finding in report.findings):
        tk.signals.ckanext.signal(UNLOADED).send(SENDER, **ids)


def _was_read(report: Report) -> bool:
    return report.status == "ok" or report.score is not None
