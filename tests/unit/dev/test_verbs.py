"""The verbs of the Makefile: what they refuse, and what they leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.dev import __main__ as command
from scripts.dev import checks, leftovers, place, portal, services
from scripts.dev.say import Trouble


def test_each_target_of_the_makefile_is_a_verb() -> None:
    """A target whose verb is gone would greet the newcomer with a usage line."""
    lines = (place.ROOT / "Makefile").read_text().splitlines()
    called = [line.split("$(DEV) ")[1].split()[0] for line in lines if "@$(DEV)" in line]
    assert "portal" in called
    assert set(called) <= set(command.VERBS)


def test_an_unknown_verb_shows_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and the list."""
    assert command.main(["prtal"]) == 2
    assert "portal" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["no-such-benchmark"], ["search", "harvest"]])
def test_a_benchmark_is_named_exactly(arguments: list[str]) -> None:
    """The message lists the benchmarks there are."""
    with pytest.raises(Trouble, match="search"):
        checks.bench(arguments)


def test_clean_removes_what_is_ours_and_nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """TOMONI_STATE may point to a folder that holds other things."""
    for name in ("postgres/base", "redis", "solr/lib", "run", "logs", "storage/portal", "family photos"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("portal.ini", "secrets.ini", "sample-loaded", "migrated-test", "letter.txt", "mine.ini"):
        (tmp_path / name).touch()
    monkeypatch.setattr(place, "STATE", tmp_path)
    monkeypatch.setattr(leftovers, "clear", lambda: None)
    monkeypatch.setattr(services, "down", lambda: None)
    portal.clean()
    assert {path.name for path in tmp_path.iterdir()} == {"family photos", "letter.txt", "mine.ini"}


def test_clean_removes_the_folder_when_nothing_else_is_in_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A checkout is as it was cloned."""
    state = tmp_path / ".tomoni"
    (state / "run").mkdir(parents=True)
    monkeypatch.setattr(place, "STATE", state)
    monkeypatch.setattr(leftovers, "clear", lambda: None)
    monkeypatch.setattr(services, "down", lambda: None)
    portal.clean()
    assert not state.exists()
