"""The documentation is part of the change: what the plugins offer stands in docs/ja, or a test fails and names it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import ckan.plugins as p
import pytest

from scripts.dev import place, reference

DOCS = place.ROOT / "docs"
#: Written by scripts/dev/reference.py: a name that stands only there has not been explained to anybody.
GENERATED = {"api.md", "configuration.md"}
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def japanese() -> str:
    """Return everything people have written in docs/ja."""
    pages = [path for path in sorted((DOCS / "ja").rglob("*.md")) if path.name not in GENERATED]
    return "\n".join(path.read_text(encoding="utf-8") for path in pages)


def lacking(names: list[str]) -> list[str]:
    """Return the names that no page of docs/ja mentions as code."""
    text = japanese()
    return [name for name in names if not re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text)]


def plugins() -> list[str]:
    return [name for name in p.toolkit.config["ckan.plugins"] if name.startswith("tomoni_")]


@pytest.mark.parametrize("plugin", reference.PLUGINS)
def test_every_action_is_explained(plugin: str) -> None:
    """Each action that CKAN gets from the plugin has its parameters on the room's page."""
    instance = p.get_plugin(plugin)
    names = sorted(instance.get_actions()) if hasattr(instance, "get_actions") else []
    assert lacking(names) == [], f"write these actions of {plugin} into docs/ja"


@pytest.mark.parametrize("plugin", reference.PLUGINS)
def test_every_setting_is_explained(plugin: str) -> None:
    """Each key of the plugin's config_declaration.yaml."""
    keys = [option["key"] for option in reference.settings(plugin)]
    assert lacking(keys) == [], f"write these settings of {plugin} into docs/ja"


@pytest.mark.parametrize("plugin", reference.PLUGINS)
def test_every_command_is_explained(plugin: str) -> None:
    """Each command line, whole: `ckan tomoni-harvest gather`."""
    lines = [line for line, _ in reference.commands(plugin)]
    assert lacking(lines) == [], f"write these commands of {plugin} into docs/ja"


def test_every_rule_is_explained() -> None:
    """Each rule of the quality check, by the slug that findings carry."""
    from ckanext.tomoni_quality.rules import all_rules

    slugs = [rule.SLUG for rule in all_rules()]
    assert slugs
    assert lacking(slugs) == [], "write these rules into docs/ja"


def test_reference_knows_every_action() -> None:
    """The generated page is made of the modules; CKAN gets its actions from the plugins: both must agree."""
    registered = {
        name
        for plugin in plugins()
        for name in (getattr(p.get_plugin(plugin), "get_actions", dict)() or {})
        if name.startswith("tomoni_")
    }
    listed = {action.name for plugin in reference.PLUGINS for action in reference.actions(plugin)}
    assert registered - listed == set()


def test_generated_pages_are_up_to_date() -> None:
    """Settings, actions and commands as the code says now."""
    assert reference.stale() == [], f"run `{reference.REGENERATE}` with the Python of .venv and commit"


def test_both_languages_have_the_same_pages() -> None:
    """A page in one language has its sister in the other."""
    found = {
        code: {str(path.relative_to(DOCS / code)) for path in (DOCS / code).rglob("*.md")} for code in ("ja", "en")
    }
    assert found["ja"] ^ found["en"] == set()


@pytest.mark.parametrize("name", ["README.md", "README.en.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_links_of_the_front_pages_lead_somewhere(name: str) -> None:
    """What mkdocs does not build is checked here: each relative link names a file of the repository."""
    text = (place.ROOT / name).read_text(encoding="utf-8")
    targets = [target for target in LINK.findall(text) if not re.match(r"[a-z]+:", target)]
    assert [target for target in targets if not (place.ROOT / target).exists()] == []


def test_decision_records_are_numbered_once() -> None:
    """Two rooms never use one number."""
    numbers = [path.name[:4] for path in (DOCS / "adr").glob("[0-9]*.md")]
    assert len(numbers) == len(set(numbers))
    assert all(re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", path.name) for path in (DOCS / "adr").glob("[0-9]*.md"))


def test_the_site_builds(tmp_path: Path) -> None:
    """mkdocs --strict: no broken link or anchor, no page outside the navigation; and nothing is fetched when read."""
    command = [place.VENV / "bin" / "mkdocs", "build", "--strict", "--site-dir", tmp_path / "site"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=place.ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, "\n".join(line for line in done.stderr.splitlines() if "WARNING" in line)
    page = (tmp_path / "site" / "ja" / "index.html").read_text(encoding="utf-8")
    sources = r"<(?:script|img|iframe)[^>]+src=\"(https?:[^\"]+)"
    sheets = r"<link[^>]+rel=\"stylesheet\"[^>]+href=\"(https?:[^\"]+)"
    assert re.findall(sources, page) + re.findall(sheets, page) == []
