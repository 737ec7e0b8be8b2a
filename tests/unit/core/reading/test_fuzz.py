"""Whatever the bytes are, reading gives a reading or a ``ReadingError``: files of every kind, spoilt at random."""

from __future__ import annotations

import resource

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.tomoni_core.errors import LegacyFormat, ReadingError
from ckanext.tomoni_core.reading import Limits, read
from tests.unit.core.reading.seeds import seeds

#: Small bounds: a spoilt file that claims to be large must meet them, and quickly.
LIMITS = Limits(max_bytes=1 << 20, max_unzipped=1 << 22, max_cells=200_000, max_rows=50_000, max_json=1 << 20)
PIECES = [
    b"", b"\x00", b'"', b"\n", b",", b"\xff\xfe", b"PK\x03\x04", b"<!DOCTYPE x>", b"[" * 2_000, b"{}", b"9" * 30,
    b"\x81",
]  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """One of the seeds with a few pieces cut out, put in, doubled or overwritten."""
    data = bytearray(draw(st.sampled_from(list(seeds().values()))))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        size = draw(st.sampled_from([1, 1, 4, 64, 4_096]))
        how = draw(st.integers(0, 3))
        if how == 0:
            del data[at : at + size]
        elif how == 1:
            data[at:at] = draw(st.sampled_from(PIECES) | st.binary(max_size=8))
        elif how == 2:
            data[at:at] = data[at : at + size]
        else:
            data[at : at + size] = draw(st.binary(min_size=1, max_size=4))
    return bytes(data)


def whole(data: bytes, name: str) -> None:
    """Reading ends with a reading or with an error that says what is wrong."""
    try:
        reading = read(data, name=name, limits=LIMITS)
    except ReadingError as problem:
        told = problem.ja and problem.en
    else:
        told = bool(reading.tables)
        for table in reading.tables:
            assert all(len(row) >= len(table.header) for row in table.rows)
            assert all(isinstance(cell, str) for row in table.rows for cell in row)
    assert told


@settings(max_examples=400, deadline=None)
@given(data=spoilt(), name=st.sampled_from(["", "a.csv", "a.json", "a.xlsx", "a.zip", "a.ods"]))
def test_spoilt_files(data: bytes, name: str) -> None:
    whole(data, name)


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=300), name=st.sampled_from(["", "a.csv", "a.geojson"]))
def test_any_bytes(data: bytes, name: str) -> None:
    whole(data, name)


@pytest.mark.parametrize("kind", seeds())
def test_a_seed_is_read_and_cut_anywhere_it_is_read_or_told(kind: str) -> None:
    data = seeds()[kind]
    assert read(data).tables
    for end in range(0, len(data), max(len(data) // 40, 1)):
        whole(data[:end], "")


def test_a_spoilt_old_workbook_does_not_take_all_memory() -> None:
    """Sixty-four bytes too many, and its reader asked for more memory than the machine has."""
    data = seeds()["xls"]
    with pytest.raises(LegacyFormat):
        read(data[:512] + data[448:])
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 3 << 20  # kilobytes
