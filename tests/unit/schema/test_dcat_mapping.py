"""Between our names and ckanext-dcat's."""

from __future__ import annotations

import pytest

from ckanext.tomoni_schema.dcat import mapping


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2025-04-01/2026-03-31", ("2025-04-01", "2026-03-31")),
        ("2025-04-01 / ", ("2025-04-01", "")),
        ("/2026", ("", "2026")),
        ("令和7年度", None),
        ("/", None),
        ("", None),
        (None, None),
    ],
)
def test_period(written: str | None, expected: tuple[str, str] | None) -> None:
    """Dates with a slash are a period; words are not."""
    assert mapping.period(written) == expected


@pytest.mark.parametrize("code", ["ja", "en"])
def test_languages_go_and_come_back(code: str) -> None:
    """Two letters, an address, two letters."""
    assert mapping.language_code(mapping.language_uri(code)) == code


@pytest.mark.parametrize("code", ["jpn", "JA", "日本語"])
def test_other_ways_to_write_japanese(code: str) -> None:
    """e-Gov writes ``jpn``."""
    assert mapping.language_uri(code).endswith("/JPN")


def test_what_dcat_would_misread_is_left_out() -> None:
    """Words are neither an address of a theme, nor a geometry, nor a structure."""
    made = mapping.to_dcat({"theme": "行財政", "spatial": "札幌市", "publisher": "札幌市", "resources": None})
    assert not {"theme", "spatial", "publisher"} & set(made)
    assert (made["spatial_text"], made["publisher_name"], made["resources"]) == ("札幌市", "札幌市", [])


def test_frequency_without_a_code_stays_words() -> None:
    """The vocabulary has no 数年ごと."""
    assert mapping.to_dcat({"frequency_of_update": "5年ごと"})["frequency"] == "5年ごと"
    assert mapping.to_dcat({"frequency_of_update": "年1回"})["frequency"].endswith("/frequency/ANNUAL")


def test_unknown_extras_stay() -> None:
    """What we have no field for is kept."""
    read = mapping.from_dcat({"extras": [{"key": "uri", "value": "u"}, {"key": "frequency", "value": "いつか"}]})
    assert read["extras"] == [{"key": "uri", "value": "u"}]
    assert read["frequency_of_update"] == "いつか"
