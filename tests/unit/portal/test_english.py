"""The heuristic that finds English in Japanese pages finds what it should and no more."""

from __future__ import annotations

import pytest

from tests.browser.english import words


@pytest.mark.parametrize("text", ["605 datasets found", "Activity Stream", "並び順 Order by", "Show more"])
def test_finds_english(text: str) -> None:
    """Words of the interface are found."""
    assert words(text)


@pytest.mark.parametrize(
    "text", ["AED設置箇所一覧（CSV）", "CC BY 4.0", "https://example.jp/a.csv", "Wi-Fi", "2026-04-01"]
)
def test_leaves_the_rest(text: str) -> None:
    """Formats, licences and addresses are not."""
    assert not words(text)
