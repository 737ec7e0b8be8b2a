"""Run a command quietly, keep what it said, and show it when it fails."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.dev import place
from scripts.dev.say import Trouble

SHOWN_LINES = 25
#: A town hall's network often puts its own certificate authority before the registries: trust what the system trusts.
SYSTEM_CERTIFICATES = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1", "NODE_USE_SYSTEM_CA": "1"}


def quietly(
    command: Sequence[str | Path],
    *,
    log: str,
    cwd: Path = place.ROOT,
    env: Mapping[str, str] | None = None,
    way_out: str = "",
) -> str:
    """Run ``command`` with its output in ``logs/<log>.log`` and return that output.

    :raises Trouble: when the command fails; the last lines of its output are the cause
    """
    place.LOGS.mkdir(parents=True, exist_ok=True)
    path = place.LOGS / f"{log}.log"
    with path.open("wb") as sink:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env={**SYSTEM_CERTIFICATES, **os.environ, **(env or {})},
            stdout=sink,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    said = path.read_text(errors="replace")
    if done.returncode:
        tail = "\n".join(said.splitlines()[-SHOWN_LINES:])
        raise Trouble(
            f"{Path(str(command[0])).name} が失敗しました / failed with {done.returncode}:\n{tail}",
            way_out or f"全文 / whole output: {path}",
        )
    return said


def loudly(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, cwd: Path = place.ROOT) -> int:
    """Run ``command`` on the terminal and return its exit code."""
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env={**os.environ, **(env or {})}, check=False
    ).returncode


def ckan(*arguments: str, ini: Path, env: Mapping[str, str], log: str) -> str:
    """Run ``ckan -c ini ...`` quietly and return what it printed."""
    return quietly([place.VENV / "bin" / "ckan", "-c", ini, *arguments], env=env, log=log)
