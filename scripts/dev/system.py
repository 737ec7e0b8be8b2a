"""System packages: what is missing, and bringing it by apt where we may."""

from __future__ import annotations

import contextlib
import glob
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from scripts.dev.run import quietly
from scripts.dev.say import Trouble, step


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _file(pattern: str) -> Callable[[], bool]:
    return lambda: bool(glob.glob(pattern))


OLDEST_JAVA = 11


def java_version() -> int:
    """Return the major version of the machine's Java, 0 when there is none: Solr 9 wants 11 or newer."""
    if not shutil.which("java"):
        return 0
    said = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else 0


#: Debian package -> how to see that it is there.
RUNTIME: dict[str, Callable[[], bool]] = {
    "python3-venv": _file("/usr/lib/python3*/ensurepip/__init__.py"),
    "python3-dev": _file("/usr/include/python3*/Python.h"),
    "gcc": _program("gcc"),
    "libpq-dev": _program("pg_config"),
    "libmagic1": _file("/usr/lib/*/libmagic.so.1*"),
    "postgresql": _file("/usr/lib/postgresql/*/bin/initdb"),
    "redis-server": _program("redis-server"),
    "maven": _program("mvn"),
    "default-jre-headless": lambda: java_version() >= OLDEST_JAVA,
    "git": _program("git"),
}
#: The tests run the examples of the documentation as they stand.
TESTING: dict[str, Callable[[], bool]] = {"curl": _program("curl"), "jq": _program("jq")}
BROWSER: dict[str, Callable[[], bool]] = {
    "chromium": _program("chromium"),
    "fonts-noto-cjk": _file("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
}
ENOUGH_ELSEWHERE = {"python3-venv": "ensurepip", "python3-dev": "sysconfig"}


def _own_python_is_complete(package: str) -> bool:
    """A Python that is not Debian's brings its own headers and ensurepip."""
    import sysconfig

    if package == "python3-dev":
        return Path(sysconfig.get_paths()["include"], "Python.h").exists()
    try:
        __import__("ensurepip")
    except ImportError:
        return False
    return True


def missing(wanted: dict[str, Callable[[], bool]]) -> list[str]:
    """Return the Debian packages of ``wanted`` that this machine lacks."""
    return [
        name
        for name, there in wanted.items()
        if not (_own_python_is_complete(name) if name in ENOUGH_ELSEWHERE else there())
    ]


def _apt() -> list[str] | None:
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    if shutil.which("sudo") and _sudo_allowed():
        return ["sudo", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return None


def _sudo_allowed() -> bool:
    """Ask sudo; on a terminal it may ask the newcomer for the password."""
    if subprocess.run(["sudo", "-n", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
        return True
    return sys.stdin.isatty() and subprocess.run(["sudo", "-v"], check=False).returncode == 0


def try_ensure(wanted: dict[str, Callable[[], bool]]) -> None:
    """Install what is missing of ``wanted`` where apt may be used; where it may not, leave it."""
    if missing(wanted) and _apt() is not None:
        with contextlib.suppress(Trouble):
            ensure(wanted)


def ensure(wanted: dict[str, Callable[[], bool]]) -> None:
    """Install what is missing of ``wanted``.

    :raises Trouble: when apt may not be used here; it lists the packages to install
    """
    lacking = missing(wanted)
    if not lacking:
        return
    apt = _apt()
    if apt is None:
        raise Trouble(
            "次のパッケージがありません / these packages are missing: " + " ".join(lacking),
            "管理者権限で実行してください / run as an administrator: apt-get install -y " + " ".join(lacking),
        )
    with step("システムパッケージを入れています / installing " + " ".join(lacking)):
        way_out = (
            "Debian の配布元に届くか確かめるか、手で入れてください / check that Debian's mirror can be reached, or "
            "install by hand: apt-get install -y " + " ".join(lacking)
        )
        quietly([*apt, "update", "-q"], log="apt-update", way_out=way_out)
        quietly([*apt, "install", "-y", "-q", "--no-install-recommends", *lacking], log="apt-install", way_out=way_out)
    still = missing(wanted)
    if still:
        raise Trouble("入れたはずのものが見つかりません / installed, yet not found: " + " ".join(still), way_out)
