"""Private PostgreSQL, Redis and Solr: started when down, left alone when up, stopped by whoever started them."""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from scripts.dev import place, solr
from scripts.dev.run import quietly
from scripts.dev.say import Trouble, step

PGDATA = place.STATE / "postgres"
DATABASES = ("portal", "test")


def _pg(program: str) -> str:
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{program}"))
    path = found[-1] if found else shutil.which(program)
    if not path:
        raise Trouble(f"PostgreSQL の {program} がありません / no {program}", "apt-get install -y postgresql-15")
    return path


def _as_postgres() -> list[str]:
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def _ensure_cluster() -> None:
    if (PGDATA / "PG_VERSION").exists():
        return
    shutil.rmtree(PGDATA, ignore_errors=True)
    PGDATA.mkdir(parents=True)
    if os.geteuid() == 0:
        shutil.chown(PGDATA, "postgres", "postgres")
    quietly(
        [*_as_postgres(), _pg("initdb"), "-D", PGDATA, "-E", "UTF8", "--locale=C.UTF-8",
         "-A", "trust", "-U", "postgres"],
        log="initdb", cwd=Path("/"),
    )  # fmt: skip


def _start_postgres() -> None:
    place.require_free("postgres")
    _ensure_cluster()
    options = (
        f"-p {place.PORTS['postgres']} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' "
        "-c max_connections=200 -c shared_buffers=256MB -c synchronous_commit=off"
    )
    log = PGDATA / "server.log"
    quietly(
        [*_as_postgres(), _pg("pg_ctl"), "-D", PGDATA, "-l", log, "-w", "-o", options, "start"],
        log="postgres", cwd=Path("/"), way_out=f"記録 / log: {log}",
    )  # fmt: skip


def psql(statement: str, database: str = "postgres") -> str:
    """Run one SQL statement as the superuser of the private cluster and return its bare answer."""
    return quietly(
        [_pg("psql"), "-h", "127.0.0.1", "-p", str(place.PORTS["postgres"]), "-U", "postgres", "-d", database,
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


def _start_redis() -> None:
    place.require_free("redis")
    folder = place.STATE / "redis"
    folder.mkdir(exist_ok=True)
    quietly(
        ["redis-server", "--port", str(place.PORTS["redis"]), "--bind", "127.0.0.1", "--dir", folder,
         "--daemonize", "yes", "--pidfile", place.RUN / "redis.pid", "--logfile", place.LOGS / "redis-server.log",
         "--save", "60", "1"],
        log="redis",
    )  # fmt: skip
    _wait("redis")


def _wait(name: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not place.listening(place.PORTS[name]):
        if time.monotonic() > deadline:
            raise Trouble(f"{name} が起動しません / {name} does not start", f"記録 / logs: {place.LOGS}")
        time.sleep(0.1)


def ours(name: str) -> bool:
    """Tell whether the service on our port was started from this state folder."""
    return place.listening(place.PORTS[name]) and _alive(_pid_of(name))


def _pid_of(name: str) -> int | None:
    path = PGDATA / "postmaster.pid" if name == "postgres" else place.RUN / f"{name}.pid"
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(path.read_text().split()[0])
    return None


def _alive(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except ProcessLookupError:
        return False
    return True


def start() -> list[str]:
    """Start what is down and return the names of what was started here."""
    place.prepare()
    solr.ensure_jars()
    changed = solr.ensure_configset()
    started = []
    for name, begin in (("postgres", _start_postgres), ("redis", _start_redis), ("solr", solr.start)):
        if ours(name):
            continue
        with step(f"{name} を起動しています / starting {name} on {place.PORTS[name]}"):
            begin()
        started.append(name)
    if changed and "solr" not in started:
        solr.reload()
    if "postgres" in started:
        ensure_databases()
    return started


def stop(names: list[str]) -> None:
    """Stop the services named, quietly, in the reverse of the order they were started in."""
    for name in reversed(names):
        if name == "postgres":
            with contextlib.suppress(Trouble):
                quietly(
                    [*_as_postgres(), _pg("pg_ctl"), "-D", PGDATA, "-m", "fast", "stop"],
                    log="postgres-stop",
                    cwd=Path("/"),
                )
            continue
        pid = _pid_of(name)
        if _alive(pid) and pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
            _wait_gone(pid)


def _wait_gone(pid: int, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while _alive(pid) and time.monotonic() < deadline:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        time.sleep(0.1)


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Hold the services up for a block of work; stop afterwards only what this call started."""
    started = start()
    try:
        yield
    finally:
        stop(started)


def watch(interval: float = 2.0) -> int:
    """Return 1, with a message, as soon as a service is gone. Runs beside the portal's processes."""
    while True:
        for name in ("postgres", "redis", "solr"):
            if not _alive(_pid_of(name)):
                print(
                    f"✗ {name} が止まりました。make portal をもう一度実行してください / "
                    f"{name} has died; run make portal again. 記録 / logs: {place.LOGS}",
                    flush=True,
                )
                return 1
        time.sleep(interval)
