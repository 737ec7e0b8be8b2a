"""Frictionless on tables as they were read: places as in the file, taught in both languages."""

from __future__ import annotations

import inspect

import pytest
from frictionless import errors as frictionless_errors

from ckanext.tomoni_quality import check, conformity
from ckanext.tomoni_quality.frictionless_messages import MESSAGES, TYPES
from ckanext.tomoni_quality.rules import _standards

HEADER = _standards.header()
#: Errors that cannot come of rows in memory: files, packages, metadata, and the bases of the others.
NOT_OF_TABLES = (
    "error", "data-error", "file-error", "hash-count", "byte-count", "header-error", "label-error", "row-error",
    "cell-error", "table-error", "constraint-error", "resource-error", "scheme-error", "compression-error",
    "metadata-error", "catalog-error", "dataset-error", "checklist-error", "check-error", "detector-error",
    "dialect-error", "control-error", "inquiry-error", "inquiry-task-error", "package-error", "pipeline-error",
    "step-error", "report-error", "report-task-error", "schema-error", "field-error", "stats-error",
)  # fmt: skip


def findings(content: str, slug: str) -> list:
    report = check.check(content.encode(), "toilets.csv")
    assert report.standard == "public_toilet"
    return [finding for finding in report.findings if finding.slug == slug]


def rows(content: str, *more: str) -> str:
    return content + "".join(more)


def test_a_conforming_table_has_no_finding() -> None:
    assert check.check(_standards.table(HEADER).encode(), "toilets.csv").findings == []


def test_a_required_cell() -> None:
    (finding,) = findings(_standards.table(HEADER, 設置位置=""), "constraint-required")
    assert (finding.severity, finding.row, finding.column, finding.column_number) == ("error", 2, "設置位置", 10)
    assert finding.fix_ja
    assert finding.fix_en


def test_a_value_out_of_the_list_names_the_list() -> None:
    (finding,) = findings(_standards.table(HEADER, 車椅子使用者用トイレ有無="あり"), "constraint-enum")
    assert (finding.value, finding.column) == ("あり", "車椅子使用者用トイレ有無")
    assert "有、無" in finding.samples[0].ja


def test_a_number_that_is_none_is_said_once() -> None:
    report = check.check(_standards.table(HEADER, 多機能トイレ数="2つ").encode(), "toilets.csv")
    assert [finding.slug for finding in report.findings] == ["number-with-text"]


def test_rows_are_those_of_the_file_with_a_preamble() -> None:
    content = "公衆トイレ一覧\n令和6年4月1日現在\n" + _standards.table(HEADER, 設置位置="")
    (finding,) = findings(content, "constraint-required")
    assert finding.row == 4


def test_records_with_only_a_number_are_not_asked_for_values() -> None:
    header, first = _standards.table(["番号", *HEADER]).splitlines()
    content = f"{header}\n1{first}\n2{',' * len(HEADER)}\n"
    assert findings(content, "constraint-required") == []
    assert [f.row for f in findings(content, "empty-records")] == [3]


def test_columns_in_another_order_are_judged_by_name() -> None:
    swapped = [*HEADER[1:], HEADER[0]]
    (finding,) = findings(_standards.table(swapped, 設置位置=""), "constraint-required")
    assert finding.column_number == swapped.index("設置位置") + 1


def test_two_own_columns_of_one_name_do_not_break_the_schema() -> None:
    report = check.check(_standards.table([*HEADER, "独自", "独自"]).encode(), "toilets.csv")
    assert {"header-duplicate", "standard-columns-extra"} <= {finding.slug for finding in report.findings}


def test_a_row_that_is_too_long_is_said_once() -> None:
    content = _standards.table(HEADER).rstrip("\n") + ",extra\n"
    report = check.check(content.encode(), "toilets.csv")
    assert [finding.slug for finding in report.findings] == ["row-too-long"]


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_each_type_is_taught(kind: str) -> None:
    assert TYPES[kind].ja
    assert TYPES[kind].en


def test_each_error_of_frictionless_for_tables_is_taught() -> None:
    kinds = {
        value.type
        for _, value in inspect.getmembers(frictionless_errors, inspect.isclass)
        if getattr(value, "type", None)
    }
    untaught = kinds - set(NOT_OF_TABLES) - set(MESSAGES)
    assert untaught == set()
    assert all(m.title.ja and m.title.en and m.fix.ja and m.fix.en for m in MESSAGES.values())
    assert set(conformity.titles()) == set(MESSAGES)
