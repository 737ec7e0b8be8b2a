"""A machine that lacks something: what is missing is listed, installed where we may, and explained where we may not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from scripts.dev import frontend, place, postgres, run, services, solr, system, venv
from scripts.dev.say import Trouble

LACKING = {"postgresql": lambda: False, "redis-server": lambda: False, "git": lambda: True}


def _commands(monkeypatch: pytest.MonkeyPatch, module: Any) -> list[list[str]]:
    said: list[list[str]] = []

    def quietly(command: Sequence[str | Path], **_: Any) -> str:
        said.append([str(part) for part in command])
        return ""

    monkeypatch.setattr(module, "quietly", quietly)
    return said


def test_without_rights_the_whole_list_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """An ordinary user without sudo gets one line to give to the administrator."""
    monkeypatch.setattr(system, "_apt", lambda: None)
    with pytest.raises(Trouble) as caught:
        system.ensure(LACKING)
    assert "postgresql redis-server" in caught.value.cause
    assert caught.value.way_out.endswith("apt-get install -y postgresql redis-server")


@pytest.mark.parametrize(
    ("uid", "sudo", "first"),
    [(0, False, "env"), (1000, True, "sudo"), (1000, False, None)],
    ids=["root", "sudo", "none"],
)
def test_apt_is_used_as_root_or_through_sudo(
    monkeypatch: pytest.MonkeyPatch, uid: int, sudo: bool, first: str | None
) -> None:
    """Root installs, sudo installs, anyone else does not."""
    monkeypatch.setattr("os.geteuid", lambda: uid)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system, "_sudo_allowed", lambda: sudo)
    apt = system._apt()
    assert (apt[0] if apt else None) == first


def test_only_what_lacks_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One update, one install, no package that is already there."""
    there: list[str] = []
    said = _commands(monkeypatch, system)
    monkeypatch.setattr(system, "_apt", lambda: ["apt-get"])
    system.ensure({"redis-server": lambda: bool(there) or bool(there.append("x")), "git": lambda: True})
    assert [command[1] for command in said] == ["update", "install"]
    assert said[1][-1] == "redis-server"


def test_a_package_that_brings_not_what_we_need_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """apt succeeded and the program is still not there: say so, do not go on."""
    _commands(monkeypatch, system)
    monkeypatch.setattr(system, "_apt", lambda: ["apt-get"])
    with pytest.raises(Trouble, match="yet not found: postgresql redis-server"):
        system.ensure(LACKING)


def test_an_optional_tool_never_stops_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is only nice to have is left out without rights."""
    monkeypatch.setattr(system, "_apt", lambda: None)
    system.try_ensure(LACKING)


@pytest.mark.parametrize(
    ("module", "function", "name"),
    [(solr, "ensure_jars", "Maven Central"), (frontend, "ensure", "npm"), (venv, "ensure", "PyPI")],
    ids=["maven", "npm", "pypi"],
)
def test_a_registry_that_cannot_be_reached_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, module: Any, function: str, name: str
) -> None:
    """The command fails as it does without a network; the message says which registry to look at."""
    shown: list[str] = []

    def refuse(command: Sequence[str | Path], *, way_out: str = "", log: str, **_: Any) -> str:
        if log == "venv":
            return ""
        shown.append(way_out)
        raise Trouble(f"{command[0]} failed", way_out)

    monkeypatch.setattr(module, "quietly", refuse)
    monkeypatch.setattr(place, "VENV", tmp_path)
    monkeypatch.setattr(solr, "HOME", tmp_path)
    monkeypatch.setattr(frontend, "VENDOR", tmp_path)
    monkeypatch.setattr(frontend, "_npm", lambda: ["npm"])
    with pytest.raises(Trouble):
        getattr(module, function)(*(["portal"] if module is venv else []))
    assert name in shown[0]


def test_a_failed_command_shows_the_end_of_what_it_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The cause is on the screen; the whole is in the log."""
    monkeypatch.setattr(place, "LOGS", tmp_path)
    with pytest.raises(Trouble) as caught:
        run.quietly(["sh", "-c", "echo the real cause; exit 3"], log="x", cwd=tmp_path)
    assert "failed with 3" in caught.value.cause
    assert "the real cause" in caught.value.cause
    assert str(tmp_path / "x.log") in caught.value.way_out


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with PostgreSQL 9 and 15 installed the Debian way."""
    for version in ("9", "15"):
        folder = tmp_path / "lib" / version / "bin"
        folder.mkdir(parents=True)
        (folder / "initdb").touch()
    monkeypatch.setattr(postgres, "INSTALLED", tmp_path / "lib")
    monkeypatch.setattr(postgres, "PGDATA", tmp_path / "data")
    return tmp_path


def test_the_newest_postgresql_makes_new_data(installed: Path) -> None:
    """15 is newer than 9, though not in the alphabet."""
    assert postgres.program("initdb") == str(installed / "lib" / "15" / "bin" / "initdb")


def test_data_keeps_the_version_that_made_it(installed: Path) -> None:
    """A machine that gained a newer PostgreSQL still opens the data with the older one."""
    (installed / "data").mkdir()
    (installed / "data" / "PG_VERSION").write_text("9\n")
    assert "/9/" in postgres.program("pg_ctl")


def test_data_of_a_version_that_is_not_here_is_named(installed: Path) -> None:
    """The message says which version to install, and that the data may be dropped."""
    (installed / "data").mkdir()
    (installed / "data" / "PG_VERSION").write_text("17\n")
    with pytest.raises(Trouble) as caught:
        postgres.program("pg_ctl")
    assert "PostgreSQL 17" in caught.value.cause
    assert "postgresql-17" in caught.value.way_out
    assert "make clean" in caught.value.way_out


def test_a_foreign_port_is_found_before_anything_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ports are looked at first: nobody waits five minutes to be told that one is taken."""
    monkeypatch.setattr(services, "SERVICES", (services.Service("redis", lambda: False, lambda: None, lambda: None),))
    monkeypatch.setattr(place, "listening", lambda _: True)
    with pytest.raises(Trouble, match="redis"):
        services.require_ports()


def test_an_environment_made_elsewhere_is_made_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A checkout that was moved holds scripts with the old path; one cut short holds no pip."""
    monkeypatch.setattr(place, "VENV", tmp_path)
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.touch()
    assert not venv._usable(python)
    (tmp_path / ".tomoni-home").write_text("/old/place/.venv")
    assert not venv._usable(python)


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ('openjdk version "17.0.17" 2025-10-21', 17),
        ('openjdk version "1.8.0_402"', 8),
        ('openjdk version "21" 2023-09-19', 21),
        ("command not found", 0),
    ],
)
def test_an_old_java_is_not_enough(monkeypatch: pytest.MonkeyPatch, said: str, version: int) -> None:
    """Solr 9 does not start on Java 8: the machine is told to bring a newer one before it tries."""
    import subprocess

    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, "", said))
    assert system.java_version() == version
    assert ("default-jre-headless" in system.missing(system.RUNTIME)) is (version < 11)
