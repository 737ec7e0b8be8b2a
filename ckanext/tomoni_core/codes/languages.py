"""言語: ISO 639-1 (two letters), as DCAT-GoJ asks for, beside the three letters of ISO 639-2/T and 639-3.

e-Gov writes ``jpn``, BODIK 日本語: each is read as ``ja``.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ckanext.tomoni_core.text import fold

__all__ = ["Language", "all_languages", "find", "split"]

_BETWEEN = re.compile(r"[\s,;、，；・/／]+")
_REGION = re.compile(r"[-_][A-Za-z0-9-_]+$")


@dataclass(frozen=True)
class Language:
    """``ja``, ``jpn``, 日本語, Japanese."""

    code: str
    alpha3: str
    ja: str
    en: str


@cache
def all_languages() -> tuple[Language, ...]:
    """Every language that has a code of two letters, in order of code."""
    text = resources.files("ckanext.tomoni_core.codes").joinpath("data/languages.csv").read_text(encoding="utf-8")
    return tuple(Language(**row) for row in csv.DictReader(text.splitlines()))


@cache
def _by_name() -> dict[str, Language]:
    return {
        fold(name): language
        for language in all_languages()
        for name in (language.en, language.ja, language.alpha3, language.code)
    }


def find(text: str) -> Language | None:
    """The language of a code (``ja``, ``jpn``, ``ja-JP``) or of a name in Japanese or English."""
    key = fold(text[:100])
    return _by_name().get(key) or _by_name().get(fold(_REGION.sub("", text[:100].strip())))


def split(text: str) -> list[str]:
    """The languages written in one cell: ``ja, en`` and 日本語、英語 hold two."""
    return [part for part in _BETWEEN.split(text) if part]
