"""Every direct dependency earns its place in ADR 0001, and every one is locked."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADR = (ROOT / "docs" / "adr" / "0001-dependencies.md").read_text(encoding="utf-8")
INPUTS = sorted((ROOT / "requirements").glob("*.in"))


def _names(path: Path) -> set[str]:
    lines = (line.partition("#")[0].strip() for line in path.read_text().splitlines())
    return {re.split(r"[\[=<>~!; ]", line)[0] for line in lines if line and not line.startswith("-")}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def direct() -> set[str]:
    """Return the name of each direct dependency, Python's and the browser's."""
    npm = json.loads((ROOT / "package.json").read_text())
    return {
        *(name for path in INPUTS for name in _names(path)),
        *npm.get("dependencies", {}),
        *npm.get("devDependencies", {}),
    }


def rows() -> dict[str, list[str]]:
    """Return the table's rows by the package they name."""
    found = re.findall(r"^\| `([^`]+)` \|(.+)\|$", ADR, re.MULTILINE)
    return {name: [cell.strip() for cell in rest.split("|")] for name, rest in found}


@pytest.mark.parametrize("name", sorted(direct()))
def test_a_direct_dependency_has_its_row(name: str) -> None:
    """Licence, reason and health stand there before the dependency does."""
    assert name in rows(), f"write a row for `{name}` in docs/adr/0001-dependencies.md"
    assert all(rows()[name]), f"the row of `{name}` has an empty cell"


def test_no_row_outlives_its_dependency() -> None:
    """A dependency that went takes its row with it."""
    assert set(rows()) == direct()


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_what_is_asked_for_is_locked_with_hashes(path: Path) -> None:
    """Each name of the .in file is in the .lock file, and each locked version has its hashes."""
    lock = path.with_suffix(".lock").read_text()
    locked = {_canonical(name) for name in re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.MULTILINE)}
    assert {_canonical(name) for name in _names(path)} <= locked
    assert all("--hash=sha256:" in block for block in re.split(r"\n(?=[a-zA-Z0-9])", lock)[1:])


def test_the_package_asks_for_what_the_lock_gives() -> None:
    """What pyproject.toml requires of an installer is what requirements/runtime.in locks for us."""
    required = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.split(r"[\[=<>~!; ]", line)[0] for line in required}
    assert names == _names(ROOT / "requirements" / "runtime.in")
