"""The examples of the documentation run as they stand: by a shell, with curl, against a portal with the sample data."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from ckan import model
from ckan.tests import factories
from werkzeug.serving import make_server

from ckanext.tomoni_portal.sample import catalogue, load
from ckanext.tomoni_quality import jobs
from scripts.dev import place
from tests import standing

DOCS = place.ROOT / "docs"
HOME = "http://localhost:5000"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
#: Every request must be answered well, also within a pipe, and is written down.
SHELL = r"""
set -eo pipefail
curl() { command curl --silent --show-error --fail-with-body "$@" | tee -a "$ANSWERS"; printf '\n' >>"$ANSWERS"; }
"""
#: How long a shell may take that runs one block.
SECONDS = 120


@dataclass(frozen=True)
class Example:
    """A block of a page."""

    page: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(DOCS)}:{self.line}"

    def keys(self) -> set[str]:
        """The names in the answer that the block shows in comments below its commands."""
        shown = " ".join(line[1:] for line in self.text.splitlines() if line.startswith("#"))
        return set(re.findall(r'"(\w+)":', shown))


def examples() -> list[Example]:
    """Every block with curl of every page."""
    found = []
    for page in sorted([*DOCS.glob("ja/**/*.md"), *DOCS.glob("en/**/*.md")]):
        text = page.read_text(encoding="utf-8")
        found += [
            Example(page, text.count("\n", 0, block.start()) + 2, block[2])
            for block in FENCE.finditer(text)
            if block[1] in ("", "sh") and "curl " in block[2]
        ]
    return found


@pytest.fixture(scope="module")
def portal(_standing: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The sample portal on a port of its own, with its files checked; the variables of a reader's shell."""
    model.repo.rebuild_db()
    login = factories.Sysadmin(name="tomoni-demo")["name"]
    content = catalogue.read()
    for organization in content["organizations"]:
        load.ensure_organization(login, organization)
    for dataset in content["datasets"]:
        load.ensure_dataset(login, dataset)
    for resource in list(model.Session.scalars(model.Session.query(model.Resource.id).statement)):
        jobs.check_resource(resource)
    folder = tmp_path_factory.mktemp("examples")
    (folder / "372013_open_data_list.csv").write_bytes(catalogue.SampleFile("open_data_list.csv").data)
    token = factories.APIToken(user=login)["token"]
    server = make_server("127.0.0.1", 0, standing.app().flask_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield {"PORTAL": f"http://127.0.0.1:{server.server_port}", "TOKEN": token, "FOLDER": str(folder)}
    server.shutdown()
    thread.join()


def test_there_are_examples() -> None:
    """And a shell, curl and jq to run them."""
    assert len(examples()) >= 18
    assert all(shutil.which(name) for name in ("bash", "curl", "jq"))


@pytest.mark.parametrize("example", examples(), ids=str)
def test_example(example: Example, portal: dict[str, str], tmp_path: Path) -> None:
    """No request fails, and what the page shows of an answer is in it."""
    assert "…" not in "".join(line for line in example.text.splitlines() if not line.startswith("#")), "a gap to fill"
    answers = tmp_path / "answers"
    script = SHELL + example.text.replace(HOME, portal["PORTAL"])
    environment = {**os.environ, "TOKEN": portal["TOKEN"], "ANSWERS": str(answers)}
    done = subprocess.run(
        ["bash", "-c", script], cwd=portal["FOLDER"], env=environment, capture_output=True, text=True, timeout=SECONDS,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stderr}\n{done.stdout[-2000:]}"
    there = set(re.findall(r'"(\w+)": ?', answers.read_text(encoding="utf-8")))
    assert example.keys() <= there, sorted(example.keys() - there)
