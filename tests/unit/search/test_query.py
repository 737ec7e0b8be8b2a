"""A visitor's words become a query that keeps the words and takes away Solr's syntax."""

from __future__ import annotations

import doctest
import random
import re

import pytest

from ckanext.tomoni_portal.search import query

UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*[&|!(){}\[\]^~*?:/]")


def test_examples_in_the_docstrings() -> None:
    """What the docstrings say is so."""
    assert doctest.testmod(query).failed == 0
    assert doctest.testmod(query).attempted >= 3


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("避難所", "避難所"),
        ("  避難所　一覧\t", "避難所 一覧"),
        ("避難所 ・ 一覧", "避難所 一覧"),
        ("COVID-19", r"COVID\-19"),
        ("12:30 開館", r"12\:30 開館"),
        ("http://example.jp/a?b=c", r"http\:\/\/example.jp\/a\?b=c"),
        ('"避難所 一覧"', '"避難所 一覧"'),
        ('-"避難所 一覧" 地図', '-"避難所 一覧" 地図'),
        ('"避難所', "避難所"),
        ("避難 -福祉", "避難 -福祉"),
        ("+避難 福祉", "+避難 福祉"),
        ("避難所 OR 病院", "避難所 OR 病院"),
        ("OR", "or"),
        ("避難所 AND", "避難所 and"),
        ("NOT AND 避難所", "not and 避難所"),
        ("避難所\x00\x1f一覧", "避難所 一覧"),
        ("\u202e避難所\ufeff", "避難所"),
        ("", "*:*"),
        ("　 ", "*:*"),
        ("*", "*:*"),
        ("！？", "！？"),
        ("(((", r"\(\(\("),
    ],
)
def test_words_are_kept_and_syntax_is_text(typed: str, asked: str) -> None:
    """Each case is a thing people type."""
    assert query.clean(typed) == asked


def test_no_sign_of_the_syntax_stays() -> None:
    """Whatever mixture is typed, no operator of Solr's but quotes, a leading + or - and AND, OR, NOT is left."""
    draw = random.Random(7)  # noqa: S311 - not a secret, a repeatable mixture
    for _ in range(2000):
        typed = "".join(draw.choices('避難所abＡ1 　"\\+-&|!(){}[]^~*?:/_', k=draw.randint(1, 60)))
        asked = query.clean(typed)
        if asked != "*:*":
            assert UNESCAPED.search(asked) is None, typed
            assert len(re.findall(r'(?<!\\)(?:\\\\)*"', asked)) % 2 == 0, typed


@pytest.mark.parametrize("typed", ["避難所" * 5000, "a " * 5000, '"' * 9999, "(" * 10000, "あ" * 10000])
def test_long_texts_are_cut(typed: str) -> None:
    """Ten thousand characters cost what three hundred do."""
    asked = query.clean(typed)
    assert len(asked) <= 2 * query.MAX_CHARACTERS
    assert len(asked.split()) <= query.MAX_WORDS


@pytest.mark.parametrize(
    "fielded",
    [
        "title:避難所",
        "*:*",
        "+tags:水 -name:x",
        "避難所 AND res_format:CSV",
        "(extras_a:b)",
        "tomoni_quality:good",
        "harvest_source_id:x",
    ],
)
def test_queries_that_name_a_field_pass(fielded: str) -> None:
    """Solr's syntax is the API's; CKAN asks it as it is."""
    assert query.parameters({"q": fielded, "rows": 5}) == {"q": fielded, "rows": 5}


@pytest.mark.parametrize(
    "words", ["注:避難所", "title：避難所", "mailto:a@example.jp", "_query_:x", "_val_:x", "title: 避難所"]
)
def test_a_colon_alone_names_no_field(words: str) -> None:
    """What only looks like a field is text."""
    assert query.parameters({"q": words})["defType"] == "edismax"


def test_what_the_caller_chose_is_kept() -> None:
    """Fields of the caller win; a parser of the caller means its query is left alone."""
    assert query.parameters({"q": "水", "qf": "title"})["qf"] == "title"
    assert query.parameters({"q": "水 (a)", "defType": "lucene"}) == {"q": "水 (a)", "defType": "lucene"}
    assert query.parameters({"q": "水"}) == {"q": "水", "qf": query.FIELDS, "defType": "edismax"}


@pytest.mark.parametrize("given", [{}, {"q": ""}, {"q": None}, {"q": ["水"]}, {"fq": "tags:水"}])
def test_without_words_nothing_is_changed(given: dict) -> None:
    """A listing is CKAN's own affair."""
    assert query.parameters(given) == given
