"""The virtual environment, from the lock file; nothing is resolved anew on a newcomer's machine."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.dev import place
from scripts.dev.run import quietly
from scripts.dev.say import Trouble, step

WAY_OUT = (
    "PyPI に届くか確かめてください（社内の中継は HTTPS_PROXY や PIP_INDEX_URL・UV_INDEX_URL） / "
    "check that PyPI can be reached (a proxy: HTTPS_PROXY, a mirror: PIP_INDEX_URL and UV_INDEX_URL)"
)


def _fingerprint(lock: Path) -> str:
    parts = [lock.read_bytes(), (place.ROOT / "setup.py").read_bytes(), (place.ROOT / "pyproject.toml").read_bytes()]
    return hashlib.sha256(b"".join([*parts, str(place.ROOT).encode()])).hexdigest()


def ensure(kind: str) -> None:
    """Make ``.venv`` hold exactly ``requirements/<kind>.lock`` and this checkout, editable.

    ``dev`` contains ``portal``, so a ``dev`` environment also serves the portal.
    """
    if sys.version_info < (3, 11):  # noqa: UP036 - this line runs on whatever python3 the newcomer has
        raise Trouble(
            f"Python {sys.version.split()[0]} では動きません / Python 3.11 or newer is needed",
            "apt-get install -y python3.11 python3.11-venv",
        )
    if _current("dev") or _current(kind):
        return
    lock = place.ROOT / "requirements" / f"{kind}.lock"
    with step(f"仮想環境を作っています / virtual environment from {lock.name}"):
        python = place.VENV / "bin" / "python"
        if not _usable(python):
            quietly([sys.executable, "-m", "venv", "--clear", place.VENV], log="venv")
            _home().write_text(str(place.VENV))
        bootstrap = place.ROOT / "requirements" / "bootstrap.lock"
        quietly([python, "-m", "pip", "install", "-q", "--require-hashes", "-r", bootstrap], log="pip", way_out=WAY_OUT)
        uv = [place.VENV / "bin" / "uv", "pip"]
        quietly([*uv, "sync", "-q", "--python", python, "--require-hashes", lock], log="uv", way_out=WAY_OUT)
        quietly(
            [*uv, "install", "-q", "--python", python, "--no-deps", "--no-build-isolation", "-e", place.ROOT],
            log="uv-editable",
        )
        # What a build left in the checkout would hide the entry points of today from whoever runs here.
        shutil.rmtree(place.ROOT / "ckanext_tomoni.egg-info", ignore_errors=True)
        _mark(kind).write_text(_fingerprint(lock))


def _home() -> Path:
    return place.VENV / ".tomoni-home"


def _usable(python: Path) -> bool:
    """Tell whether the environment is whole and where it was made: scripts in it hold their own path."""
    if not (python.exists() and _home().exists() and _home().read_text() == str(place.VENV)):
        return False
    return subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def _mark(kind: str) -> Path:
    return place.VENV / f".tomoni-{kind}"


def _current(kind: str) -> bool:
    mark, lock = _mark(kind), place.ROOT / "requirements" / f"{kind}.lock"
    return mark.exists() and mark.read_text() == _fingerprint(lock)
