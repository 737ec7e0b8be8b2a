"""A ZIP is its tables: what is none is told, what is broken stops no other."""

from __future__ import annotations

import io
import zipfile

import pytest

from ckanext.tomoni_core.errors import NoTable, TooBig
from ckanext.tomoni_core.reading import Limits, read

CSV = "名称,数\n甲,1\n".encode()


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


def test_each_member_is_a_file() -> None:
    reading = read(archive({"a.csv": CSV, "dir/b.csv": "名称\n乙\n".encode("cp932"), "説明.txt": b"\xff\xd8\xff"}))
    assert reading.kind == "zip"
    assert [(table.sheet, table.header) for table in reading.tables] == [
        ("a.csv", ["名称", "数"]),
        ("dir/b.csv", ["名称"]),
    ]
    assert [part.encoding for part in reading.parts] == ["utf-8", "cp932"]
    assert [(note.slug, note.value) for note in reading.notes] == [("member_no_table", "説明.txt")]


def test_a_workbook_in_an_archive_is_read_and_an_archive_is_not() -> None:
    from tests.unit.core.reading.test_workbook import simple, workbook

    reading = read(archive({"a.xlsx": workbook(simple), "b.zip": archive({"c.csv": CSV})}))
    assert [table.sheet for table in reading.tables] == ["a.xlsx/Sheet"]
    assert [(note.slug, note.value) for note in reading.notes] == [("member_no_table", "b.zip")]


def test_rubbish_is_passed_over_and_nothing_readable_is_no_table() -> None:
    with pytest.raises(NoTable) as caught:
        read(archive({"__MACOSX/._a.csv": CSV, "._b.csv": CSV, ".DS_Store": CSV, "道路.prj": CSV}))
    assert caught.value.context["count"] == 1
    assert "道路.prj" in caught.value.ja
    with pytest.raises(NoTable):
        read(archive({}))


def test_one_broken_member_stops_no_other() -> None:
    data = bytearray(archive({"a.csv": CSV * 10, "b.csv": CSV}, zipfile.ZIP_STORED))
    data[data.index(CSV) + 3] ^= 0xFF
    reading = read(bytes(data))
    assert [table.sheet for table in reading.tables] == ["b.csv"]
    assert [note.slug for note in reading.notes] == ["member_unreadable"]


def test_names_of_windows_are_read_and_lead_nowhere() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        info = zipfile.ZipInfo("x" * 8)
        made.writestr(info, CSV)
        made.writestr("../../etc/passwd.csv", CSV)
    data = out.getvalue().replace(b"x" * 8, "一覧.csv".encode("cp932"))
    assert [table.sheet for table in read(data).tables] == ["一覧.csv", "etc/passwd.csv"]


def test_bounds_hold() -> None:
    with pytest.raises(TooBig):
        read(archive({"a.csv": b"0" * 50_000_000}), limits=Limits(max_unzipped=1_000_000))
    with pytest.raises(TooBig):
        read(archive({"a.csv": b"0" * 50_000_000}))
    with pytest.raises(TooBig):
        read(archive({f"{n}.csv": CSV for n in range(20)}), limits=Limits(max_zip_entries=10))
    reading = read(archive({f"{n}.csv": CSV * 10 for n in range(20)}), limits=Limits(max_cells=200))
    assert 0 < len(reading.tables) < 20
    assert {note.slug for note in reading.notes} == {"member_unreadable"}


def test_notes_of_a_member_stay_with_its_table() -> None:
    reading = read(archive({"a.csv": CSV[:0], "b.xlsx": CSV}))
    assert [note.slug for note in reading.tables[0].notes] == ["format_mismatch"]
