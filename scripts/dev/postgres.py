"""A private PostgreSQL: one cluster in the state folder, started as an ordinary user, reached over 127.0.0.1."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from pathlib import Path

from scripts.dev import place, process
from scripts.dev.run import quietly
from scripts.dev.say import Trouble

PGDATA = place.STATE / "postgres"
PID_FILE = PGDATA / "postmaster.pid"
DATABASES = ("portal", "test", "browser")
#: Debian's folder of each version it has installed.
INSTALLED = Path("/usr/lib/postgresql")
OLDEST = 13


def versions() -> list[int]:
    """Return the major versions installed the Debian way, newest first."""
    found = [
        int(path.parent.parent.name) for path in INSTALLED.glob("*/bin/initdb") if path.parent.parent.name.isdigit()
    ]
    return sorted(found, reverse=True)


def data_version() -> int | None:
    """Return the major version that made the cluster, or None when there is none yet."""
    with contextlib.suppress(OSError, ValueError):
        return int((PGDATA / "PG_VERSION").read_text().split(".")[0])
    return None


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs, of the version that made our data.

    :raises Trouble: when PostgreSQL is not here, or not in the version that the data needs
    """
    have, need = versions(), data_version()
    if need is not None and have and need not in have:
        raise Trouble(
            f"データは PostgreSQL {need} のものですが、この機械にあるのは {', '.join(map(str, have))} です / "
            f"the data in {PGDATA} was made by PostgreSQL {need}, which is not installed",
            f"apt-get install -y postgresql-{need}、またはデータを捨ててよければ make clean / "
            f"install it, or, if the data may go, make clean",
        )
    if have:
        return str(INSTALLED / str(need or have[0]) / "bin" / name)
    path = shutil.which(name)
    if path is None:
        raise Trouble(f"PostgreSQL の {name} がありません / no {name} on this machine", "apt-get install -y postgresql")
    return path


def _as_owner() -> list[str]:
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def _make_cluster() -> None:
    """Make the cluster beside its place and move it there whole: one cut short by a kill is never taken for done."""
    fresh = PGDATA.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(fresh, "postgres", "postgres")
    _require_version(program("initdb"))
    quietly(
        [*_as_owner(), program("initdb"), "-D", fresh, "-E", "UTF8", "--locale=C.UTF-8",
         "-A", "trust", "-U", "postgres"],
        log="initdb", cwd=Path("/"),
    )  # fmt: skip
    fresh.rename(PGDATA)


def _require_version(initdb: str) -> None:
    said = quietly([initdb, "--version"], log="initdb-version", cwd=Path("/"))
    found = re.search(r"(\d+)", said)
    if found and int(found[1]) < OLDEST:
        raise Trouble(
            f"{said.strip()} は古すぎます / is too old", f"PostgreSQL {OLDEST} 以上（15 を推奨） / 15 is best"
        )


def running() -> bool:
    """Tell whether our own server runs."""
    return process.is_one_of(process.read_pid(PID_FILE), "postgres", str(PGDATA))


def start() -> None:
    """Start the server, making the cluster first when there is none.

    :raises Trouble: when the port is taken, the version is wrong or the server does not start
    """
    place.require_free("postgres")
    if data_version() is None:
        shutil.rmtree(PGDATA, ignore_errors=True)
        _make_cluster()
    if not running():
        PID_FILE.unlink(missing_ok=True)  # of a server that was killed; its number may be somebody else's now
    options = (
        f"-p {place.PORTS['postgres']} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' "
        "-c max_connections=200 -c shared_buffers=256MB -c synchronous_commit=off"
    )
    log = PGDATA / "server.log"
    try:
        quietly(
            [*_as_owner(), program("pg_ctl"), "-D", PGDATA, "-l", log, "-w", "-o", options, "start"],
            log="postgres", cwd=Path("/"),
        )  # fmt: skip
    except Trouble as problem:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:]) if log.exists() else ""
        raise Trouble(f"{problem.cause}\n{tail}", f"記録 / log: {log}") from problem


def stop() -> None:
    """Stop our server, if it runs."""
    if not running():
        return
    with contextlib.suppress(Trouble):
        quietly(
            [*_as_owner(), program("pg_ctl"), "-D", PGDATA, "-m", "fast", "-w", "stop"],
            log="postgres-stop", cwd=Path("/"),
        )  # fmt: skip


def psql(statement: str, database: str = "postgres") -> str:
    """Run one SQL statement as the superuser of the private cluster and return its bare answer."""
    return quietly(
        [program("psql"), "-h", "127.0.0.1", "-p", str(place.PORTS["postgres"]), "-U", "postgres", "-d", database,
         "-v", "ON_ERROR_STOP=1", "-Atqc", statement],
        log="psql", cwd=Path("/"),
    ).strip()  # fmt: skip


def ensure_databases() -> None:
    """Create the roles and the databases CKAN and its DataStore use."""
    for role, password in (("ckan", "ckan"), ("datastore_ro", "datastore")):
        if not psql(f"select 1 from pg_roles where rolname = '{role}'"):  # noqa: S608 - constants of this file
            psql(f"create role {role} login password '{password}' nosuperuser nocreatedb nocreaterole")
    have = set(psql("select datname from pg_database").splitlines())
    for kind in DATABASES:
        for name in (f"ckan_{kind}", f"datastore_{kind}"):
            if name not in have:
                psql(f"create database {name} owner ckan encoding 'UTF8' template template0")
