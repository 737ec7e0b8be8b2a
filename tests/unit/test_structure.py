"""What the repository holds, and what it must not hold."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from scripts.dev import wheel_probe

ROOT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".ini", ".in", ".lock", ".html", ".css", ".js", ".mjs", ".json", ".po",
        ".xml", ".txt", ".sh", ".conf", ".cfg", ""}  # fmt: skip
#: A developer's own folders and private package mirrors: nobody else has them.
MACHINE = re.compile(
    r"(?<![\w.])/(?:work|home/[a-z]\w*|Users/\w+|root/[a-z])/|--(?:extra-)?index-url|--trusted-host|_authToken"
)
ALLOWED = {
    "tests/unit/test_structure.py",
    "scripts/dev/place.py",  # says in words where an administrator's checkout may lie
}


def tracked() -> list[str]:
    """Return the files that git follows; without git (an sdist), every file that is not built."""
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


def test_no_path_of_a_machine_and_no_private_registry() -> None:
    """A clone works anywhere: no file names a folder or a package mirror of somebody's machine."""
    found = []
    for name in tracked():
        if Path(name).suffix in TEXT and name not in ALLOWED:
            text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
            found += [f"{name}: {match[0]}" for match in MACHINE.finditer(text)]
    assert found == []


def test_npm_packages_come_from_npm() -> None:
    """The lock file names no registry of its own, and every package has its hash."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    fetched = {name: package for name, package in packages.items() if name}
    assert fetched
    for name, package in fetched.items():
        assert "resolved" not in package, name
        assert package.get("integrity", "").startswith("sha512-"), name


def test_nothing_built_is_committed() -> None:
    """Catalogues are compiled and front-end libraries fetched where they are used."""
    built = re.compile(r"\.mo$|\.pyc$|/vendor/|node_modules/|^site/|\.egg-info/")
    assert [name for name in tracked() if built.search(name)] == []


def test_no_namespace_init() -> None:
    """`ckanext` is shared with every other extension: an __init__.py there would hide them."""
    assert "ckanext/__init__.py" not in tracked()


def test_each_plugin_is_declared_and_named_as_its_package() -> None:
    """CKAN derives the migration path from the name; both must be the same."""
    text = (ROOT / "pyproject.toml").read_text()
    declared = dict(re.findall(r'^(tomoni_\w+) = "ckanext\.(tomoni_\w+)\.plugin:', text, re.MULTILINE))
    packages = {path.parent.name for path in (ROOT / "ckanext").glob("*/plugin.py")}
    assert set(declared) == packages
    assert all(name == package for name, package in declared.items())


def _install(checkout: Path, site: Path, *, without: str = "") -> None:
    for path, name in wheel_probe.files(checkout):
        if name != without:
            target = site / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one file of each kind a wheel may forget."""
    names = (
        "ckanext/tomoni_x/templates/a.html", "ckanext/tomoni_x/i18n/ja/LC_MESSAGES/x.mo",
        "ckanext/tomoni_portal/public/vendor/a/a.js", "ckanext/tomoni_x/migration/versions/001.py",
        "schemas/dataset.yaml", "schemas/standards/aed/2021.yaml", "ckanext/tomoni_x/config_declaration.yaml",
        "ckanext/tomoni_x/__pycache__/x.pyc",
    )  # fmt: skip
    for name in names:
        path = tmp_path / "checkout" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "checkout"


def test_wheel_probe_finds_nothing_missing_in_a_whole_installation(checkout: Path, tmp_path: Path) -> None:
    """Caches are not asked for."""
    _install(checkout, tmp_path / "site")
    assert wheel_probe.missing(checkout, tmp_path / "site") == []


def test_wheel_probe_names_a_forgotten_file_and_a_kind_that_was_never_built(checkout: Path, tmp_path: Path) -> None:
    """A forgotten template is named; a checkout without compiled catalogues proves nothing and says so."""
    forgotten = "ckanext/tomoni_core/schemas/standards/aed/2021.yaml"
    _install(checkout, tmp_path / "site", without=forgotten)
    (checkout / "ckanext/tomoni_x/i18n/ja/LC_MESSAGES/x.mo").unlink()
    assert wheel_probe.missing(checkout, tmp_path / "site") == [forgotten, "no translations in the checkout"]
