"""nginx as configured, in front of a small server: what passes, what is refused, what a client cannot forge."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scripts.dev import operations


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers it was given, and counts what it was asked for."""

    asked: list[str] = []  # noqa: RUF012 - shared by every request of the test on purpose

    def do_GET(self) -> None:
        Echo.asked.append(self.path)
        body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Front:
    """nginx, by its address."""

    address: str

    def ask(self, path: str, headers: dict[str, str] | None = None, data: bytes | None = None) -> Answer:
        request = urllib.request.Request(self.address + path, headers=headers or {}, data=data)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=20) as reply:  # noqa: S310
                return Answer(reply.status, dict(reply.headers), reply.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    program = operations.nginx()
    if program is None:
        pytest.skip("no nginx on this machine")
    folder = tmp_path_factory.mktemp("nginx")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = _free_port()
    operations.nginx_test(program, folder)
    conf = folder / "nginx.conf"
    text = conf.read_text().replace("listen 8080", f"listen 127.0.0.1:{port}")
    text = text.replace("http://web:5000", f"http://127.0.0.1:{server.server_port}").replace("/dev/stdout main", "off")
    conf.write_text(("user root;\n" if os.geteuid() == 0 else "") + text)
    command = [program, "-e", "stderr", "-p", folder, "-c", conf, "-g", "daemon off;"]
    child = subprocess.Popen([str(part) for part in command], stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 20
        while child.poll() is None and time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        assert child.poll() is None, child.stderr.read().decode() if child.stderr else ""
        yield Front(f"http://127.0.0.1:{port}")
    finally:
        child.terminate()
        child.wait(20)
        server.shutdown()


def test_configuration_is_accepted(tmp_path: Path) -> None:
    """`nginx -t`."""
    program = operations.nginx()
    if program is None:
        pytest.skip("no nginx on this machine")
    done = operations.nginx_test(program, tmp_path)
    assert done.returncode == 0, done.stderr


def test_a_page_passes_with_the_name_it_was_asked_by(front: Front) -> None:
    """CKAN sees the host the visitor typed, and where he is."""
    seen = json.loads(front.ask("/dataset/?q=%E9%81%BF%E9%9B%A3%E6%89%80", {"Host": "data.example.jp"}).body)
    assert (seen["host"], seen["x-real-ip"], seen["x-forwarded-proto"]) == ("data.example.jp", "127.0.0.1", "http")
    assert Echo.asked[-1] == "/dataset/?q=%E9%81%BF%E9%9B%A3%E6%89%80"


def test_a_client_cannot_forge_its_address(front: Front) -> None:
    """What a client writes into the header is thrown away."""
    seen = json.loads(front.ask("/", {"X-Forwarded-For": "10.0.0.1", "X-Real-IP": "10.0.0.1"}).body)
    assert (seen["x-forwarded-for"], seen["x-real-ip"]) == ("127.0.0.1", "127.0.0.1")


@pytest.mark.parametrize(("said", "passed"), [("https", "https"), ("javascript", "http"), ("", "http")])
def test_only_https_is_believed_from_a_proxy_in_front(front: Front, said: str, passed: str) -> None:
    """Links are made of it: any other word is not passed on."""
    assert json.loads(front.ask("/", {"X-Forwarded-Proto": said} if said else {}).body)["x-forwarded-proto"] == passed


def test_health_is_answered_without_the_portal(front: Front) -> None:
    """The engine asks nginx about nginx."""
    before = len(Echo.asked)
    assert front.ask("/nginx-health").status == 204
    assert len(Echo.asked) == before


def test_an_upload_as_large_as_allowed_passes_and_a_larger_one_is_refused(front: Front) -> None:
    """The limit lies above CKAN's own, whose message teaches more."""
    limit = int(operations.example_settings()["CKAN_MAX_UPLOAD_SIZE_MB"])
    assert front.ask("/dataset/new", data=b"x" * (limit * 1024**2 + 4096)).status == 200
    assert front.ask("/dataset/new", data=b"x" * ((limit + 11) * 1024**2)).status == 413


def test_bundled_assets_are_asked_for_once(front: Front) -> None:
    """Their names carry their hash: the second visitor gets them from nginx."""
    path = f"/webassets/base/{os.getpid()}_main.css"
    answers = [front.ask(path) for _ in range(3)]
    assert [answer.status for answer in answers] == [200] * 3
    assert "max-age=86400" in answers[0].headers["Cache-Control"]
    assert Echo.asked.count(path) == 1


def test_a_script_in_a_loop_is_slowed_down_and_a_page_is_not(front: Front) -> None:
    """The API answers a burst, then 429; pages go on."""
    codes = [front.ask("/api/3/action/status_show").status for _ in range(150)]
    assert codes[0] == 200
    assert 429 in codes
    assert front.ask("/dataset/").status == 200
