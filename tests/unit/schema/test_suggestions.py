"""What the dataset form proposes: data that is right, and silence where nothing is known."""

from __future__ import annotations

import pytest

from ckanext.tomoni_core import frequency
from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_schema import lists, suggestions


@pytest.mark.parametrize("slug", sorted(suggestions.known()))
def test_every_entry_is_of_a_standard_and_of_the_lists(slug: str) -> None:
    """A standard that exists, a theme of e-Stat, a frequency that search groups, keywords that CKAN takes."""
    entry = suggestions.known()[slug]
    assert registry().get(slug)
    assert set(entry) <= {"tags", "theme", "frequency"}
    assert entry.get("theme", lists.THEMES[0]) in lists.THEMES
    assert entry["frequency"] in lists.FREQUENCY_SUGGESTIONS
    assert frequency.normalise(entry["frequency"]) != "other"
    assert all(2 <= len(tag) <= 100 and "," not in tag for tag in entry["tags"])


def test_a_standard_fills_what_it_says() -> None:
    """Titles in both languages, keywords, theme, frequency, and what it conforms to."""
    standard = registry().get("evacuation_space")
    assert standard is not None
    found = suggestions.of_standard(standard)
    assert found["title"] == standard.title_ja
    assert found["title_en"] == standard.title_en
    assert found["theme"] == "司法・安全・環境"
    assert "避難場所" in found["tag_string"].split(",")
    assert standard.edition in found["compliant_standard"]


def test_what_is_not_certain_is_not_filled() -> None:
    """No theme for toilets, nothing but titles for a standard without an entry."""
    toilet = registry().get("public_toilet")
    assert toilet is not None
    assert "theme" not in suggestions.of_standard(toilet)


@pytest.mark.parametrize(
    ("code", "spatial"), [("131032", "東京都港区"), ("011002", "北海道札幌市"), ("370002", "香川県")]
)
def test_an_organization_fills_area_and_licence(code: str, spatial: str) -> None:
    """From its code and its default licence."""
    found = suggestions.of_organization(local_government.find(code), "CC-BY-4.0")
    assert found == {"spatial": spatial, "license_id": "CC-BY-4.0"}


def test_an_organization_that_says_nothing_fills_nothing() -> None:
    """No body, no licence."""
    assert suggestions.of_organization(None, "") == {}
