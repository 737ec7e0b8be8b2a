"""Bring a CKAN database to the present schema of core and of every plugin."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from scripts.dev import place, postgres, solr
from scripts.dev.run import ckan, quietly
from scripts.dev.say import step


def digest(files: Iterable[Path]) -> str:
    """Return one hash of what is in the files."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in _kept(files))).hexdigest()


def _kept(files: Iterable[Path]) -> list[Path]:
    """Leave out what Python writes by itself."""
    return sorted(path for path in files if path.is_file() and path.suffix != ".pyc")


def _fingerprint() -> str:
    """What decides whether migrations must run: the migrations themselves and the locked versions."""
    return digest([*place.ROOT.glob("ckanext/*/migration/**/*.py"), place.ROOT / "requirements" / "runtime.lock"])


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


def reindex(kind: str, ini: Path) -> None:
    """Build the search index anew when Solr's analysis or the indexing code changed since it was built."""
    mark = place.STATE / f"indexed-{kind}"
    now = digest([*solr.CONF.glob("**/*"), *place.ROOT.glob("ckanext/*/index.py")])
    if mark.exists() and mark.read_text() == now:
        return
    with step(f"検索の索引を作っています / indexing {kind}"):
        ckan("search-index", "rebuild", "--force", ini=ini, env=place.urls(kind), log=f"index-{kind}")
    mark.write_text(now)


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
