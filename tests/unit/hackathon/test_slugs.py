"""Slugs out of Japanese titles."""

from __future__ import annotations

import pytest

from ckanext.tomoni_hackathon import slugs


@pytest.mark.parametrize(
    ("title", "english", "expected"),
    [
        ("避難所ナビ", "Shelter Guide", "shelter-guide"),
        ("避難所まっぷ", "", "mappu"),
        ("トイレ・ナビ2026", "", "toire-nabi-2026"),
        ("ＡＥＤマップ", "", "aed-mappu"),
        ("Café Ōta", "", "cafe-ota"),
        ("ｶﾝﾀﾝ検索", "", "kantan"),
        ("避難所", "", ""),
        ("2026", "", ""),
        ("👶🚼", "", ""),
        ("<script>alert(1)</script>", "", "script-alert-1-script"),
        ("../../etc/passwd", "", "etc-passwd"),
    ],
)
def test_from_title(title: str, english: str, expected: str) -> None:
    """English first, kana in letters, kanji left out, nothing when nothing is left."""
    assert slugs.from_title(title, english) == expected


@pytest.mark.parametrize("title", ["避難所", "ナビ", "new", "Review", "♪", "", "a" * 500, "あ" * 500])
def test_unique_is_never_empty_taken_or_reserved(title: str) -> None:
    """Fifty-five works of one title have fifty-five addresses, each of them one of ours."""
    taken: set[str] = set()
    for number in range(55):
        slug = slugs.unique(title, "", f"project-{number:08x}", taken.__contains__)
        assert slug not in taken
        assert slugs.is_slug(slug)
        taken.add(slug)


@pytest.mark.parametrize(
    "text", ["", "a", "New", "new", "review", "a_b", "a--b", "-a", "a-", "避難", "a/b", "a" * 101, "a\n"]
)
def test_what_is_no_slug(text: str) -> None:
    """Capitals, signs, Japanese, our page names, and what is too short or too long."""
    assert not slugs.is_slug(text)
