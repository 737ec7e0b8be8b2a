"""The portal's processes carry the name of the run that started them, so that none outlives it unnoticed.

A run that is killed outright (SIGKILL) leaves web server and workers behind. The next run finds them by that name.
"""

from __future__ import annotations

import os

from scripts.dev import place, process
from scripts.dev.say import Trouble, step

VARIABLE = "TOMONI_PORTAL_RUN"


def mark() -> dict[str, str]:
    """Return the variable that names this run."""
    return {VARIABLE: f"{place.STATE}:{os.getpid()}-{process.born(os.getpid())}"}


def _run_of(pid: int) -> str | None:
    """Return the run that started the process, if it is one of this state folder."""
    try:
        variables = (process.PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return None
    prefix = f"{VARIABLE}={place.STATE}:".encode()
    return next((one[len(prefix) :].decode() for one in variables if one.startswith(prefix)), None)


def processes() -> dict[int, str]:
    """Return each living process of a portal of this state folder, with the run it belongs to."""
    pids = (int(path.name) for path in process.PROC.iterdir() if path.name.isdigit())
    return {pid: run for pid in pids if process.alive(pid) and (run := _run_of(pid))}


def _owner(run: str) -> int | None:
    """Return the process id of the run, if it still lives."""
    pid, _, born = run.partition("-")
    return int(pid) if process.alive(int(pid)) and process.born(int(pid)) == born else None


def clear() -> None:
    """End what killed runs left behind.

    :raises Trouble: when a portal of this checkout is running now
    """
    there = processes()
    for run in sorted(set(there.values())):
        if owner := _owner(run):
            raise Trouble(
                f"このポータルはすでに動いています / this portal is already running (process {owner})",
                f"使うには http://localhost:{place.PORTS['web']} を開き、止めるには kill {owner} / "
                "open it, or stop it first",
            )
    if there:
        with step("前回の残りを片付けています / ending what a killed run left behind"):
            for pid in sorted(there):
                process.end(pid, seconds=5)
