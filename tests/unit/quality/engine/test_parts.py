"""A CSV file judged in parts is judged as a whole: cells, numbers of rows and every error are the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from frictionless import Schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.tomoni_core.reading import arrow
from ckanext.tomoni_quality import engine
from ckanext.tomoni_quality.engine import parts, reading
from tests.unit.quality.engine.test_parity import LABELS, ROWS, SCHEMA, Rows, tables

_CHARACTERS = st.sampled_from([*'ab",,"\r\n\n\t あ東\ufeff', "\r\n"])


@contextmanager
def small(size: int, rows: int = 2) -> Iterator[None]:
    """Parts of so many bytes or rows, and few answers remembered."""
    with (
        patch.object(arrow, "_BLOCK_BYTES", size),
        patch.object(arrow, "_BLOCKS", rows),
        patch.object(parts, "_ROWS", rows),
        patch.object(reading, "_REMEMBERED", 2),
    ):
        yield


def read(data: bytes) -> list[engine.Columns]:
    """The parts, as :func:`engine.validate_csv` has them."""
    for way in parts.ways(partial(io.BytesIO, data), ","):
        with suppress(arrow.Irregular):
            return list(way())
    raise AssertionError


def rows_of(found: list[engine.Columns]) -> dict[int, list[str]]:
    """Number to cells."""
    return {
        part.number(place): cells
        for part in found
        for place, cells in enumerate(part.cells(range(part.height)))
    }  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(
    text=st.lists(_CHARACTERS, max_size=30).map("".join), more=st.booleans(), size=st.sampled_from([16, 32, 1 << 20])
)
def test_csv_is_read_as_python_reads_it(text: str, more: bool, size: int) -> None:
    """Quotes never closed, quotes within a cell, line ends of every kind, rows of any length."""
    if more:
        text = "a,b,c\n" + text
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    with small(size):
        found = read(text.encode())
    assert {tuple(part.labels) for part in found} == {tuple(rows[0] if rows else [])}
    assert rows_of(found) == dict(enumerate(rows[1:], engine.FIRST_ROW))


def written(labels: list[str], rows: Rows, end: str = "\n") -> bytes:
    """As a file."""
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows([labels, *rows])
    return out.getvalue().encode()


def both(data: bytes, schema: dict[str, Any], limit: int) -> list[dict[str, Any]]:
    """The reports of the file in parts and of its rows at once."""
    labels, *rows = list(csv.reader(io.StringIO(data.decode(), newline=""))) or [[]]
    asked = Schema.from_descriptor(schema)
    found = [
        engine.validate_csv(partial(io.BytesIO, data), asked, limit_errors=limit),
        engine.validate(engine.Columns.of_rows(labels, rows), asked, limit_errors=limit),
    ]
    reports = [one.report().to_descriptor() for one in found]
    for report in reports:
        report["tasks"][0]["stats"].pop("seconds")
        report["stats"].pop("seconds")
    return reports


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    table=tables(), limit=st.sampled_from([0, 0, 1, 2, 5]), size=st.sampled_from([48, 96, 1 << 20]),
    rows=st.integers(1, 3), end=st.sampled_from(["\n", "\r\n"]),
)  # fmt: skip
def test_parts_are_judged_as_a_whole(
    table: tuple[dict[str, Any], list[str], Rows], limit: int, size: int, rows: int, end: str
) -> None:
    """Keys that are met again in another part, and the limit of errors within one."""
    schema, labels, cells = table
    with small(size, rows):
        ours, whole = both(written(labels, cells, end), schema, limit)
    assert ours == whole


@pytest.mark.parametrize("way", [0, 1, 2])
def test_a_key_is_met_again_far_away(way: int) -> None:
    """Each way of reading gives several parts here; rows of another width stand between them."""
    regular = [row for row in ROWS if row]
    data = written(LABELS, [*regular, *regular, *regular])
    with small(80, 1):
        found = list(parts.ways(partial(io.BytesIO, data), ",")[way]())
        assert len(found) > 3
        ours, whole = both(data, SCHEMA, 0)
    assert ours == whole
    kinds = [error["type"] for error in ours["tasks"][0]["errors"]]
    assert {"primary-key", "unique-error", "extra-cell", "missing-cell", "blank-row"} <= set(kinds)


def test_what_is_not_utf8_is_said() -> None:
    """Nothing is guessed."""
    with pytest.raises(UnicodeDecodeError):
        engine.validate_csv(partial(io.BytesIO, "id\n東京\n".encode("cp932")), Schema.from_descriptor(SCHEMA))


@pytest.mark.parametrize(("keys", "times"), [("abcdef", 1), ("aaxxxx", 1), ("xxbxxc", 1), ("abcabc", 2), ("xxaxay", 2)])
def test_the_file_is_read_again_only_for_keys_that_are_far_apart(keys: str, times: int) -> None:
    """A value that stands for none in many rows is noticed on the way."""
    data = written(["id", "code"], [[key, "1"] for key in keys])
    opened: list[None] = []

    def reopened() -> io.BytesIO:
        opened.append(None)
        return io.BytesIO(data)

    fields = [{"name": "id", "type": "string", "constraints": {"unique": True}}, {"name": "code", "type": "string"}]
    with small(8, 1):
        found = engine.validate_csv(reopened, Schema.from_descriptor({"fields": fields}))
    again = [number for number, key in enumerate(keys, 2) if key in keys[: number - 2]]
    assert [fault.row_number for fault in found.faults] == again
    assert len(opened) == times
