"""No text a visitor types breaks the search, reaches another parser, or costs more than a search."""

from __future__ import annotations

import pytest
from ckan.tests.helpers import call_action

HOSTILE = [
    "{!xmlparser v='<!DOCTYPE a SYSTEM \"http://localhost/\"><a></a>'}",
    "避難所 {!func}sum(1,1)",
    '_query_:"{!lucene}*:*"',
    '避難所 _query_:"{!lucene}capacity:private"',
    "_val_:foo",
    '"避難所',
    "避難所)",
    "((((避難所",
    "避難所 AND",
    "OR",
    "NOT NOT 避難所",
    "AND OR AND",
    "/(a+)+$/",
    "[* TO *",
    "*避難*",
    "????",
    "！？「」…",
    "★☆",
    "\\",
    "避難所\\",
    "-",
    "+-+-",
    "~^~",
    "12:30 開館",
    "http://example.jp/?a=b&c=d",
    "\x00避難所\x1f",
    "\u202e避難所",
    "<script>alert(1)</script>",
    "'; DROP TABLE package; --",
    "避難所" * 3400,
    "a " * 5000,
    '"' * 10000,
    "(" * 10000,
    "𠮷野家",
]


@pytest.mark.parametrize("q", HOSTILE, ids=range(len(HOSTILE)))
def test_answers_whatever_is_typed(catalogue, q: str) -> None:
    """Every text is answered with a number of datasets: signs of Solr's syntax are text."""
    assert call_action("package_search", q=q)["count"] >= 0


@pytest.mark.parametrize("q", HOSTILE[:12], ids=range(12))
def test_page_answers_whatever_is_typed(catalogue, app, q: str) -> None:
    """The search page shows a page, never a server error."""
    assert app.get("/dataset/", query_string={"q": q}).status_code == 200


def test_local_parameters_are_text(find) -> None:
    """A parser named in the words is looked for as words: the dataset of the words is found, and no other."""
    assert find("避難所 {!func}") == find("避難所 func") == []
    assert find('避難所 _query_:"{!lucene}*:*"') == []


def test_no_words_finds_everything_and_signs_find_nothing(find, catalogue) -> None:
    """An empty box lists the catalogue; signs alone are found nowhere."""
    for q in ("", "   ", "　", "*:*", "*"):
        assert set(find(q)) == set(catalogue)
    for q in ("！？", "★☆", "----"):
        assert find(q) == []


def test_fielded_queries_of_the_api_stay(find) -> None:
    """Solr's own syntax works for who names a field, as in every CKAN."""
    assert find("name:search-library") == ["library"]
    assert find("title:図書館 AND res_format:CSV") == ["library"]
    assert set(find("tags:バリアフリー OR name:search-kyoto")) == {"toilets", "kyoto"}


def test_what_the_caller_chose_is_kept(find) -> None:
    """A caller's own fields and parser win over the portal's."""
    assert find("避難所", qf="title") == ["shelters"]
    assert find("図書館", defType="edismax", qf="notes", mm="1") == []
