"""What people type is found: through CKAN's package_search, with the schema of config/solr."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("避難所", "shelters"),
        ("避難所一覧", "shelters"),
        ("指定避難場所の地図", "shelter-map"),
        ("図書館", "library"),
        ("中央図書館", "library"),
        ("子どもの遊び場", "playgrounds"),
        ("バリアフリー", "toilets"),
        ("ほしみ市 避難所", "shelters"),
    ],
)
def test_words_and_compounds(find, q: str, first: str) -> None:
    """Words inside compounds are found, the best title first."""
    assert find(q)[0] == first


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("ひなんじょ", "shelters"),
        ("ヒナンジョ", "shelters"),
        ("ひなんじょいちらん", "shelters"),
        ("としょかん", "library"),
        ("ほいくしょ", "nursery"),
        ("ほいくじょ", "nursery"),
        ("ちゅうおうとしょかん", "library"),
        ("じんこう", "kyoto"),
        ("トイレ", "toilets"),
        ("といれ", "toilets"),
        ("ものれーる", "monorail"),
    ],
)
def test_kana_finds_kanji_by_reading(find, q: str, first: str) -> None:
    """Hiragana and katakana are met by the reading of what was written in kanji or katakana."""
    assert find(q)[0] == first


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("ＡＥＤ", "defibrillators"),
        ("aed", "defibrillators"),
        ("ﾄｲﾚ", "toilets"),
        ("公衆トイレ　一覧", "toilets"),
        ("Ｒｕｎｎｉｎｇ", "running"),
    ],
)
def test_width_and_case_do_not_matter(find, q: str, first: str) -> None:
    """Full-width letters, half-width kana, capitals and the ideographic space are one with the usual form."""
    assert find(q)[0] == first


@pytest.mark.parametrize("q", ["running", "run", "runs", "course", "courses"])
def test_english_is_stemmed(find, q: str) -> None:
    """English words are met in every form of theirs."""
    assert find(q) == ["running"]


@pytest.mark.parametrize(
    ("q", "first"),
    [("多摩都市モノ", "monorail"), ("モノレ", "monorail"), ("設置箇", "defibrillators"), ("書館の利", "library")],
)
def test_part_of_a_name_is_found(find, q: str, first: str) -> None:
    """Three Japanese characters in a row are enough, wherever words begin or end."""
    assert find(q)[0] == first


def test_two_characters_do_not_match_across_words(find) -> None:
    """京都 is not in 東京都."""
    assert "kyoto" not in find("京都")


def test_particles_alone_ask_for_nothing(find) -> None:
    """の between words is not a word that must be found."""
    assert find("避難所 の 一覧")[0] == "shelters"


def test_organization_is_found_by_its_title(find, catalogue) -> None:
    """CKAN indexes the organization's URL name only; here its title is searched too."""
    assert set(find("ほしみ市")) == set(catalogue)


def test_several_words_narrow(find) -> None:
    """Two words must both be found."""
    assert find("公衆 トイレ") == ["toilets"]
    assert find("避難所 図書館") == []


def test_minus_excludes_and_quotes_hold_together(find) -> None:
    """What CKAN's own search understands stays understood."""
    assert "shelters" not in find("避難 -福祉")
    assert find('"避難場所の地図"') == ["shelter-map"]
