"""How alike declared words and a dataset's title are. Needs no CKAN.

A likeness is never a link: it is offered to a person, with its score.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from urllib.parse import parse_qs, urlsplit

from ckanext.tomoni_core import text

ENOUGH = 0.5
_SEARCH_WORDS = ("q", "query", "keyword", "search", "text")


def searched(url: str) -> str:
    """The words of a search page's address (``/dataset?q=避難場所``), or an empty text."""
    query = parse_qs(urlsplit(url).query)
    return next((query[name][0].strip() for name in _SEARCH_WORDS if query.get(name)), "")


def likeness(words: str, title: str) -> float:
    """From 0 to 1: 1 for the same words, width, case and spaces aside; near it when one holds the other."""
    left, right = _plain(words), _plain(title)
    if not left or not right:
        return 0.0
    ratio = SequenceMatcher(None, left, right, autojunk=False).ratio()
    if left in right or right in left:
        # A short name inside a long sentence says less than one that nearly fills it.
        ratio = max(ratio, 0.6 + 0.4 * min(len(left), len(right)) / max(len(left), len(right)))
    return round(ratio, 3)


def _plain(words: str) -> str:
    return "".join(char for char in text.fold(words[:300]) if char.isalnum())
