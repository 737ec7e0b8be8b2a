"""Who needs the services: every run that uses them says so, and the last one to leave stops them.

A run that was killed (SIGKILL, power) cannot leave. Its name is of a process that no longer lives, so it counts
for nothing: the services it left behind are used by the next run and stopped at that one's end.
``python3 -m scripts.dev up`` holds them without a process, until ``down``.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from scripts.dev import place, process

FOLDER = place.RUN / "holders"
KEPT = "kept-up"


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one run at a time start or stop services."""
    place.RUN.mkdir(parents=True, exist_ok=True)
    with (place.RUN / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _name() -> str:
    return f"{os.getpid()}-{process.born(os.getpid())}"


def enter() -> None:
    """Say that this process needs the services."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / _name()).touch()


def leave() -> None:
    """Say that this process needs them no more."""
    (FOLDER / _name()).unlink(missing_ok=True)


def keep(up: bool) -> None:
    """Hold the services for nobody in particular (``up``), or let go (``down``)."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if up:
        (FOLDER / KEPT).touch()
    else:
        (FOLDER / KEPT).unlink(missing_ok=True)


def anyone() -> bool:
    """Tell whether somebody still needs the services; forget those who died without leaving."""
    if not FOLDER.is_dir():
        return False
    return any([_lives(path) for path in FOLDER.iterdir()])  # noqa: C419 - every dead one is to be forgotten


def _lives(path: Path) -> bool:
    if path.name == KEPT:
        return True
    pid, _, born = path.name.partition("-")
    if pid.isdigit() and process.alive(int(pid)) and process.born(int(pid)) == born:
        return True
    path.unlink(missing_ok=True)
    return False
