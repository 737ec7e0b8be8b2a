"""Which municipal standards a dataset follows, and whether its files keep to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_quality.audit.facts import Facts, text
from ckanext.tomoni_quality.audit.reported import Reported

__all__ = ["measure", "of_14", "of_31", "tally"]

_RECOMMENDED = "2021"
"""The edition of the 14 recommended data sets (推奨データセット, 基本編)."""


@cache
def of_14() -> tuple[str, ...]:
    """The slugs of the 14, by number."""
    return tuple(dict.fromkeys(standard.slug for standard in registry().all() if standard.edition == _RECOMMENDED))


@cache
def of_31() -> tuple[str, ...]:
    """The slugs of 01-31, by number."""
    return tuple(standard.slug for standard in registry().latest() if standard.number.isdecimal())


def measure(facts: Facts, reports: Mapping[str, Reported]) -> list[dict[str, Any]]:
    """One row a standard: ``slug``, ``edition``, ``basis``, ``conforms``; the best of the dataset's files.

    ``basis`` is ``recognised`` by a header or only ``declared``. ``conforms`` is None where no file was checked, or
    the columns of the standard are not known to us.
    """
    rows: dict[str, dict[str, Any]] = {}
    for resource in facts.resources:
        report = reports.get(text(resource.get("id")))
        for row in _rows(facts, resource, report):
            slug = row["slug"]
            if slug not in rows or _better(row, rows[slug]):
                rows[slug] = row
    return [rows[slug] for slug in sorted(rows)]


def _rows(facts: Facts, resource: Mapping[str, Any], report: Reported | None) -> Iterable[dict[str, Any]]:
    if report and report.standard:
        conforms = report.status == "ok" and not report.against_standard
        yield {"slug": report.standard, "edition": report.edition, "basis": "recognised", "conforms": conforms}
    declared = text(resource.get("tomoni_standard")) or text(facts.dataset.get("tomoni_standard"))
    slug, _, edition = declared.partition("@")
    known = registry().get(slug) if slug else None
    if known and not (report and report.standard == slug):
        checked = report is not None and report.score is not None and bool(known.columns)
        yield {"slug": slug, "edition": edition or None, "basis": "declared", "conforms": False if checked else None}


def _better(row: dict[str, Any], other: dict[str, Any]) -> bool:
    return _worth(row) > _worth(other)


def _worth(row: dict[str, Any]) -> tuple[int, bool]:
    return (None, False, True).index(row["conforms"]), row["basis"] == "recognised"


def tally(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """How many of the 14 and of 01-31 are published and conform, over the rows of any number of datasets."""
    conforms: dict[str, bool] = {}
    for row in rows:
        conforms[row["slug"]] = conforms.get(row["slug"], False) or row["conforms"] is True
    return {
        name: {"published": sum(s in conforms for s in slugs), "conform": sum(conforms.get(s, False) for s in slugs),
               "of": len(slugs)}
        for name, slugs in (("recommended_14", of_14()), ("standards_31", of_31()))
    }  # fmt: skip
