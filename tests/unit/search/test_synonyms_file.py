"""The synonym file is kept so that a colleague can add a line without knowing Solr."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

FILE = Path(__file__).resolve().parents[3] / "config" / "solr" / "conf" / "synonyms_ja.txt"


def groups() -> list[list[str]]:
    """Return the groups as written."""
    lines = [line.split("#", 1)[0].strip() for line in FILE.read_text("utf-8").splitlines()]
    return [[word.strip() for word in line.split(",")] for line in lines if line]


def test_there_are_enough_groups_of_at_least_two() -> None:
    """A municipality's usual words are there, and no line stands alone."""
    assert len(groups()) >= 150
    assert [group for group in groups() if len(group) < 2 or not all(group)] == []


def test_a_word_stands_in_one_group() -> None:
    """Solr would silently join two groups that share a word."""
    folded = Counter(unicodedata.normalize("NFKC", word).casefold() for group in groups() for word in group)
    assert [word for word, times in folded.items() if times > 1] == []


def test_only_plain_groups() -> None:
    """No one-way rules and no escapes: every line means the same kind of thing."""
    assert [line for line in FILE.read_text("utf-8").splitlines() if "=>" in line or "\\" in line] == []
