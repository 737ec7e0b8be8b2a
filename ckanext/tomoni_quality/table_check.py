"""Check a table that is still being typed: the very check of files, told cell by cell. Pure, no CKAN.

The rows are written as the file they would be published as and that file is checked, so that an editor says neither
more nor less than the report will say of the file after publishing; what the dataset lacks is no matter of a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ckanext.tomoni_core.writing import csv_bytes, is_blank
from ckanext.tomoni_quality.check import check
from ckanext.tomoni_quality.finding import Finding, Sample

__all__ = ["MAX_CELLS", "MAX_COLUMNS", "MAX_ROWS", "check_table"]

MAX_ROWS = 10_000
MAX_COLUMNS = 500
#: How many places of one finding are told; the counts are whole.
MAX_CELLS = 1_000
_FILE_NAME = "table.csv"


def check_table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    organization_code: str | None = None,
    declared_standard: str | None = None,
) -> dict[str, Any]:
    """What the check says of the file of ``header`` and ``rows``.

    :returns: ``cells`` (each with 0-based ``row`` of ``rows`` and ``column``), ``table`` (findings of no single cell),
        ``counts`` of each severity, ``score``, ``level``, ``standard``, ``edition``, ``rows`` (how many are not blank)
    """
    filled = [number for number, row in enumerate(rows) if not is_blank(row)]
    report = check(
        csv_bytes(header, [rows[number] for number in filled]), _FILE_NAME, "CSV", organization_code,
        declared_standard, samples=MAX_CELLS,
    )  # fmt: skip
    cells: list[dict[str, Any]] = []
    table: list[dict[str, Any]] = []
    for finding in report.findings:
        placed = [sample for sample in finding.samples if _is_placed(finding, sample, len(filled))]
        cells += [_cell(finding, sample, filled) for sample in placed]
        if not placed:
            table.append(_table(finding))
    known = {"score": report.score, "level": report.level, "standard": report.standard, "edition": report.edition}
    return {"cells": cells, "table": table, "counts": report.counts, "rows": len(filled), **known}


def _is_placed(finding: Finding, sample: Sample, count: int) -> bool:
    # Row 1 of the file is the header: a finding there speaks of the table.
    return bool(finding.column_number and sample.row and 2 <= sample.row < count + 2)


def _said(finding: Finding) -> dict[str, Any]:
    return {
        "slug": finding.slug,
        "severity": finding.severity,
        "ja": finding.ja,
        "en": finding.en,
        "fix_ja": finding.fix_ja,
        "fix_en": finding.fix_en,
    }


def _cell(finding: Finding, sample: Sample, filled: list[int]) -> dict[str, Any]:
    return {
        **_said(finding),
        "row": filled[(sample.row or 2) - 2],
        "column": (finding.column_number or 1) - 1,
        "detail_ja": sample.ja,
        "detail_en": sample.en,
        "suggestion": sample.suggestion,
    }


def _table(finding: Finding) -> dict[str, Any]:
    first = finding.samples[0] if finding.samples else Sample(None, None)
    return {
        **_said(finding),
        "column": finding.column_number - 1 if finding.column_number else None,
        "column_name": finding.column,
        "detail_ja": first.ja,
        "detail_en": first.en,
        "value": finding.value,
        "count": finding.count,
    }
