"""What the tests of faults share."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.workers import kill

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Any]:
    """Starts a real worker, with further lines of settings, that ends when the queue is empty."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*own: str) -> subprocess.Popen[bytes]:
        ini = tmp_path / "worker.ini"
        ini.write_text("\n".join(["[app:main]", f"use = config:{ROOT / 'test.ini'}", *own, ""]))
        ckan = str(Path(sys.executable).parent / "ckan")
        command = [ckan, "-c", str(ini), "jobs", "worker", "--burst", "default"]
        with (tmp_path / f"worker-{len(started)}.log").open("wb") as log:
            process = subprocess.Popen(command, start_new_session=True, stdout=log, stderr=subprocess.STDOUT)
        started.append(process)
        return process

    yield start
    for process in started:
        kill(process)
