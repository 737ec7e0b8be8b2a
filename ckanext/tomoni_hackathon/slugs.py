"""ASCII slugs made from Japanese titles. Needs no CKAN.

Kana has one reading and is romanised; a kanji's reading depends on its word, and a general transliterator gives the
Chinese one (避難所 → bi-nan-suo), so kanji are left out and a title of kanji alone falls back on its id.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import jaconv
from slugify import slugify

MAX_LENGTH = 80
RESERVED = frozenset({"new", "edit", "review", "mine", "delete", "feed", "export"})
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー]+")
_OTHER = re.compile(r"[^\x00-\u024f]+")


def _romanised(match: re.Match[str]) -> str:
    hiragana = jaconv.kata2hira(match.group()).replace("ー", "")
    return f" {jaconv.kana2alphabet(hiragana)} "


def from_title(title: str, title_en: str = "") -> str:
    """Return a slug for the title, English one first; empty when nothing of it can be written in ASCII."""
    for text in (title_en, title):
        plain = _KANA.sub(_romanised, unicodedata.normalize("NFKC", text))
        slug = slugify(_OTHER.sub(" ", plain), max_length=MAX_LENGTH, word_boundary=True)
        if len(slug) > 1 and not slug.isdigit():
            return slug
    return ""


def unique(title: str, title_en: str, fallback: str, taken: Callable[[str], bool]) -> str:
    """Return a slug nobody has: from the title, numbered when taken, or ``fallback`` (of letters and digits).

    ``taken`` says whether a slug belongs to another. The result is never empty and never a reserved word.
    """
    base = from_title(title, title_en) or fallback
    candidates = (base if number == 1 else f"{base}-{number}" for number in range(1, 50))
    return next((slug for slug in candidates if slug not in RESERVED and not taken(slug)), f"{base}-{fallback}")


def is_slug(text: str) -> bool:
    """Whether the text may stand in an address of ours."""
    return 2 <= len(text) <= 100 and SLUG.fullmatch(text) is not None and text not in RESERVED
