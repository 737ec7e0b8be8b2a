"""The guides name every setting, command and helper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
PLUGIN = ROOT / "ckanext" / "tomoni_portal"


def _settings() -> list[str]:
    declared = yaml.safe_load((PLUGIN / "config_declaration.yaml").read_text(encoding="utf-8"))
    return [option["key"] for group in declared["groups"] for option in group["options"]]


def _commands() -> list[str]:
    return re.findall(r'@tomoni\.command\("([\w-]+)"', (PLUGIN / "cli.py").read_text(encoding="utf-8"))


def _helpers() -> list[str]:
    listed = re.search(r"__all__ = \[(.*?)\]", (PLUGIN / "helpers.py").read_text(encoding="utf-8"), re.DOTALL)
    assert listed
    return re.findall(r'"(\w+)"', listed[1])


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("names", [_settings, _commands, _helpers])
def test_guide_names_everything(language: str, names) -> None:
    """A setting, command or helper that no guide names fails here."""
    page = (ROOT / "docs" / language / "portal.md").read_text(encoding="utf-8")
    found = names()
    assert found
    assert not [name for name in found if name not in page]
