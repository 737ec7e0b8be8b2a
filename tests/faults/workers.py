"""Real workers, for tests that kill them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from pathlib import Path

__all__ = ["horses", "kill"]


def horses(worker: subprocess.Popen[bytes]) -> list[int]:
    """The processes that do its jobs: each is in a group of its own."""
    try:
        return [int(pid) for pid in Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()]
    except OSError:
        return []


def kill(worker: subprocess.Popen[bytes]) -> None:
    """The worker, and the process that it has do the job."""
    for pid in (worker.pid, *horses(worker)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    worker.wait()
