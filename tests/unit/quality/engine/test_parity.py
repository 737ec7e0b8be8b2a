"""The engine and Frictionless give one answer: every error, its place, note and message, in the same order."""

from __future__ import annotations

from typing import Any

import pytest
from frictionless import Checklist, Schema, checks
from frictionless.resources import TableResource
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.tomoni_quality import engine
from ckanext.tomoni_quality.engine.patterns import rusty
from ckanext.tomoni_quality.engine.validating import dialect

Rows = list[list[str]]
LIMITLESS = 0

_NUMBERS = st.sampled_from(
    ["0", "1", "-1", "1.0", "1.50", "+5", " 7 ", "１２", "1_000", "1,000", "1e3", "nan", "-inf", "Infinity", "0x1",
     "05", "9007199254740993", "9007199254740992", "1" * 30, "3.0000000000000001", "3", "."]
)  # fmt: skip
_DATES = st.sampled_from(
    ["2024-05-01", "2024-5-1", "2024-02-29", "2023-02-29", "0001-01-01", "0000-01-01", "2024-12-31", "2024-05-28",
     "2024/05/01", "令和6年5月1日", " 2024-05-01", "2024-05-01\n"]
)  # fmt: skip
_TEXTS = st.sampled_from(
    ["a", "b", "A", "ab", "abc", "131016", "１３１０１６", "東京都", "", "-", "None", "true", "0", "a\n", "{note}", "é"]
)
_OTHERS = st.sampled_from(
    ["true", "True", "1", "false", "FALSE", "2024", "02024", "2024-05", "12:30:00", "12:30:00Z", "2024-05-01T12:30:00",
     "2024-05-01T12:30:00Z", "2024-05-01T21:30:00+09:00", "P1D", "PT24H", "P1Y"]
)  # fmt: skip
_CELL = _OTHERS | _TEXTS | _NUMBERS | _DATES | st.text(max_size=4)
_PATTERNS = ["[0-9]{6}", r"\d+", "a|b", "^[a-z]*$", "a.*", r"[^\d]+", "[ぁ-ん]+", "a*?", r"\w+", "$"]


def _constraints(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    own: dict[str, st.SearchStrategy[Any]] = {"required": st.booleans(), "unique": st.booleans()}
    if kind == "string":
        own |= {
            "minLength": st.integers(0, 3), "maxLength": st.integers(0, 3),
            "pattern": st.sampled_from(_PATTERNS),
            "enum": st.lists(st.sampled_from(["a", "b", "131016", "東京都"]), min_size=1, max_size=3),
        }  # fmt: skip
    elif kind == "integer":
        bounds = st.integers(-1, 5)
        own |= dict.fromkeys(("minimum", "maximum"), bounds)
        own["enum"] = st.just(["1", "3"])
    elif kind == "number":
        bounds = st.sampled_from([0, 1, "1.5", 3, "3.0000000000000001", "9007199254740993"])
        own |= dict.fromkeys(("minimum", "maximum"), bounds)
    elif kind == "date":
        own |= {name: st.sampled_from(["2024-05-01", "2024-05-28"]) for name in ("minimum", "maximum")}
    elif kind in ("any", "boolean"):
        own["enum"] = st.just(["a", "true"] if kind == "any" else ["true"])
    return st.dictionaries(st.sampled_from(sorted(own)), st.none(), max_size=3).flatmap(
        lambda names: st.fixed_dictionaries({name: own[name] for name in names})
    )


_KINDS = ["string", "integer", "number", "date", "boolean", "any", "year", "time", "yearmonth", "datetime", "duration"]


@st.composite
def _field(draw: st.DrawFn, name: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(_KINDS))
    own: dict[str, Any] = {"name": name, "type": kind, "constraints": draw(_constraints(kind))}
    if kind == "string":
        own["format"] = draw(st.sampled_from(["default", "default", "uri", "email"]))
    if kind == "date" and not own["constraints"].keys() & {"minimum", "maximum"}:
        own["format"] = draw(st.sampled_from(["default", "default", "%Y/%m/%d", "any"]))
    if kind == "number" and not own["constraints"].keys() & {"minimum", "maximum"} and draw(st.booleans()):
        own |= draw(
            st.sampled_from([{"groupChar": ","}, {"decimalChar": ","}, {"bareNumber": False}, {"floatNumber": True}])
        )
    if kind == "integer" and draw(st.booleans()):
        own["bareNumber"] = False
    if draw(st.integers(0, 4)) == 0:
        own["missingValues"] = ["", "-"]
    return own


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[str, Any], list[str], Rows]:
    """A schema, a header that mostly fits it, and rows that mostly fit the header."""
    width = draw(st.integers(1, 4))
    names = [f"f{number}" for number in range(width)]
    schema: dict[str, Any] = {"fields": [draw(_field(name)) for name in names]}
    if draw(st.booleans()):
        schema["missingValues"] = draw(st.sampled_from([["", "-"], [], ["-", "None"]]))
    if draw(st.integers(0, 2)) == 0:
        schema["primaryKey"] = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    labels = list(names)
    spoilt = draw(st.integers(0, 12))
    if spoilt == 0:
        labels = [*labels, "more"]
    elif spoilt == 1:
        labels = labels[:-1]
    elif spoilt == 2:
        labels[0] = draw(st.sampled_from(["", "other", labels[-1]]))
    exact = st.lists(_CELL, min_size=len(labels), max_size=len(labels))
    rows = draw(st.lists(exact | exact | st.lists(_CELL, max_size=5), max_size=8))
    if rows and draw(st.booleans()):
        rows += [list(row) for row in draw(st.lists(st.sampled_from(rows), max_size=3))]
    return schema, labels, rows


