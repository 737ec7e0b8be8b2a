"""`make test`, `make test-unit`, `make test-browser`, `make bench`, `make lint`, `make docs`."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from scripts.dev import browser, database, frontend, operations, place, services, system, translations, venv
from scripts.dev.run import loudly, quietly
from scripts.dev.say import Trouble, line, step

BIN = place.VENV / "bin"


def _prepare(*, with_browser: bool = False) -> None:
    place.prepare()
    system.ensure({**system.RUNTIME, **system.TESTING, **(system.BROWSER if with_browser else {})})
    venv.ensure("dev")
    frontend.ensure()
    translations.ensure()


def test(arguments: list[str]) -> int:
    """Run every test but the browser's, in one pytest run."""
    _prepare()
    with services.running():
        database.migrate("test", place.ROOT / "test.ini")
        chosen = arguments or ["tests", "--ignore=tests/browser"]
        return loudly([BIN / "pytest", "-q", *chosen], env=place.urls("test"))


def test_unit(arguments: list[str]) -> int:
    """Run the tests of the pure core, with no service running."""
    place.prepare()
    venv.ensure("dev")
    return loudly([BIN / "pytest", "-q", "-c", "tests/unit/pytest.ini", *(arguments or ["tests/unit"])])


def test_browser(arguments: list[str]) -> int:
    """Run the browser tests against a portal of their own, started by the tests."""
    _prepare(with_browser=True)
    with services.running():
        env = browser.prepare()
        command = [BIN / "pytest", "-q", "-c", "tests/browser/pytest.ini", *(arguments or ["tests/browser"])]
        return loudly(command, env=env)


def fuzz(arguments: list[str]) -> int:
    """Spoil files of every kind for so many seconds, half a minute unless told, and read them."""
    place.prepare()
    venv.ensure("dev")
    return loudly([BIN / "python", "tests/fuzz/fuzz_reader.py", *(arguments or ["30"])])


def bench(arguments: list[str]) -> int:
    """Run one benchmark of ``bench/``: the peer and ours on the same input in one run."""
    names = sorted(path.stem for path in (place.ROOT / "bench").glob("*.py") if not path.stem.startswith("_"))
    if len(arguments) != 1 or arguments[0] not in names:
        raise Trouble(
            "ベンチマークの名前が要ります / name a benchmark: " + ", ".join(names),
            f"make bench NAME={names[0] if names else 'search'}",
        )
    _prepare()
    with services.running():
        database.migrate("test", place.ROOT / "test.ini")
        return loudly(
            [BIN / "python", "-m", f"bench.{arguments[0]}"], env={**place.urls("test"), "CKAN_INI": "test.ini"}
        )


def lint() -> int:
    """ruff, ruff format, pyright, import-linter, then the wheel in a clean environment."""
    _prepare()
    commands = [
        [BIN / "ruff", "check", "."],
        [BIN / "ruff", "format", "--check", "."],
        [BIN / "pyright"],
        [BIN / "lint-imports"],
    ]
    failed = [str(command[0].name) for command in commands if loudly(command)] + operations.check()
    if failed:
        raise Trouble(
            "検査に通りません / failed: " + ", ".join(failed), "上の指摘を直してください / mend what is listed above"
        )
    _probe_wheel()
    return 0


def wheel() -> int:
    """Build the wheel into ``dist/``: front-end libraries, compiled catalogues and schemas are in it."""
    _prepare()
    line(f"→ {_build(place.ROOT / 'dist')}")
    return 0


def _build(target: Path) -> Path:
    """Build the wheel into a folder and return its path."""
    frontend.ensure()
    translations.ensure()
    with step("wheel を組み立てています / building the wheel"):
        # What an earlier build left would be packed again, deleted files included.
        shutil.rmtree(place.ROOT / "build", ignore_errors=True)
        for old in target.glob("ckanext_tomoni-*.whl"):
            old.unlink()
        quietly([BIN / "python", "-m", "build", "--wheel", "--no-isolation", "--outdir", target, "."], log="wheel")
        shutil.rmtree(place.ROOT / "build", ignore_errors=True)
    return next(target.glob("ckanext_tomoni-*.whl"))


def _probe_wheel() -> None:
    """Install the wheel into a clean environment and start it from another folder."""
    with tempfile.TemporaryDirectory(prefix="tomoni-wheel-") as folder:
        target = Path(folder)
        built = _build(target)
        with step("きれいな環境に入れています / installing it into a clean environment"):
            quietly([BIN / "python", "-m", "venv", target / "venv"], log="wheel-venv")
            python = target / "venv" / "bin" / "python"
            lock = place.ROOT / "requirements" / "runtime.lock"
            uv = [BIN / "uv", "pip", "install", "--python", python, "-q"]
            quietly([*uv, "--require-hashes", "-r", lock], log="wheel-pip")
            quietly([*uv, "--no-deps", built], log="wheel-install")
        _probe_command(target, built)
        with services.running():
            database.migrate("test", place.ROOT / "test.ini")
            with step("別のフォルダーから起動しています / starting it from another folder"):
                probe = place.ROOT / "scripts" / "dev" / "wheel_probe.py"
                ini = shutil.copy(place.ROOT / "test.ini", target / "ckan.ini")
                quietly([python, "-P", probe, ini, place.ROOT], log="wheel-probe", cwd=target, env=place.urls("test"))


def _probe_command(target: Path, built: Path) -> None:
    """Install the wheel without CKAN, by the short lock, and check a file with ``tomoni-check``."""
    with step("tomoni-check を CKAN なしで動かしています / running tomoni-check without CKAN"):
        quietly([BIN / "python", "-m", "venv", target / "light"], log="check-venv")
        bin_ = target / "light" / "bin"
        uv = [BIN / "uv", "pip", "install", "--python", bin_ / "python", "-q"]
        quietly([*uv, "--require-hashes", "-r", place.ROOT / "requirements" / "check.lock"], log="check-pip")
        quietly([*uv, "--no-deps", built], log="check-install")
        table = target / "toilets.csv"
        table.write_text("全国地方公共団体コード,名称\n131016,中央公園\n", encoding="utf-8")
        quietly([bin_ / "tomoni-check", table], log="check-run", cwd=target)


def docs() -> int:
    """Build the documentation into ``site/``; a broken link or a page outside the navigation fails it."""
    place.prepare()
    venv.ensure("dev")
    for written in ("reference", "quality_rules"):
        quietly([BIN / "python", "-m", f"scripts.dev.{written}"], log=written)
    # Not -q: mkdocs counts warnings only when it may print them, and --strict would never fail.
    return loudly([BIN / "mkdocs", "build", "--strict"], env={"NO_MKDOCS_2_WARNING": "1", **os.environ})
