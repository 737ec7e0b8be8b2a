"""Check what runs on other machines: Dockerfiles, the compose file, nginx's configuration.

No container engine is needed. A tool that this machine lacks and may not install is skipped, and said to be.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from scripts.dev import place, system
from scripts.dev.run import loudly, quietly
from scripts.dev.say import Trouble, line

DOCKER = place.ROOT / "docker"
COMPOSE = DOCKER / "compose.yaml"
EXAMPLE = DOCKER / ".env.example"
NGINX = place.ROOT / "config" / "nginx" / "nginx.conf"
TOOLS = place.STATE / "tools"
#: Debian's client of the compose format; it starts no daemon.
OPTIONAL = {"docker-compose": lambda: compose_client() is not None}


def dockerfiles() -> list[Path]:
    """Return every Dockerfile of the project."""
    return sorted(DOCKER.rglob("Dockerfile"))


def example_settings() -> dict[str, str]:
    """Return the settings of ``.env.example``; an empty secret is given a value, as an administrator would."""
    lines = [text for text in EXAMPLE.read_text().splitlines() if re.match(r"[A-Z]", text)]
    pairs = (text.split("=", 1) for text in lines)
    return {name: value.strip('"') or "filled-in-by-the-check" for name, value in pairs}


def compose_client() -> list[str] | None:
    """Return the command of a client that reads compose files, or None."""
    docker = shutil.which("docker")
    if docker and subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode == 0:
        return [docker, "compose"]
    client = shutil.which("docker-compose")
    return [client] if client else None


def compose_config(client: list[str], settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run ``config`` of the compose client with these settings only."""
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **settings}
    command = [*client, "-f", str(COMPOSE), "config"]
    return subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False)


def nginx() -> Path | None:
    """Return an nginx to check with: the machine's, or Debian's unpacked beside our state (nothing is started)."""
    installed = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if installed:
        return Path(installed)
    unpacked = TOOLS / "usr" / "sbin" / "nginx"
    if not unpacked.exists() and shutil.which("apt-get") and shutil.which("dpkg"):
        TOOLS.mkdir(parents=True, exist_ok=True)
        try:
            quietly(["apt-get", "download", "-q", "nginx", "nginx-common"], log="nginx-download", cwd=TOOLS)
            for package in TOOLS.glob("nginx*.deb"):
                quietly(["dpkg", "-x", package, TOOLS], log="nginx-unpack")
        except Trouble:
            return None
    return unpacked if unpacked.exists() else None


def nginx_test(program: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run ``nginx -t`` on our configuration, with its writable paths moved into ``folder``."""
    types = Path("/etc/nginx/mime.types")
    if not types.exists():
        types = TOOLS / "etc" / "nginx" / "mime.types"
    # In this order: a checkout may itself lie under /tmp.
    text = NGINX.read_text().replace("/tmp/", f"{folder}/").replace("/etc/nginx/mime.types", str(types))  # noqa: S108
    moved = folder / "nginx.conf"
    moved.write_text(text)
    command = [str(program), "-t", "-e", "stderr", "-p", str(folder), "-c", str(moved)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _compose_fails() -> bool:
    system.try_ensure(OPTIONAL)
    client = compose_client()
    if client is None:
        line("・compose の確認は飛ばします（クライアントがありません） / compose check skipped: no client here")
        return False
    said = compose_config(client, example_settings())
    if said.returncode:
        line(said.stderr)
    return said.returncode != 0


def _nginx_fails() -> bool:
    program = nginx()
    if program is None:
        line("・nginx の確認は飛ばします（nginx がありません） / nginx check skipped: no nginx here")
        return False
    folder = place.RUN / "nginx"
    folder.mkdir(parents=True, exist_ok=True)
    said = nginx_test(program, folder)
    if said.returncode:
        line(said.stderr)
    return said.returncode != 0


def check() -> list[str]:
    """Run every check that this machine can run; return the names of those that failed."""
    failed = []
    if loudly([place.VENV / "bin" / "hadolint", *dockerfiles()]):
        failed.append("hadolint")
    if _compose_fails():
        failed.append("compose config")
    if _nginx_fails():
        failed.append("nginx -t")
    return failed
