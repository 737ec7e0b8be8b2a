"""Run a command quietly, keep what it said, and show it when it fails."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.dev import place
from scripts.dev.say import Trouble

SHOWN_LINES = 25
#: honcho gives its processes five seconds, gunicorn's workers finish a request in that time.
ENDING_SECONDS = 15.0
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
    """Run ``command`` on the terminal and return its exit code.

    Ctrl-C reaches the command too, by the terminal: it gets the time to end its own children before we go on.
    """
    child = subprocess.Popen([str(part) for part in command], cwd=cwd, env={**os.environ, **(env or {})})
    try:
        return child.wait()
    except BaseException as why:
        _let_end(child, interrupted=isinstance(why, KeyboardInterrupt))
        raise


def _let_end(child: subprocess.Popen[bytes], *, interrupted: bool) -> None:
    """Wait for a child that was told to end; tell it when nobody has, and again, harder, when it does not."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for tell in (None if interrupted else child.terminate, child.terminate, child.kill):
        if tell:
            tell()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(ENDING_SECONDS)
            return


def ckan(*arguments: str, ini: Path, env: Mapping[str, str], log: str) -> str:
    """Run ``ckan -c ini ...`` quietly and return what it printed."""
    return quietly([place.VENV / "bin" / "ckan", "-c", ini, *arguments], env=env, log=log)
