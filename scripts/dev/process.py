"""What a process id tells: whether it lives, whether it is the one we mean, and how to end it.

A pid file outlives its process, and the number may belong to another program by then: every question here
looks at the process itself (``/proc``), never at the number alone.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

PROC = Path("/proc")


def alive(pid: int | None) -> bool:
    """Tell whether the process runs; one that has ended and waits for its parent does not."""
    return pid is not None and _state(pid) not in ("", "Z", "X")


def _stat(pid: int) -> list[str]:
    """Return the fields of ``/proc/PID/stat`` after the name, which may hold anything."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _state(pid: int) -> str:
    fields = _stat(pid)
    return fields[0] if fields else ""


def born(pid: int) -> str:
    """Return the start time of the process in ticks since boot: with the number, it names one process for ever."""
    fields = _stat(pid)
    return fields[19] if len(fields) > 19 else ""


def is_one_of(pid: int | None, *words: str) -> bool:
    """Tell whether the process lives and its command line holds each of ``words``."""
    if pid is None or not alive(pid):
        return False
    try:
        command = (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return False
    return all(word in command for word in words)


def read_pid(path: Path) -> int | None:
    """Return the number in the first line of a pid file, or None."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(path.read_text().split()[0])
    return None


def end(pid: int, *, how: signal.Signals = signal.SIGTERM, seconds: float = 20) -> None:
    """Ask the process to end, wait for it, and kill it when it does not."""
    for sign, patience in ((how, seconds), (signal.SIGKILL, 5.0)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)
        if wait_gone(pid, patience):
            return


def wait_gone(pid: int, seconds: float) -> bool:
    """Wait for the end of the process; return whether it has ended."""
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        if not alive(pid):
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
