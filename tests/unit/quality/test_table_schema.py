"""A Table Schema that comes with a file: fields by their names, errors where they are, and a stranger's schema."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import patch

import pytest

from ckanext.tomoni_core import errors
from ckanext.tomoni_quality import check
from ckanext.tomoni_quality.engine import patterns
from ckanext.tomoni_quality.table_schema import MAX_BYTES, MAX_FIELDS, parse

FIELDS: list[dict[str, Any]] = [
    {"name": "番号", "type": "integer", "constraints": {"required": True, "unique": True}},
    {"name": "区分", "type": "string", "constraints": {"enum": ["A", "B"]}},
    {"name": "定員", "type": "integer", "constraints": {"maximum": 100}},
]
GOOD = "番号,区分,定員\n1,A,10\n2,B,20\n"


def found(content: str, **schema: Any) -> list[tuple[str, int | None, str | None]]:
    """Slug, row and column of each finding."""
    report = check.check(content.encode(), "table.csv", table_schema={"fields": FIELDS, **schema})
    return [(finding.slug, finding.row, finding.column) for finding in report.findings]


def test_a_file_that_keeps_to_it() -> None:
    """Nothing is found, also where missing values are the schema's own."""
    assert found(GOOD) == []
    assert found(GOOD.replace("20", "-"), missingValues=["", "-"]) == []


def test_each_error_is_at_its_place() -> None:
    """As in the file, below its preamble."""
    content = "利用施設一覧\n\n番号,区分,定員\n1,A,10\n1,C,200\n,A,3\n"
    assert set(found(content)) >= {
        ("unique-error", 5, "番号"), ("constraint-enum", 5, "区分"), ("constraint-maximum", 5, "定員"),
        ("constraint-required", 6, "番号"),
    }  # fmt: skip


def test_a_key_of_several_columns() -> None:
    """Of the rows, not of a column; it is not judged where a column of it is missing, and that is said."""
    assert ("primary-key", 3, None) in found("番号,区分,定員\n1,A,1\n2,A,1\n", primaryKey=["区分", "定員"])
    assert ("schema-not-judged", None, None) in found("番号,定員\n1,1\n", primaryKey=["区分", "定員"])


@pytest.mark.parametrize(
    ("header", "match", "slugs"),
    [
        ("番号,区分,定員", "exact", []),
        ("区分,番号,定員", "exact", ["incorrect-label", "incorrect-label"]),
        ("区分,番号,定員", "equal", []),
        ("番号,区分", "exact", ["missing-label"]),
        ("番号,区分", "equal", ["missing-label"]),
        ("番号,区分", "superset", []),
        ("番号,区分,定員,備考", "exact", ["extra-label"]),
        ("番号,区分,定員,備考", "superset", ["extra-label"]),
        ("番号,区分,定員,備考", "subset", []),
        ("区分,備考", "partial", []),
        ("備考", "partial", ["missing-label"]),
    ],
)
def test_columns_are_matched_by_name(header: str, match: str, slugs: list[str]) -> None:
    """``fieldsMatch`` of Table Schema v2; a column too many makes no cell wrong."""
    cells = {"番号": "1", "区分": "A", "定員": "5", "備考": "x"}
    row = ",".join(cells[name] for name in header.split(","))
    labels = {"missing-label", "extra-label", "incorrect-label"}
    told = [slug for slug, _, _ in found(f"{header}\n{row}\n", fieldsMatch=match)]
    assert [slug for slug in told if slug in labels] == slugs
    assert not set(told) & {"type-error", "constraint-enum", "constraint-required"}


def test_what_needs_more_than_the_file_is_said() -> None:
    """Another table, and a key of lists, which cannot be compared."""
    keys = [{"fields": "区分", "reference": {"resource": "kinds", "fields": "id"}}]
    assert found(GOOD, foreignKeys=keys) == [("schema-not-judged", None, None)]
    lists = [*FIELDS[:2], {"name": "定員", "type": "array", "constraints": {"unique": True}}]
    report = check.check("番号,区分,定員\n1,A,[1]\n2,A,[1]\n".encode(), table_schema={"fields": lists})
    assert "unique-error" not in {finding.slug for finding in report.findings}


def test_a_pattern_without_end_is_given_up() -> None:
    """The rest of the schema is judged."""
    fields = [{**FIELDS[1], "constraints": {"pattern": r"(?:\w|\w\w)+"}}, FIELDS[0]]
    content = f"区分,番号\n{'a' * 60}!,x\n"
    with patch.object(patterns, "ONE", 0.05):
        report = check.check(content.encode(), table_schema={"fields": fields})
    told = {finding.slug: finding for finding in report.findings}
    assert {"type-error", "schema-not-judged"} <= told.keys()
    assert told["schema-not-judged"].samples[0].ja.endswith("区分")


@pytest.mark.parametrize(
    "schema",
    [
        "", "{", "[]", "null", '"fields"', "{}", '{"fields": 3}', '{"fields": [3]}', '{"fields": [{}]}',
        '{"fields": [{"name": "a", "type": "nothing"}]}', '{"fields": [{"name": "a"}, {"name": "a"}]}',
        '{"fields": [{"name": "a", "constraints": {"pattern": "("}}]}',
        '{"fields": [{"name": "a", "type": "integer", "constraints": {"minimum": {}}}]}',
        '{"fields": [{"name": "a", "type": "integer", "constraints": {"maxLength": 3}}]}',
        "[" * 100_000, " " * (MAX_BYTES + 1),
        json.dumps({"fields": [{"name": str(number)} for number in range(MAX_FIELDS + 1)]}),
    ],
)  # fmt: skip
def test_what_is_no_schema_is_said(schema: str) -> None:
    """In both languages; the file is checked by all else."""
    with pytest.raises(errors.TomoniError) as problem:
        parse(schema)
    assert problem.value.slug == "schema-invalid"
    assert problem.value.ja
    assert problem.value.en
    if schema:
        report = check.check(GOOD.encode(), table_schema=schema)
        assert [finding.slug for finding in report.findings] == ["schema-invalid"]


def test_what_cannot_be_compared_ends_nothing() -> None:
    """A time with a zone and one without."""
    fields = [{"name": "時刻", "type": "datetime", "constraints": {"minimum": "2024-05-01T00:00:00Z"}}]
    report = check.check("時刻\n2024-05-01T00:00:00\n".encode(), table_schema={"fields": fields})
    assert "schema-not-judged" in {finding.slug for finding in report.findings}


def test_nothing_is_fetched_for_a_schema() -> None:
    """A path, a profile, a reference: they lead nowhere."""
    schema = {
        "$schema": "http://127.0.0.1:1/x.json", "profile": "http://127.0.0.1:1/y.json", "path": "/etc/passwd",
        "fields": [*FIELDS[:2], {**FIELDS[2], "rdfType": "http://127.0.0.1:1/z"}],
    }  # fmt: skip
    with patch("socket.socket.connect", side_effect=AssertionError):
        assert check.check(GOOD.encode(), table_schema=schema).findings == []


def test_rows_of_a_recognised_standard_are_not_told_twice() -> None:
    """The schema speaks first."""
    from ckanext.tomoni_quality.rules import _standards

    header = _standards.header()
    content = _standards.table(header, 設置位置="")
    fields = [{"name": name, "constraints": {"required": True} if name == "設置位置" else {}} for name in header]
    report = check.check(content.encode(), "toilets.csv", table_schema={"fields": fields})
    assert report.standard == "public_toilet"
    assert [finding.slug for finding in report.findings if finding.column == "設置位置"] == ["constraint-required"]
