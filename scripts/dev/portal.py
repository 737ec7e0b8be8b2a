"""`make portal`: from nothing to a running portal, and back to nothing on Ctrl-C."""

from __future__ import annotations

import os
import subprocess
import threading
import time
import urllib.request

from scripts.dev import database, frontend, place, services, settings, solr, system, translations, venv
from scripts.dev.run import ckan, loudly
from scripts.dev.say import Trouble, line, step

SAMPLE_LOGIN = "tomoni-demo"
ANSWER_SECONDS = 90


def setup(kind: str = "portal") -> None:
    """Install what the portal needs: system packages, Python packages, Solr's jars, front-end libraries."""
    place.prepare()
    system.ensure(system.RUNTIME)
    venv.ensure(kind)
    solr.ensure_jars()
    frontend.ensure()
    translations.ensure()


def run() -> int:
    """Start the portal, print where it is, and return when it is stopped."""
    line("ともに（Tomoni）を準備します / preparing Tomoni")
    place.prepare()
    place.require_free("web")
    setup()
    ini = settings.write()
    env = _environment(ini)
    with services.running():
        database.migrate("portal", ini)
        _sample_data(ini, env)
        threading.Thread(target=_greet, daemon=True).start()
        return loudly([place.VENV / "bin" / "honcho", "-f", place.ROOT / "config" / "Procfile", "start"], env=env)


def _environment(ini: os.PathLike[str]) -> dict[str, str]:
    path = f"{place.VENV / 'bin'}:{os.environ['PATH']}"
    bind = f"127.0.0.1:{place.PORTS['web']}"
    return {**place.urls("portal"), "CKAN_INI": str(ini), "PATH": path, "TOMONI_BIND": bind, "PYTHONUNBUFFERED": "1"}


def _sample_data(ini: os.PathLike[str], env: dict[str, str]) -> None:
    """Load the sample data once; the command itself converges, so an interrupted load is simply repeated."""
    mark = place.STATE / "sample-loaded"
    if mark.exists() or os.environ.get("TOMONI_SAMPLE") == "0":
        return
    with step("サンプルデータを読み込んでいます / loading sample data"):
        secret = {"TOMONI_DEMO_PASSWORD": settings.demo_password()}
        ckan("tomoni", "sample-data", "--login", SAMPLE_LOGIN, ini=settings.TARGET, env={**env, **secret}, log="sample")
    mark.write_text(str(ini))


def _greet() -> None:
    address = f"http://localhost:{place.PORTS['web']}"
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/api/3/action/status_show", timeout=5).close()
        except OSError:
            time.sleep(0.5)
            continue
        line(
            f"\n✓ ポータルが動いています / the portal is running:  {address}\n"
            f"  ログイン / login: {SAMPLE_LOGIN}   パスワード / password: {settings.demo_password()}\n"
            "  止めるには Ctrl-C / Ctrl-C stops everything\n"
        )
        return
    line(f"✗ {ANSWER_SECONDS} 秒待っても応答がありません / no answer after {ANSWER_SECONDS} s; {place.LOGS}")


def clean() -> None:
    """Stop the services and remove the state folder of this checkout."""
    services.stop(["postgres", "redis", "solr"])
    if place.STATE.exists():
        subprocess.run(["rm", "-rf", str(place.STATE)], check=True)


__all__ = ["Trouble", "clean", "run", "setup"]
