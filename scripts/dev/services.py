"""Private PostgreSQL, Redis and Solr: started when down, used when up, stopped by the last run that needs them."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scripts.dev import holders, place, postgres, process, solr
from scripts.dev.run import quietly
from scripts.dev.say import Trouble, step

ensure_databases, psql = postgres.ensure_databases, postgres.psql


@dataclass(frozen=True)
class Service:
    """One service: how to see that ours runs, how to start it, how to stop it."""

    name: str
    running: Callable[[], bool]
    start: Callable[[], None]
    stop: Callable[[], None]


def _redis_pid() -> int | None:
    return process.read_pid(place.RUN / "redis.pid")


def _redis_running() -> bool:
    return process.is_one_of(_redis_pid(), "redis-server", f":{place.PORTS['redis']}")


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
    _wait("redis", _redis_running)


def _wait(name: str, running: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not (running() and place.listening(place.PORTS[name])):
        if time.monotonic() > deadline:
            raise Trouble(f"{name} が起動しません / {name} does not start", f"記録 / logs: {place.LOGS}")
        time.sleep(0.1)


def _solr_pid() -> int | None:
    return process.read_pid(solr.pid_file())


def _solr_running() -> bool:
    return process.is_one_of(_solr_pid(), "java", str(solr.HOME))


def _ender(pid_of: Callable[[], int | None], running: Callable[[], bool]) -> Callable[[], None]:
    def stop() -> None:
        pid = pid_of()
        if pid is not None and running():
            process.end(pid)

    return stop


SERVICES = (
    Service("postgres", postgres.running, postgres.start, postgres.stop),
    Service("redis", _redis_running, _start_redis, _ender(_redis_pid, _redis_running)),
    Service("solr", _solr_running, solr.start, _ender(_solr_pid, _solr_running)),
)


def ours(service: Service) -> bool:
    """Tell whether the service runs, from this state folder, and answers on our port."""
    return service.running() and place.listening(place.PORTS[service.name])


def require_ports() -> None:
    """Raise :class:`Trouble` when another program holds a port that a service of ours needs."""
    for service in SERVICES:
        if not service.running():
            place.require_free(service.name)


def start() -> None:
    """Start what is down, and bring what is up to the present configset and databases."""
    place.prepare()
    solr.ensure_jars()
    changed = solr.ensure_configset()
    reload_needed = changed
    for service in SERVICES:
        if ours(service):
            continue
        service.stop()  # alive but deaf: a service that lost its port
        with step(f"{service.name} を起動しています / starting {service.name} on {place.PORTS[service.name]}"):
            service.start()
        if service.name == "solr":
            reload_needed = False
        if service.name == "postgres":
            postgres.ensure_databases()
    if reload_needed:
        solr.reload()


def stop() -> None:
    """Stop every service of this state folder, in the reverse of the order they were started in."""
    for service in reversed(SERVICES):
        service.stop()


def up() -> None:
    """Start the services and leave them up."""
    with holders.alone():
        start()
        holders.keep(True)


def down() -> None:
    """Stop the services, whoever started them."""
    with holders.alone():
        holders.keep(False)
        stop()


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Hold the services up for a block of work; the last run that holds them stops them.

    While they are being stopped Ctrl-C is not heard: half a stop would leave services behind.
    """
    holders.enter()
    try:
        with holders.alone():
            start()
        yield
    finally:
        before = {sign: signal.signal(sign, signal.SIG_IGN) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        try:
            holders.leave()
            with holders.alone():
                if not holders.anyone():
                    stop()
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)


def dead() -> list[str]:
    """Return the names of the services that do not run."""
    return [service.name for service in SERVICES if not service.running()]


def watch(interval: float = 1.0) -> int:
    """Return 1, with a message, as soon as a service is gone. Runs beside the portal's processes."""
    while not (gone := dead()):
        time.sleep(interval)
    print(f"✗ {obituary(gone)}", flush=True)
    return 1


def obituary(gone: list[str]) -> str:
    """Return the message that names the dead services and the way out."""
    names = ", ".join(gone)
    return f"{names} が止まりました / {names} has died. 記録 / logs: {place.LOGS}"
