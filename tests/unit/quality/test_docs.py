"""The pages on quality name every rule, action, setting, command and address, and say of rules what the rules say."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ckanext.tomoni_quality.rules import described
from scripts.dev import quality_rules

ROOT = Path(__file__).resolve().parents[3]
OPTIONS = yaml.safe_load((ROOT / "ckanext/tomoni_quality/config_declaration.yaml").read_text())["groups"][0]["options"]
ACTIONS = ("tomoni_quality_report_show", "tomoni_quality_check", "tomoni_quality_summary",
           "tomoni_audit_show", "tomoni_audit_list", "tomoni_audit_trend", "tomoni_audit_compare")  # fmt: skip
COMMANDS = ("ckan tomoni-quality check", "ckan tomoni-quality sweep", "ckan tomoni-quality audit")


def page(lang: str) -> str:
    return (ROOT / "docs" / lang / "quality.md").read_text()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_names(lang: str) -> None:
    text = page(lang)
    names = [*ACTIONS, *COMMANDS, *(f"`{option['key']}`" for option in OPTIONS), "/quality/rules"]
    assert [name for name in names if name not in text] == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_each_rule_has_its_section(lang: str) -> None:
    text = page(lang)
    assert [rule["slug"] for rule in described() if f"{{#{rule['slug']}}}" not in text] == []
    assert text.endswith(quality_rules.sections(lang)), "run: python -m scripts.dev.quality_rules"


def test_defaults_are_those_declared() -> None:
    lines = [line.split("|") for line in page("ja").splitlines() if line.startswith("| `ckanext.")]
    rows = {key.strip(" `"): default.strip(" `").replace("（なし）", "") for _, key, default, *_ in lines}
    assert rows == {option["key"]: str(option["default"]).lower() for option in OPTIONS}


def test_every_message_id_is_translated() -> None:
    from babel.messages.extract import extract_from_dir
    from babel.messages.pofile import read_po

    folder = ROOT / "ckanext" / "tomoni_quality"
    with (folder / "i18n/ja/LC_MESSAGES/ckanext-tomoni_quality.po").open("rb") as stream:
        translated = {message.id for message in read_po(stream) if message.id and message.string}
    found = extract_from_dir(str(folder), [("**.py", "python"), ("**/templates/**.html", "ckan")])
    used = {message for _, _, message, _, _ in found}
    assert used - translated == set()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_table_of_mends(lang: str) -> None:
    from scripts.dev import quality_mends

    assert quality_mends.table(lang) in page(lang), "run: python -m scripts.dev.quality_mends"
