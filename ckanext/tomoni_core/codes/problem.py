"""What every code system answers when a value is not as the system has it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

from ckanext.tomoni_core.text import nfkc

__all__ = ["Level", "Problem", "as_text", "plain", "spreadsheet_number"]

Level = Literal["error", "notice"]


@dataclass(frozen=True)
class Problem:
    """A finding about one value, in both languages.

    ``suggestion`` is a value for a person to accept, or None when the right one cannot be told from the wrong one.
    ``level`` is ``notice`` when the value is well understood and only written otherwise than recommended.
    """

    slug: str
    ja: str
    en: str
    suggestion: str | None = None
    level: Level = "error"


_LONGEST = 1000


def as_text(value: object) -> str:
    """The value as the text a cell would show: numbers without a trailing ``.0``, None as nothing.

    Cut after a thousand characters: no code is longer, and hostile cells must not keep the patterns busy.
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:_LONGEST]


def plain(value: str) -> str:
    """Half-width, trimmed; every kind of dash and minus between characters as ``-``."""
    text = nfkc(value).strip()
    return "".join("-" if unicodedata.category(c) == "Pd" or c == "\u2212" else c for c in text)


def spreadsheet_number(text: str) -> bool:
    """Whether a spreadsheet wrote the code as a large number: ``4.00E+12``."""
    head, e, tail = text.upper().partition("E")
    return bool(e) and head.replace(".", "", 1).lstrip("-").isdigit() and tail.lstrip("+-").isdigit()
