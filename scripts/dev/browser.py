"""The portal of the browser tests: databases, index, files and port of its own, emptied and filled for each run.

The tests start and stop its processes themselves (``tests/browser/conftest.py``); here is what must be there before.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from scripts.dev import database, place, postgres, settings
from scripts.dev.run import ckan
from scripts.dev.say import step

KIND = "browser"
LOGIN = "tomoni-demo"
TARGET = place.STATE / "browser.ini"
#: The tests harvest a catalogue that is served on this machine.
OPTIONS = {
    "ckanext.tomoni_harvest.allow_private_urls": "true",
    "ckanext.tomoni_harvest.interval": "0",
    "ckanext.tomoni_quality.allow_private_urls": "true",
}
EMPTY = """
do $$ declare tables text; begin
  select string_agg(format('%I.%I', schemaname, tablename), ', ') into tables from pg_tables
   where schemaname = 'public' and tablename not like '%alembic_version%';
  if tables is not null then execute 'truncate ' || tables || ' cascade'; end if;
end $$
"""


def prepare() -> dict[str, str]:
    """Empty the portal, load the sample data, and return the environment that the tests and its processes need."""
    env = environment(settings.write(TARGET, OPTIONS))
    database.migrate(KIND, TARGET)
    with step("ブラウザーテスト用のポータルを用意しています / a portal for the browser tests"):
        shutil.rmtree(env["CKAN_STORAGE_PATH"], ignore_errors=True)
        postgres.psql(EMPTY, f"ckan_{KIND}")
        ckan("search-index", "clear", ini=TARGET, env=env, log="browser-index")
        ckan("tomoni", "sample-data", "--login", LOGIN, ini=TARGET, env=env, log="browser-sample")
    return env


def environment(ini: Path) -> dict[str, str]:
    """Return what the processes of this portal are started with."""
    return {
        **place.urls(KIND),
        "CKAN_INI": str(ini),
        "PATH": f"{place.VENV / 'bin'}:{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
        "TOMONI_BIND": f"127.0.0.1:{place.PORTS[KIND]}",
        "TOMONI_DEMO_LOGIN": LOGIN,
        "TOMONI_DEMO_PASSWORD": settings.demo_password(),
        "TOMONI_LOGS": str(place.LOGS),
    }
