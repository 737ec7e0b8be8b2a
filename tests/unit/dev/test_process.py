"""Process ids: a number is not a process, and a dead process that lingers does not live."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.dev import holders, leftovers, place, process
from scripts.dev.say import Trouble

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(SLEEP)
    yield child
    child.kill()
    child.wait()


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(place, "STATE", tmp_path)
    monkeypatch.setattr(place, "RUN", tmp_path / "run")
    monkeypatch.setattr(holders, "FOLDER", tmp_path / "run" / "holders")
    return tmp_path


def test_a_zombie_does_not_live() -> None:
    """A service that died and that nobody has waited for still has a number: Solr, killed, looked alive by it."""
    child = subprocess.Popen(["true"])
    deadline = time.monotonic() + 10
    while process.alive(child.pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(child.pid, 0)  # the number is still taken
    assert not process.alive(child.pid)
    child.wait()


def test_a_number_that_belongs_to_somebody_else_is_not_ours(sleeper: subprocess.Popen[bytes]) -> None:
    """The command line decides, not the pid file."""
    assert process.is_one_of(sleeper.pid, "time.sleep(60)")
    assert not process.is_one_of(sleeper.pid, "redis-server")


@pytest.mark.parametrize("text", ["", "abc\n", "\n"])
def test_a_broken_pid_file_is_no_process(tmp_path: Path, text: str) -> None:
    """A pid file cut short by a full disk names nothing."""
    path = tmp_path / "x.pid"
    path.write_text(text)
    assert process.read_pid(path) is None
    assert process.read_pid(tmp_path / "none.pid") is None
    assert not process.is_one_of(None, "x")


def test_end_kills_what_does_not_listen() -> None:
    """A process that ignores SIGTERM is killed in the end."""
    script = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert child.stdout
    child.stdout.readline()
    process.end(child.pid, seconds=0.3)
    assert not process.alive(child.pid)
    child.stdout.close()
    child.wait()


def test_a_run_that_was_killed_holds_nothing(state: Path, sleeper: subprocess.Popen[bytes]) -> None:
    """Its name is forgotten; one that lives is respected; a number used again by another process is not the same."""
    holders.FOLDER.mkdir(parents=True)
    (holders.FOLDER / "999999999-1").touch()
    (holders.FOLDER / f"{sleeper.pid}-1").touch()
    assert not holders.anyone()
    assert list(holders.FOLDER.iterdir()) == []
    (holders.FOLDER / f"{sleeper.pid}-{process.born(sleeper.pid)}").touch()
    assert holders.anyone()


def test_two_runs_hold_together_and_up_holds_without_a_process(state: Path) -> None:
    """The first to leave stops nothing; `up` holds until `down`."""
    assert not holders.anyone()
    holders.enter()
    holders.keep(True)
    holders.leave()
    assert holders.anyone()
    holders.keep(False)
    assert not holders.anyone()


def _portal_process(run: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(SLEEP, env={**os.environ, leftovers.VARIABLE: run})


def test_what_a_killed_run_left_is_ended_and_nothing_else(state: Path, sleeper: subprocess.Popen[bytes]) -> None:
    """Processes of this state folder whose run is dead end; those of other folders are left alone."""
    ours = _portal_process(f"{state}:999999999-1")
    theirs = _portal_process("/somewhere/else:999999999-1")
    try:
        assert leftovers.processes() == {ours.pid: "999999999-1"}
        leftovers.clear()
        assert not process.alive(ours.pid)
        assert process.alive(theirs.pid)
        assert process.alive(sleeper.pid)
    finally:
        for child in (ours, theirs):
            child.kill()
            child.wait()


def test_a_portal_that_runs_is_named_not_ended(state: Path, sleeper: subprocess.Popen[bytes]) -> None:
    """A second `make portal` says that the first one runs, with its process id."""
    child = _portal_process(f"{state}:{sleeper.pid}-{process.born(sleeper.pid)}")
    try:
        with pytest.raises(Trouble, match=f"already running .process {sleeper.pid}"):
            leftovers.clear()
        assert process.alive(child.pid)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
