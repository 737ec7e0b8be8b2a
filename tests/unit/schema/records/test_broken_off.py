"""What a client of the real web server sees when an answer fails in the middle: an error, never a short answer."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.dev import place

APPLICATION = """
from flask import Flask, Response
from ckanext.tomoni_schema.records.body import _told

application = Flask(__name__)

@application.route("/<kind>")
def fail(kind):
    def parts():
        yield b"first\\r\\n" * 100
        raise OSError("the database went away")
    return Response(_told(parts(), kind))
"""
SECONDS = 60


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """A port where gunicorn, set as for the portal, serves answers that fail."""
    (tmp_path / "failing.py").write_text(APPLICATION, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = free.getsockname()[1]
    environment = {**os.environ, "TOMONI_BIND": f"127.0.0.1:{number}", "TOMONI_WEB_WORKERS": "1"}
    command = [sys.executable, "-m", "gunicorn", "--config", place.ROOT / "config" / "gunicorn.py", "--chdir", tmp_path]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([*command, "failing:application"], env=environment, stdout=log, stderr=log)
    try:
        until = time.monotonic() + SECONDS
        while not _answers(number):
            assert server.poll() is None, (tmp_path / "log").read_text(encoding="utf-8")
            assert time.monotonic() < until
            time.sleep(0.1)
        yield number
    finally:
        server.terminate()
        server.wait(SECONDS)


def _answers(number: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", number), timeout=1).close()
    except OSError:
        return False
    return True


def test_the_connection_is_broken_off(port: int) -> None:
    """No last chunk: reading to the end is an error; and a CSV says in what arrived that it is not all."""
    for kind, said in (("json", False), ("csv", True)):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        connection.request("GET", f"/{kind}")
        answer = connection.getresponse()
        assert (answer.status, answer.headers["Transfer-Encoding"]) == (200, "chunked")
        with pytest.raises(http.client.IncompleteRead) as broken:
            answer.read()
        assert broken.value.partial.startswith(b"first")
        assert (b"broken off" in broken.value.partial) is said
        connection.close()
