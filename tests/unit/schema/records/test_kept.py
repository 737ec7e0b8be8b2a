"""The folder of kept answers: whole files only, never too many, one writer at a time."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path
from typing import Any

import pytest

from ckanext.tomoni_schema.records import kept
from ckanext.tomoni_schema.records.kept import Busy, Shelf


def shelf(folder: Path, most: int = 1000) -> Shelf:
    """A folder that is there."""
    made = Shelf.make(folder / "kept", most)
    assert made
    return made


def put(place: Shelf, name: str, content: bytes) -> None:
    """Keep a file."""
    with place.draft() as draft:
        draft.write(content)
        place.put(draft, name)


def content(place: Shelf, name: str) -> bytes | None:
    """What is found."""
    file = place.find(name)
    if file is None:
        return None
    with file:
        return file.read()


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    """Nothing is found while it is written, nothing stays of what was left."""
    place = shelf(tmp_path)
    with place.draft() as draft:
        draft.write(b"ha")
        assert content(place, "a") is None
        draft.write(b"lf")
        place.put(draft, "a")
    assert content(place, "a") == b"half"
    with place.draft() as draft:
        draft.write(b"x")
    assert [path.name for path in place.folder.iterdir()] == ["a"]


def test_the_folder_stays_below_its_size(tmp_path: Path) -> None:
    """What was not asked for longest goes; what would fill half of it is not kept; another process's draft stays."""
    place = shelf(tmp_path, most=100)
    for number, name in enumerate("abc"):
        put(place, name, b"x" * 30)
        os.utime(place.folder / name, (1000 + number, 1000 + number))
    assert content(place, "a")
    (place.folder / "draft-other").write_bytes(b"y" * 500)
    put(place, "d", b"x" * 30)
    assert sorted(path.name for path in place.folder.iterdir()) == ["a", "c", "d", "draft-other"]
    put(place, "large", b"x" * 51)
    assert content(place, "large") is None


def test_what_a_dead_process_left_goes(tmp_path: Path) -> None:
    """Its draft, after hours."""
    place = shelf(tmp_path)
    left = place.folder / "draft-left"
    left.touch()
    os.utime(left, (1, 1))
    put(place, "a", b"x")
    assert not left.exists()


def _hold(folder: Path, held: Any, done: Any) -> None:
    with shelf(folder).turn("a", 0):
        held.set()
        done.wait(30)


def test_processes_take_turns(tmp_path: Path) -> None:
    """Of another process's turn one is told, for the same file only; a process that ends gives its turn back."""
    context = multiprocessing.get_context("fork")
    held, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path, held, done))
    other.start()
    assert held.wait(30)
    place = shelf(tmp_path)
    with pytest.raises(Busy), place.turn("a", 0.2):
        pass
    with place.turn("b", 0):
        pass
    other.kill()
    other.join()
    with place.turn("a", 5):
        pass


def test_a_full_disk_ends_the_draft_alone(tmp_path: Path) -> None:
    """Who reads the answer notices nothing."""
    place = shelf(tmp_path)
    with Path("/dev/full").open("wb", buffering=0) as full:
        draft = kept.Draft(full, tmp_path / "none", 10)
        draft.write(b"x")
        assert draft.given_up
        place.put(draft, "a")
    assert content(place, "a") is None


def test_a_folder_that_cannot_be_is_none(tmp_path: Path) -> None:
    """Below a file, for one."""
    (tmp_path / "file").touch()
    assert Shelf.make(tmp_path / "file" / "kept", 10) is None
