"""How alike words and titles are."""

from __future__ import annotations

import pytest

from ckanext.tomoni_hackathon.matching import titles


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("指定緊急避難場所一覧", "指定緊急避難場所一覧"),
        ("ＡＥＤ設置箇所一覧", "AED設置箇所一覧"),
        ("AED 設置箇所（一覧）", "AED設置箇所一覧"),
    ],
)
def test_the_same_words_are_one(words: str, title: str) -> None:
    """Width, case, spaces and brackets aside."""
    assert titles.likeness(words, title) == 1


def test_a_part_is_likely_and_another_thing_is_not() -> None:
    """避難場所 is in the list of them; toilets are not."""
    part = titles.likeness("避難場所一覧", "指定緊急避難場所一覧")
    assert titles.ENOUGH < part < 1
    assert titles.likeness("公衆トイレ一覧", "指定緊急避難場所一覧") < titles.ENOUGH
    assert titles.likeness("", "指定緊急避難場所一覧") == titles.likeness("、。", "指定緊急避難場所一覧") == 0


def test_hostile_lengths_are_quick() -> None:
    """Only the beginning of a monstrous text is compared."""
    assert titles.likeness("あ" * 1_000_000, "い" * 1_000_000) == 0


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://catalog.example.jp/dataset?q=指定緊急避難場所", "指定緊急避難場所"),
        ("https://catalog.example.jp/dataset?q=%E9%81%BF%E9%9B%A3&page=2", "避難"),
        ("https://catalog.example.jp/search?keyword=AED", "AED"),
        ("https://catalog.example.jp/dataset", ""),
        ("https://catalog.example.jp/dataset?q=", ""),
    ],
)
def test_words_of_a_search_page(url: str, words: str) -> None:
    """What the team had searched for."""
    assert titles.searched(url) == words
