"""A visitor's words made into a query that Solr's edismax parser answers, whatever was typed.

Refuses to be clever: quotation marks, a leading ``-`` and a leading ``+`` keep their meaning, as in CKAN; every other
sign of Solr's syntax is text. Queries that name a field (``title:避難所``) are the API's and pass as they are: CKAN
itself guards them against local parameters and nested parsers.
"""

from __future__ import annotations

import re
from typing import Any

__all__ = ["FIELDS", "MAX_CHARACTERS", "MAX_WORDS", "clean", "is_fielded", "parameters"]

FIELDS = "title^6 title_phrase^12 tags_text^3 text title_kana^2 text_kana^0.5 names_bigram^0.4"
"""What is searched, and how much a hit there weighs; chosen on ``bench/search.py`` (docs/adr/0302)."""

MAX_CHARACTERS = 300
MAX_WORDS = 20
"""Longer text is cut: nobody searches with more, and each word costs Solr a clause in every field."""

_KNOWN_FIELDS = (
    "id|title|name|state|version|url|notes|author|maintainer|license|tags|groups|organization|capacity|private|text|urls|"
    "type|isopen|subtitle|theme|spatial|temporal|language|publisher|issued|landingPage|contactPoint|"
    # A name with an underscore is nobody's prose: res_format, extras_a, metadata_modified, tomoni_quality.
    r"[A-Za-z][A-Za-z0-9]*_[^\s:()\"]+"
)
_FIELDED = re.compile(rf"(?:^|[\s(+\-!])(?:{_KNOWN_FIELDS}|\*):\S")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]+")
_CHUNK = re.compile(r'[+-]?"[^"]*"|\S+')
_SYNTAX = re.compile(r'([\\+\-&|!(){}\[\]^"~*?:/])')
_OPERATORS = frozenset({"AND", "OR", "NOT"})


def parameters(given: dict[str, Any]) -> dict[str, Any]:
    """Return the search parameters for CKAN's ``package_search``, given those of the caller.

    What the caller chose is kept: its fields, and its parser, for who names a parser asks in that one's syntax.
    """
    q = given.get("q")
    if not isinstance(q, str) or not q or "defType" in given or is_fielded(q):
        return given
    cleaned = clean(q)
    if cleaned == "*:*":
        return {**given, "q": cleaned}
    return {"qf": FIELDS, **given, "q": cleaned, "defType": "edismax"}


def is_fielded(q: str) -> bool:
    """Whether the query names a field of the index, and so is written in Solr's own syntax.

    >>> is_fielded("title:避難所"), is_fielded("*:*"), is_fielded("12:30 開館"), is_fielded("http://example.jp/")
    (True, True, False, False)
    """
    return bool(_FIELDED.search(q))


def clean(q: str) -> str:
    r"""Return the words of ``q`` with every sign of Solr's syntax made text, or ``*:*`` when there are none.

    >>> clean("避難所　一覧")
    '避難所 一覧'
    >>> clean("{!xmlparser v=x} 避難所(地図)")
    '\\{\\!xmlparser v=x\\} 避難所\\(地図\\)'
    """
    text = " ".join(_CONTROL.sub(" ", q).split())[:MAX_CHARACTERS]
    if text.count('"') % 2:
        text = text.replace('"', " ")
    words = [word for chunk in _CHUNK.findall(text)[:MAX_WORDS] if (word := _word(chunk))]
    words = _without_dangling_operators(words)
    if words:
        return " ".join(words)
    return _escape(text) if text.strip(" *") else "*:*"


def _word(chunk: str) -> str:
    """Return one chunk as Solr may see it, empty when it holds no letter or digit (it could be found nowhere)."""
    sign = chunk[0] if chunk[0] in "+-" and len(chunk) > 1 else ""
    body = chunk[len(sign) :]
    if not any(character.isalnum() for character in body):
        return ""
    if len(body) > 2 and body[0] == body[-1] == '"':
        return f'{sign}"{_escape(body[1:-1])}"'
    return sign + _escape(body)


def _escape(text: str) -> str:
    return _SYNTAX.sub(r"\\\1", text)


def _without_dangling_operators(words: list[str]) -> list[str]:
    """Operators stand between words; anywhere else AND, OR and NOT are words like others."""
    last = len(words) - 1
    return [
        word.lower() if word in _OPERATORS and (i in (0, last) or words[i - 1] in _OPERATORS) else word
        for i, word in enumerate(words)
    ]
