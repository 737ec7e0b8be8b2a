"""Every group of the synonym file works in the running Solr: each word finds a dataset that holds only another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pysolr
import pytest
from ckan.lib.search.common import make_connection

FILE = Path(__file__).resolve().parents[3] / "config" / "solr" / "conf" / "synonyms_ja.txt"
MARK = "synonym-test"
GROUPS = [
    [word.strip() for word in line.split("#", 1)[0].split(",")]
    for line in FILE.read_text("utf-8").splitlines()
    if line.split("#", 1)[0].strip()
]


def _document(group: int, at: int, word: str) -> dict[str, str]:
    key = f"{MARK}-{group}-{at}"
    return {"index_id": key, "id": key, "site_id": MARK, "title": word, "tomoni_municipality_code": str(group)}


@pytest.fixture(scope="module")
def solr() -> Iterator[pysolr.Solr]:
    """One document a word, which holds that word alone; taken away afterwards."""
    connection = make_connection()
    documents = [_document(g, at, word) for g, group in enumerate(GROUPS) for at, word in enumerate(group)]
    connection.add(documents, commit=True)
    yield connection
    connection.delete(q=f'site_id:"{MARK}"', commit=True)


def _find(solr: pysolr.Solr, word: str, **parameters: str) -> set[str]:
    answer = solr.search(
        word, fq=f'site_id:"{MARK}"', rows=1000, fl="id", defType="edismax", qf="title", mm="100%", **parameters
    )
    return {document["id"] for document in answer.docs}


def _missing(solr: pysolr.Solr, number: int) -> list[str]:
    """Return which words of a group do not find which others."""
    expected = {f"{MARK}-{number}-{at}": word for at, word in enumerate(GROUPS[number])}
    return [
        f"{word} → {expected[key]}" for word in GROUPS[number] for key in sorted(expected.keys() - _find(solr, word))
    ]


def test_every_word_of_every_group_finds_the_others(solr: pysolr.Solr) -> None:
    """All groups, all pairs, in both directions."""
    assert len(GROUPS) >= 150
    assert [missing for number in range(len(GROUPS)) for missing in _missing(solr, number)] == []


@pytest.mark.parametrize(
    ("word", "other"),
    [("図書館", "避難所"), ("トイレ", "図書館"), ("保育園", "学童保育"), ("病院", "診療所"), ("橋", "トンネル")],
)
def test_words_of_different_groups_do_not_find_each_other(solr: pysolr.Solr, word: str, other: str) -> None:
    """The synonyms do not leak: a group finds its own."""
    number = next(n for n, group in enumerate(GROUPS) if other in group)
    key = f"{MARK}-{number}-{GROUPS[number].index(other)}"
    assert key not in _find(solr, word)


@pytest.mark.parametrize("word", ["ＡＥＤ", "aed", "ﾄｲﾚ", "wi-fi", "ＷｉＦｉ"])
def test_synonyms_work_in_every_width(solr: pysolr.Solr, word: str) -> None:
    """The rules are folded as the text is."""
    assert len(_find(solr, word)) >= 2
