"""A long file read as columns is the file read record by record, and is read as columns where it is regular."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.tomoni_core import reading
from ckanext.tomoni_core.errors import ReadingError
from ckanext.tomoni_core.reading import Limits, Reading, long, read
from ckanext.tomoni_core.reading.long import LongRows

CELL = st.sampled_from(
    ["", " ", "　", "1", "３", "甲", "a,b", 'say "no"', "two\nlines", "two\r\nlines", "\x1f", "=1+1", "﻿", "#property"]
)
ROW = st.lists(CELL, min_size=3, max_size=3)


def both(data: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[Reading | str, Reading | str, bool]:
    """``data`` read record by record, then as columns where that is possible, and whether it was."""
    found: list[Reading | str] = []
    for least in (1 << 30, 0):
        monkeypatch.setattr(long, "LEAST_CHARACTERS", least)
        try:
            found.append(read(data))
        except ReadingError as problem:
            found.append(problem.slug)
    return found[0], found[1], isinstance(found[1], Reading) and isinstance(found[1].tables[0].rows, LongRows)


def same(one: Reading | str, other: Reading | str) -> None:
    if isinstance(one, str) or isinstance(other, str):
        assert one == other
        return
    assert one.notes == other.notes
    for a, b in zip(one.tables, other.tables, strict=True):
        assert list(a.rows) == list(b.rows)
        assert [a.rows[n] for n in range(len(a.rows))] == [b.rows[n] for n in range(len(b.rows))]
        assert {**a.__dict__, "rows": ()} == {**b.__dict__, "rows": ()}


@settings(max_examples=300, deadline=None)
@given(
    above=st.lists(st.lists(CELL, max_size=4), max_size=3),
    rows=st.lists(ROW, max_size=8),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    tail=st.sampled_from(["", "\n\n", "注記\n", ",,\n,,\n", ",,,\n", "\x1a"]),
    quoted=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp932", "utf-16"]),
)
def test_columns_hold_what_records_hold(above, rows, end, tail, quoted, encoding) -> None:
    """Generated files: titles, blanks, quotes, line ends, remarks at the end, in several encodings."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerows([*above, ["名称", "種別", "備考"], *rows])
    with pytest.MonkeyPatch.context() as patch:
        one, other, _ = both((out.getvalue() + tail).encode(encoding, "replace"), patch)
    same(one, other)


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet='a1,"\n\r 甲\t;#', max_size=60))
def test_any_text_is_read_alike(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        one, other, _ = both(text.encode(), patch)
    same(one, other)


@pytest.mark.parametrize(
    ("text", "long_enough"),
    [
        ("名称,数\n甲,1\n乙,2\n", True),
        ("施設の一覧\n名称,数\n甲,1\n乙,2\n", True),
        ('名称,数\n"甲, 乙",1\n乙,2\n', True),
        ("名称,数\n甲,1\n\n乙,2\n,\n", True),
        ("名称,数\n甲,1\n乙\n", False),
        ('名称,数\n"甲,1\n', False),
        ("名称,数\n甲\x00,1\n", False),
    ],
)
def test_regular_files_are_read_as_columns(text: str, long_enough: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, as_columns = both(text.encode(), monkeypatch)
    same(one, other)
    assert as_columns is long_enough


def test_a_long_file_is_read_as_columns() -> None:
    data = ("名称,数\n" + "甲,1\n" * 100_000).encode()
    assert isinstance(read(data).tables[0].rows, LongRows)
    with pytest.raises(reading.ReadingError, match="too_many_cells"):
        read(data, limits=Limits(max_cells=100_000))


def test_a_cell_of_many_lines_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, as_columns = both(('名称,数\n甲,"' + "\n" * 200 + '"\n乙,2\n').encode(), monkeypatch)
    same(one, other)
    assert as_columns
    assert isinstance(other, Reading)
    assert [(note.slug, note.row, note.column) for note in other.notes] == [("swallowed_lines", 2, 2)]


def test_few_cells_under_a_wide_header_stay_bounded() -> None:
    """Made as wide as its header, this file of two megabytes would be two billion cells."""
    with pytest.raises(reading.ReadingError, match="too_many_cells"):
        read((",".join(f"列{n}" for n in range(2000)) + "\n" + "a\n" * 1_000_000).encode())


def test_rows_are_a_sequence() -> None:
    rows = read(("名称,数\n" + "甲,1\n" * 100_000).encode()).tables[0].rows
    assert rows[-1] == ["甲", "1"]
    assert list(rows[99_999:]) == [["甲", "1"]]
    assert len(rows[10:]) == 99_990
    with pytest.raises(IndexError):
        rows[100_000]
