"""Bring a CKAN database to the present schema of core and of every plugin."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from scripts.dev import place, postgres
from scripts.dev.run import ckan, quietly
from scripts.dev.say import step


def _fingerprint() -> str:
    """What decides whether migrations must run: the migrations themselves and the locked versions."""
    files = [*sorted(place.ROOT.glob("ckanext/*/migration/**/*.py")), place.ROOT / "requirements" / "runtime.lock"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def migrate(kind: str, ini: Path) -> None:
    """Create or upgrade the tables of the ``portal`` or ``test`` database; a no-op when nothing changed."""
    mark = place.STATE / f"migrated-{kind}"
    if mark.exists() and mark.read_text() == _fingerprint():
        return
    env = place.urls(kind)
    storage = Path(env["CKAN_STORAGE_PATH"])
    storage.mkdir(parents=True, exist_ok=True)
    with step(f"データベースを準備しています / migrating {kind}"):
        ckan("db", "init", ini=ini, env=env, log=f"db-init-{kind}")
        ckan("db", "pending-migrations", "--apply", ini=ini, env=env, log=f"db-plugins-{kind}")
        permissions = ckan("datastore", "set-permissions", ini=ini, env=env, log=f"datastore-{kind}")
        _apply(permissions, kind)
    mark.write_text(_fingerprint())


def _apply(permissions: str, kind: str) -> None:
    """Run the SQL that CKAN prints to let the read-only role read the DataStore and nothing more."""
    sql = permissions[permissions.index("/*") :] if "/*" in permissions else permissions
    path = place.RUN / f"datastore-{kind}.sql"
    path.write_text(sql)
    quietly(
        [postgres.program("psql"), "-h", "127.0.0.1", "-p", str(place.PORTS["postgres"]), "-U", "postgres", "-d",
         "postgres", "-v", "ON_ERROR_STOP=1", "-f", path],
        log=f"datastore-permissions-{kind}", env={**os.environ},
    )  # fmt: skip
