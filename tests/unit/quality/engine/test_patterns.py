"""A pattern of a stranger's schema is held against cells as Frictionless would, and never holds up a check."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from frictionless import Schema
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ckanext.tomoni_quality import engine
from ckanext.tomoni_quality.engine import patterns
from ckanext.tomoni_quality.engine.patterns import Pattern, exact
from tests.unit.quality.engine.test_parity import both

_PATTERNS = ["[0-9]{6}", "a|b", "(?:a|b)c?", "(a+)+", "[^b]*", r"\d+", r"a\.b", "a*?", r"\w+", "(a)\\1", "^ab$", ""]


@settings(max_examples=300, deadline=None)
@given(pattern=st.sampled_from(_PATTERNS), text=st.text("ab.c1１\n", max_size=6))
@example(pattern="a|b", text="ac")
@example(pattern="(?:a|b)c?", text="a\n")
def test_it_means_what_python_means(pattern: str, text: str) -> None:
    """Whichever of the two has to say it."""
    matches = re.compile(f"^{pattern}$").match(text) is not None
    assert (text not in Pattern(pattern).misses([text])) == matches


@pytest.mark.parametrize(("pattern", "rust"), [("(a+)+", True), (r"(\w+)+", False), ("a|b", False), (r"\d", False)])
def test_who_is_asked(pattern: str, rust: bool) -> None:
    """Rust, where it means the same of every text."""
    assert (exact(pattern) is not None) == rust


def _schema(pattern: str) -> Schema:
    return Schema.from_descriptor({"fields": [{"name": "a", "type": "string", "constraints": {"pattern": pattern}}]})


def test_a_pattern_that_grows_without_end_is_judged_at_once() -> None:
    """Python's own would take longer than the world has."""
    rows = [["a" * 60 + "!"], ["a" * 60]]
    found = engine.validate(engine.Columns.of_rows(["a"], rows), _schema("(a+)+"))
    assert [(fault.type, fault.row_number) for fault in found.faults] == [("constraint-error", 2)]
    assert not found.warnings


def test_a_pattern_that_does_not_end_is_given_up() -> None:
    """The rows are judged by all else, and what was not judged is said."""
    rows = [[f"{'a' * 40}{number}!"] for number in range(50)]
    with patch.object(patterns, "ONE", 0.05):
        found = engine.validate(engine.Columns.of_rows(["a"], [*rows, ["x", "y"]]), _schema(r"(?:\w|\w\w)+"))
    assert [fault.type for fault in found.faults] == ["extra-cell"]
    assert found.given_up == ["a"]
    assert found.report().task.warnings == found.warnings


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("boolean", ["true", "1", "false", "FALSE"]),
        ("datetime", ["2024-05-01T12:30:00Z", "2024-05-01T21:30:00+09:00", "2024-05-01T12:30:00"]),
        ("year", ["2024", "02024", "2024"]),
        ("duration", ["PT24H", "P1D", "P1Y"]),
    ],
)
def test_one_value_written_in_two_ways_is_one_key(kind: str, cells: list[str]) -> None:
    """As Frictionless compares them."""
    schema = {"fields": [{"name": "a", "type": kind, "constraints": {"unique": True}}]}
    theirs, ours = both(schema, ["a"], [[cell] for cell in cells])
    assert ours == theirs
