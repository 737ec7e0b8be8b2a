"""Every action, setting and command of tomoni_schema stands in both guides; every message has its Japanese."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from ckanext.tomoni_schema import cli

ROOT = Path(__file__).resolve().parents[3]
PLUGIN = ROOT / "ckanext" / "tomoni_schema"


def _names() -> list[str]:
    modules = [ast.parse(path.read_text(encoding="utf-8")) for path in (PLUGIN / "logic" / "action").glob("[!_]*.py")]
    defined = [node.name for tree in modules for node in tree.body if isinstance(node, ast.FunctionDef)]
    actions = sorted(name for name in defined if not name.startswith("_"))
    groups = yaml.safe_load((PLUGIN / "config_declaration.yaml").read_text(encoding="utf-8"))["groups"]
    settings = [option["key"] for group in groups for option in group["options"]]
    assert actions
    return [*actions, *settings, *(f"ckan tomoni-schema {command}" for command in cli.tomoni_schema.commands)]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", _names())
def test_named_in_the_guide(name: str, language: str) -> None:
    """What can be called or set is explained."""
    assert name in (ROOT / "docs" / language / "schema.md").read_text(encoding="utf-8")


def test_every_message_is_translated() -> None:
    """Python and templates use no message without Japanese, and the catalogue holds no message nobody uses."""
    used = {
        message if isinstance(message, str) else message[0]
        for _, _, message, _, _ in extract_from_dir(str(PLUGIN), [("**.py", "python")], {}, keywords=_KEYWORDS)
    }
    for template in PLUGIN.glob("templates/**/*.html"):
        text = template.read_text(encoding="utf-8")
        used |= {quoted[1] for quoted in re.finditer(r"\b_\('((?:[^'\\]|\\.)*)'\)", text)}
        used |= {quoted[1] for quoted in re.finditer(r"\b_\('((?:[^'\\]|\\.)*)'\)\.", text)}
        used |= {quoted[1] for quoted in re.finditer(r"ungettext\('((?:[^'\\]|\\.)*)'", text)}
        used |= {quoted[1] for quoted in re.finditer(r"link_for _\('((?:[^'\\]|\\.)*)'", text)}
    path = PLUGIN / "i18n" / "ja" / "LC_MESSAGES" / "ckanext-tomoni_schema.po"
    with path.open("rb") as file:
        catalogue = {(m.id if isinstance(m.id, str) else m.id[0]): m.string for m in read_po(file) if m.id}
    assert used == set(catalogue)
    assert all(text if isinstance(text, str) else all(text) for text in catalogue.values())


_KEYWORDS = {"_": None, "ungettext": (1, 2)}
