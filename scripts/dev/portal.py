"""`make portal`: from nothing to a running portal, and back to nothing on Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
import time
import urllib.request
from pathlib import Path

from scripts.dev import database, frontend, leftovers, place, services, settings, solr, system, translations, venv
from scripts.dev.run import ckan, loudly
from scripts.dev.say import Trouble, line, step

SAMPLE_LOGIN = "tomoni-demo"
ANSWER_SECONDS = 240
PROCFILE = place.ROOT / "config" / "Procfile"
SAMPLE = place.ROOT / "ckanext" / "tomoni_portal" / "sample"
STATE_ENTRIES = ("postgres", "postgres.new", "redis", "solr", "storage", "tools", "logs", "run", "migrated-*",
                 "indexed-*", "sample-loaded", "portal.ini", "browser.ini", "secrets.ini")  # fmt: skip


def setup(kind: str = "portal") -> None:
    """Install what the portal needs: system packages, Python packages, Solr's jars, front-end libraries."""
    place.prepare()
    system.ensure(system.RUNTIME)
    venv.ensure(kind)
    solr.ensure_jars()
    frontend.ensure()
    translations.ensure()


def run() -> int:
    """Start the portal, print where it is, and return when it is stopped.

    :raises Trouble: when a port is taken, something cannot be installed, or a process of the portal dies
    """
    began = time.monotonic()
    line("ともに（Tomoni）を準備します / preparing Tomoni")
    place.prepare()
    leftovers.clear()
    place.require_free("web")
    services.require_ports()
    setup()
    ini = settings.write()
    env = _environment(ini)
    with services.running():
        database.migrate("portal", ini)
        database.reindex("portal", ini)
        _sample_data(ini, env)
        threading.Thread(target=_greet, args=(began,), daemon=True).start()
        honcho = [place.VENV / "bin" / "honcho", "-f", PROCFILE, "start"]
        try:
            loudly(honcho, env={**env, **leftovers.mark()})
        finally:
            line("・止めています / stopping …")
        raise _ended()


def _ended() -> Trouble:
    """Say why the portal's processes ended although nobody asked them to."""
    again = "原因を取り除いて make portal をもう一度 / mend the cause and run make portal again"
    if gone := services.dead():
        return Trouble(services.obituary(gone), again)
    return Trouble(
        "ポータルのプロセスが一つ終わったので、すべて止めました（上の stopped (rc=…) の行） / "
        "one of the portal's processes ended, so all were stopped: see the line `stopped (rc=…)` above",
        again,
    )


def _environment(ini: os.PathLike[str]) -> dict[str, str]:
    path = f"{place.VENV / 'bin'}:{os.environ['PATH']}"
    bind = f"127.0.0.1:{place.PORTS['web']}"
    return {**place.urls("portal"), "CKAN_INI": str(ini), "PATH": path, "TOMONI_BIND": bind, "PYTHONUNBUFFERED": "1"}


def _sample_data(ini: os.PathLike[str], env: dict[str, str]) -> None:
    """Load the sample data once an edition of it; the command converges, so an interrupted load is simply repeated."""
    mark = place.STATE / "sample-loaded"
    edition = database.digest(SAMPLE.glob("**/*"))
    if (mark.exists() and mark.read_text() == edition) or os.environ.get("TOMONI_SAMPLE") == "0":
        return
    with step("サンプルデータを読み込んでいます / loading sample data"):
        secret = {"TOMONI_DEMO_PASSWORD": settings.demo_password()}
        ckan("tomoni", "sample-data", "--login", SAMPLE_LOGIN, ini=settings.TARGET, env={**env, **secret}, log="sample")
    mark.write_text(edition)


def _greet(began: float) -> None:
    address = f"http://localhost:{place.PORTS['web']}"
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/api/3/action/status_show", timeout=60).close()
        except OSError:
            time.sleep(0.5)
            continue
        line(
            f"\n✓ ポータルが動いています（{time.monotonic() - began:.0f} 秒） / the portal is running:  {address}\n"
            f"  ログイン / login: {SAMPLE_LOGIN}   パスワード / password: {settings.demo_password()}\n"
            "  止めるには Ctrl-C / Ctrl-C stops everything\n"
        )
        return
    line(f"✗ {ANSWER_SECONDS} 秒待っても応答がありません / no answer after {ANSWER_SECONDS} s; {place.LOGS}")


def command(arguments: list[str]) -> int:
    """Run ``ckan`` with the settings and addresses of this checkout's portal, whether or not the portal runs."""
    setup()
    ini = settings.write()
    with services.running():
        database.migrate("portal", ini)
        # From where the newcomer stands: file names among the arguments are relative to it.
        return loudly([place.VENV / "bin" / "ckan", "-c", ini, *arguments], env=_environment(ini), cwd=Path.cwd())


def clean() -> None:
    """Stop the services and remove what this project has put into its state folder.

    Only what is named here: TOMONI_STATE may point to a folder that holds other things.
    """
    leftovers.clear()
    services.down()
    for entry in STATE_ENTRIES:
        for path in place.STATE.glob(entry):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    with contextlib.suppress(OSError):
        place.STATE.rmdir()


__all__ = ["Trouble", "clean", "command", "run", "setup"]
