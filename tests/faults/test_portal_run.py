"""The portal's run in a process of its own: whatever ends it, nothing it started stays behind.

The processes here are small, the machinery is the real one: honcho, the watch, a private Redis.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.dev import place, process

PATIENCE = 150
RUNNER = """
import sys
from pathlib import Path
from scripts.dev import __main__ as command, database, place, portal, services, settings, solr

services.SERVICES = tuple(one for one in services.SERVICES if one.name == "redis")
STEPS = ((portal, "setup"), (portal, "_sample_data"), (database, "migrate"), (database, "reindex"))
for module, name in (*STEPS, (solr, "ensure_jars")):
    setattr(module, name, lambda *_: None)
solr.ensure_configset = lambda: False
portal.PROCFILE = Path(sys.argv[1])
sys.exit(command.main([sys.argv[2]]))
"""
PROCFILE = """\
web: {python} -m http.server --bind 127.0.0.1 {web}
worker: {python} {state}/worker.py
services: {python} {state}/runner.py {state}/Procfile watch
"""


def _free_offset() -> int:
    """Return an offset at which each port of the block is free."""
    for offset in range(20000 + os.getpid() % 5000, 40000, 37):
        taken = []
        for port in (5000, 5472, 6479, 8993):
            with socket.socket() as probe:
                taken.append(probe.connect_ex(("127.0.0.1", port + offset)) == 0)
        if not any(taken):
            return offset
    raise AssertionError("no free block of ports")


@dataclass
class Portal:
    """One checkout's state folder, and the runs in it."""

    state: Path
    offset: int

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ, "TOMONI_STATE": str(self.state), "TOMONI_PORT_OFFSET": str(self.offset),
            "TOMONI_VENV": str(place.VENV), "PYTHONPATH": str(place.ROOT), "PYTHONUNBUFFERED": "1",
        }  # fmt: skip

    def start(self, *, deaf: bool = False) -> subprocess.Popen[bytes]:
        """Start a run in a process group of its own, as a terminal does, and wait until it serves.

        :param deaf: with Ctrl-C ignored, as a script's ``make portal &`` leaves it
        """
        log = (self.state / "run.log").open("wb")
        child = subprocess.Popen(
            [sys.executable, self.state / "runner.py", self.state / "Procfile", "portal"],
            env=self.environment, cwd=place.ROOT, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            preexec_fn=(lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)) if deaf else None,
        )  # fmt: skip
        self.until(lambda: (self.said().count(" started (pid=") == 3 and self.answers()) or child.poll() is not None)
        assert child.poll() is None, self.said()
        return child

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", 5000 + self.offset)) == 0

    def said(self) -> str:
        return (self.state / "run.log").read_text()

    def pids(self) -> list[int]:
        """Return every living process that carries this state folder in its environment or its command."""
        found = []
        for path in process.PROC.iterdir():
            if path.name.isdigit() and int(path.name) != os.getpid() and process.alive(int(path.name)):
                try:
                    words = (path / "environ").read_bytes() + (path / "cmdline").read_bytes()
                except OSError:
                    continue
                if str(self.state).encode() in words or f":{6479 + self.offset}".encode() in words:
                    found.append(int(path.name))
        return found

    def redis(self) -> int:
        pid = process.read_pid(self.state / "run" / "redis.pid")
        assert pid
        return pid

    def until(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    state = tmp_path / "state"
    state.mkdir()
    made = Portal(state, _free_offset())
    (state / "runner.py").write_text(RUNNER)
    (state / "worker.py").write_text("import time\ntime.sleep(600)\n")
    names = {"python": sys.executable, "web": 5000 + made.offset, "state": state}
    (state / "Procfile").write_text(PROCFILE.format(**names))
    yield made
    for pid in made.pids():
        process.end(pid, how=signal.SIGKILL)


@pytest.mark.parametrize(
    ("how", "code"),
    [("ctrl-c", 130), ("background", 130), ("term", 143), ("hangup", 129)],
    ids=["ctrl-c", "ctrl-c to a script's background job", "term", "terminal closed"],
)
def test_whatever_ends_it_nothing_stays(portal: Portal, how: str, code: int) -> None:
    """Ctrl-C reaches the whole group, kill and a closed terminal only the run: all of it stops, Redis too."""
    child = portal.start(deaf=how == "background")
    if how in ("ctrl-c", "background"):
        os.killpg(child.pid, signal.SIGINT)
    else:
        child.send_signal(signal.SIGTERM if how == "term" else signal.SIGHUP)
    assert child.wait(PATIENCE) == code
    assert portal.pids() == []


def test_a_dead_redis_is_named_and_all_stops(portal: Portal) -> None:
    """The service that died stands in the message; the run ends with 1."""
    child = portal.start()
    os.kill(portal.redis(), signal.SIGKILL)
    assert child.wait(PATIENCE) == 1
    assert "redis has died" in portal.said()
    assert "make portal" in portal.said()
    assert portal.pids() == []


def test_a_dead_web_server_stops_the_rest(portal: Portal) -> None:
    """When one process ends, honcho ends all, and the message points to the line that says which."""
    child = portal.start()
    servers = [pid for pid in portal.pids() if process.is_one_of(pid, "http.server")]
    os.kill(servers[-1], signal.SIGKILL)
    assert child.wait(PATIENCE) == 1
    assert "web.1 stopped" in portal.said()
    assert "one of the portal's processes ended" in portal.said()
    assert portal.pids() == []


def test_after_a_kill_the_next_run_takes_over(portal: Portal) -> None:
    """SIGKILL leaves web server and Redis behind; the next run ends the one, uses the other, and stops both."""
    first = portal.start()
    redis = portal.redis()
    first.kill()
    first.wait()
    assert process.alive(redis)
    assert portal.answers()
    second = portal.start()
    assert portal.redis() == redis
    os.killpg(second.pid, signal.SIGINT)
    assert second.wait(PATIENCE) == 130, portal.said()
    assert portal.pids() == []


def test_a_second_portal_is_told_about_the_first(portal: Portal) -> None:
    """The first goes on; the second ends at once and says why."""
    first = portal.start()
    command = [sys.executable, portal.state / "runner.py", portal.state / "Procfile", "portal"]
    second = subprocess.run(
        command, env=portal.environment, cwd=place.ROOT, capture_output=True, text=True, check=False
    )
    assert second.returncode == 1
    assert f"already running (process {first.pid})" in second.stderr
    assert first.poll() is None
    assert portal.answers()
    first.terminate()
    first.wait(PATIENCE)


def test_stale_pid_files_hold_nothing_up(portal: Portal) -> None:
    """Numbers left by a machine that lost power, one of them a stranger's now."""
    run = portal.state / "run"
    run.mkdir()
    (run / "redis.pid").write_text(str(os.getpid()))
    (run / "holders").mkdir()
    (run / "holders" / "999999999-7").touch()
    child = portal.start()
    assert portal.redis() != os.getpid()
    child.terminate()
    assert child.wait(PATIENCE) == 143
    assert portal.pids() == []
