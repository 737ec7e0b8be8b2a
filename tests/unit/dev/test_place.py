"""Ports and disks: what the newcomer is told when they are not to be had."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from scripts.dev import place
from scripts.dev.say import Trouble


def test_a_taken_port_is_named_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message holds the port, the service and the variable that shifts all ports."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setitem(place.PORTS, "web", port)
        with pytest.raises(Trouble) as caught:
            place.require_free("web")
    assert f"{port} (web) is taken" in caught.value.cause
    assert "TOMONI_PORT_OFFSET" in caught.value.way_out


def test_a_free_port_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is said when nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setitem(place.PORTS, "web", probe.getsockname()[1])
    place.require_free("web")


def test_a_disk_with_too_little_room_is_told_before_any_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The message says how much is free, how much is needed, and how to use another disk."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(place, "STATE", tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 9, 300 * 1024**2))
    with pytest.raises(Trouble) as caught:
        place.prepare()
    assert "300 MB" in caught.value.cause
    assert "TOMONI_STATE" in caught.value.way_out


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "disk is full"), (errno.EDQUOT, "disk is full"), (errno.EROFS, "cannot write"),
     (errno.EACCES, "cannot write")],
)  # fmt: skip
def test_a_failed_write_names_its_cause(number: int, said: str) -> None:
    """A full disk and a forbidden folder are two things."""
    trouble = place.unwritable(OSError(number, os.strerror(number), "/somewhere/file"))
    assert said in trouble.cause
    assert "/somewhere/file" in trouble.cause
    assert "TOMONI_STATE" in trouble.way_out


def test_a_full_disk_in_the_middle_of_the_work_is_a_trouble_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback: the verb ends with 1 and the message."""
    from scripts.dev import __main__ as command

    def fill(_: list[str]) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/var/full")

    monkeypatch.setitem(command.VERBS, "fill", fill)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    assert command.main(["fill"]) == 1
    assert "/var/full" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file lies where the folder should be."""
    (tmp_path / "file").touch()
    monkeypatch.setattr(place, "STATE", tmp_path / "file" / "state")
    with pytest.raises(Trouble, match="cannot write"):
        place.prepare()


@pytest.mark.parametrize(("umask", "walkable"), [(0o022, True), (0o077, True)])
def test_another_user_can_walk_through_the_state(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, umask: int, walkable: bool
) -> None:
    """PostgreSQL's own user walks to its data, however private the newcomer's files are."""
    for name in ("STATE", "RUN", "LOGS"):
        monkeypatch.setattr(place, name, tmp_path / "state" / ("" if name == "STATE" else name))
    before = os.umask(umask)
    try:
        place.prepare()
    finally:
        os.umask(before)
    assert bool(place.STATE.stat().st_mode & 0o001) is walkable


@pytest.mark.parametrize("offset", ["abc", "-1", "99999"])
def test_an_offset_that_is_no_number_is_refused_in_words(offset: str) -> None:
    """A newcomer's slip ends in one line, not in a traceback."""
    environment = {**os.environ, "TOMONI_PORT_OFFSET": offset}
    command = [sys.executable, "-m", "scripts.dev", "down"]
    done = subprocess.run(command, env=environment, cwd=place.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "TOMONI_PORT_OFFSET" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_port_moves_by_the_offset() -> None:
    """Two checkouts run side by side."""
    script = "from scripts.dev import place; print(*sorted(place.PORTS.values()))"
    said = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "TOMONI_PORT_OFFSET": offset},
            cwd=place.ROOT, capture_output=True, text=True, check=True,
        ).stdout
        for offset in ("0", "100")
    ]  # fmt: skip
    plain, moved = ([int(port) for port in line.split()] for line in said)
    assert 5000 in plain
    assert moved == [port + 100 for port in plain]
