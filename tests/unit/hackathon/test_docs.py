"""The guide names everything there is: actions, settings, commands, pages, helpers, ways of matching."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PLUGIN = ROOT / "ckanext" / "tomoni_hackathon"


def _names() -> set[str]:
    actions = set(re.findall(r'"(tomoni_\w+)"', (PLUGIN / "logic" / "action" / "__init__.py").read_text()))
    settings = set(re.findall(r"key: (\S+)", (PLUGIN / "config_declaration.yaml").read_text()))
    commands = set(re.findall(r'@tomoni_hackathon.command\("(\w+)"', (PLUGIN / "cli.py").read_text()))
    ways = set(
        re.findall(r'"((?:dataset|resource|file|portal)-\w+|manual)"', (PLUGIN / "matching" / "lookup.py").read_text())
    )
    assert len(actions) > 15
    assert len(settings) == 2
    assert ways
    return actions | settings | {f"tomoni-hackathon {command}" for command in commands} | ways


@pytest.mark.parametrize("name", sorted(_names()))
def test_the_japanese_guide_names(name: str) -> None:
    """Each name stands in the Japanese guide."""
    assert name in (ROOT / "docs" / "ja" / "hackathon.md").read_text()


def test_both_languages_name_the_same_actions_and_parameters() -> None:
    """An action in one guide is in the other."""
    japanese, english = ((ROOT / "docs" / code / "hackathon.md").read_text() for code in ("ja", "en"))
    names = [
        set(re.findall(r"`(tomoni_(?:event|project|dataset_use)_\w+|tomoni_dataset_(?:re)?match)`", page))
        for page in (japanese, english)
    ]
    assert names[0] == names[1]


def test_every_message_is_translated() -> None:
    """No message of the Japanese catalogue is empty, and each keeps the places for its values."""
    from babel.messages.pofile import read_po

    path = PLUGIN / "i18n" / "ja" / "LC_MESSAGES" / "ckanext-tomoni_hackathon.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale="ja")
    for message in catalogue:
        if not message.id:
            continue
        said = message.string if isinstance(message.string, str) else message.string[0]
        asked = message.id if isinstance(message.id, str) else message.id[0]
        assert said, asked
        assert set(re.findall(r"{\w+}", said)) == set(re.findall(r"{\w+}", asked)), asked