def both(
    schema: dict[str, Any], labels: list[str], rows: Rows, limit: int = LIMITLESS, **checklist: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The reports of Frictionless and of the engine, as descriptors without the time they took."""
    theirs = TableResource(name="table", data=[labels, *rows], schema=Schema.from_descriptor(schema), dialect=dialect())
    report = theirs.validate(Checklist(**checklist), limit_errors=limit)
    ours = engine.validate(
        engine.Columns.of_rows(labels, rows), Schema.from_descriptor(schema), Checklist(**checklist), limit_errors=limit
    )
    assert ours.descriptors() == ours.report().to_descriptor()["tasks"][0]["errors"]
    return _timeless(report.to_descriptor()), _timeless(ours.report().to_descriptor())


def _timeless(report: dict[str, Any]) -> dict[str, Any]:
    report["stats"].pop("seconds")
    for task in report["tasks"]:
        task["stats"].pop("seconds")
    return report


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(table=tables(), limit=st.sampled_from([LIMITLESS, LIMITLESS, 1, 2, 5, 1000]))
def test_reports_are_equal(table: tuple[dict[str, Any], list[str], Rows], limit: int) -> None:
    """Generated schemas and tables."""
    theirs, ours = both(*table, limit=limit)
    assert ours == theirs


#: A table with an error of each type that Frictionless tells of rows and cells.
SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True, "unique": True}},
        {"name": "code", "type": "string", "constraints": {"pattern": "[0-9]{6}"}},
        {"name": "lat", "type": "number", "constraints": {"minimum": 20, "maximum": 46}},
        {"name": "day", "type": "date"},
    ],
    "primaryKey": ["code"],
}
LABELS = ["id", "code", "lat", "day"]
ROWS = [
    ["1", "131016", "35.0", "2024-05-01"],
    ["1", "131016", "135.0", "2024-05-01"],
    ["", "13101", "35.0", "2024/5/1"],
    ["x", "", "北緯", ""],
    ["5", "131024"],
    ["6", "131032", "35.0", "2024-05-01", "extra", ""],
    ["", "", "", ""],
    [],
    ["+6", "131041", "35", "2024-02-30"],
]
TYPES = {
    "blank-row", "constraint-error", "extra-cell", "missing-cell", "primary-key", "type-error", "unique-error",
}  # fmt: skip


def test_every_type_of_error() -> None:
    """The sample has each, and both find the same."""
    theirs, ours = both(SCHEMA, LABELS, ROWS)
    assert {error["type"] for error in theirs["tasks"][0]["errors"]} == TYPES
    assert ours == theirs


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (["id", "code", "lat"], "missing-label"),
        ([*LABELS, "more"], "extra-label"),
        (["id", "", "lat", "day"], "blank-label"),
        (["id", "id", "lat", "day"], "duplicate-label"),
        (["id", "kode", "lat", "day"], "incorrect-label"),
    ],
)
def test_errors_of_the_header(labels: list[str], found: str) -> None:
    """They are Frictionless's own, and so are the rows below them."""
    theirs, ours = both(SCHEMA, labels, ROWS)
    assert found in {error["type"] for error in theirs["tasks"][0]["errors"]}
    assert ours == theirs


def test_an_empty_source() -> None:
    """No header and no row; and a header alone."""
    for labels in ([], LABELS):
        theirs, ours = both(SCHEMA, labels, [])
        assert ours == theirs


def test_a_checklist_means_the_same() -> None:
    """Errors picked, errors left out, and further checks, which Frictionless does."""
    for wanted in ({"pick_errors": ["type-error"]}, {"skip_errors": ["#cell"]}, {"checks": [checks.duplicate_row()]}):
        theirs, ours = both(SCHEMA, LABELS, [*ROWS, ROWS[0]], **wanted)
        assert ours == theirs
        assert theirs["tasks"][0]["errors"]


def test_foreign_keys() -> None:
    """They are left to Frictionless."""
    schema = {**SCHEMA, "foreignKeys": [{"fields": "code", "reference": {"resource": "", "fields": "id"}}]}
    theirs, ours = both(schema, LABELS, ROWS)
    assert "foreign-key" in {error["type"] for error in theirs["tasks"][0]["errors"]}
    assert ours == theirs


@pytest.mark.parametrize(
    ("pattern", "rust"),
    [
        ("[0-9]{6}", r"\A(?:[0-9]{6})\z"),
        (r"^\d{3}-\d{4}$", r"\A(?:[0-9]{3}-[0-9]{4})\z"),
        (r"[\d-]+", r"\A(?:[0-9-]+)\z"),
        ("a|b", r"\A(?:a|b)\z"),
        (r"\w+", None),
        (r"(?=a)a", None),
        (r"(a)\1", None),
        ("a++", None),
        (r"[^\d]", None),
        ("[[:alpha:]]", None),
        ("a{,3}", None),
        (r"cost\$", None),
    ],
)
def test_patterns_that_mean_the_same_in_rust(pattern: str, rust: str | None) -> None:
    """Any other is put to Python, value by value."""
    assert rusty(pattern) == rust
