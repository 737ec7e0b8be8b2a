"""Patterns of a schema, which may be a stranger's: none holds up a check, however it is made.

Rust's regular expressions take time in proportion to the text, so they answer where they mean what Python's mean. What
only Python's can say is asked of :mod:`regex`, which can be told to stop; of a pattern that did not come to an end the
cells that are left are not judged, and the validation says so.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence

import polars as pl
import regex

#: Seconds for one cell, and for all the cells of a column.
ONE, ALL = 0.5, 5.0
_LITERAL = r"[^\\\[\](){}.*+?^$|&~#\s-]|-"
_CLASS = r"\[(?:\\d|\\-|[^\\\[\]&~^-])(?:\\d|\\-|-|[^\\\[\]&~^-])*\]"
_TIMES = r"[*+?](?![+?])|\{[0-9]{1,3}(?:,[0-9]{0,3})?\}(?![+?])"
_PIECE = rf"(?:{_LITERAL}|{_CLASS}|\\[d.\-+*?/()]|\(\?:|\((?!\?)|\)|\||{_TIMES})"
#: Made only of pieces that mean the same in Python and in Rust.
PLAIN = re.compile(rf"\A{_PIECE}*\Z")
_NO_BRANCH = re.compile(r"\\.|\[[^\]]*\]")


def rusty(pattern: str) -> str | None:
    """``pattern`` for a whole cell as Rust writes it, or None when it might match what Python's does not."""
    if "|" not in pattern:
        pattern = pattern.removeprefix("^")
        pattern = pattern.removesuffix("$") if not pattern.endswith("\\$") else pattern
    if not PLAIN.match(pattern):
        return None
    # Rust's digits are those of another edition of Unicode: only the plain ones are sure.
    inside = re.sub(r"\[[^\]]*\]", lambda match: match[0].replace(r"\d", "0-9"), pattern)
    return _known(rf"\A(?:{inside.replace(chr(92) + 'd', '[0-9]')})\z")


def exact(pattern: str) -> str | None:
    r"""As :func:`rusty`, where it matches all that Python's ``^pattern$`` does: no ``\d``, and no ``|`` outside groups.

    Python's ``$`` is also before a line end that is the last character.
    """
    rust = rusty(pattern)
    if rust is None or r"\d" in pattern:
        return None
    depth = 0
    for character in _NO_BRANCH.sub("", pattern):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "|" and not depth:
            return None
    return rust.removesuffix(r"\z") + r"\n?\z"


def _known(pattern: str) -> str | None:
    try:
        pl.Series([""]).str.contains(pattern)
    except pl.exceptions.PolarsError:
        return None
    return pattern


class Pattern:
    """The pattern of a field, as Frictionless asks for it: ``^pattern$`` from the beginning of a cell.

    :ivar given_up: it took too long over some cell
    """

    def __init__(self, pattern: str) -> None:
        """:raises regex.error: it is no pattern."""
        self.given_up = False
        self._rust = exact(pattern)
        self._slow = None if self._rust else regex.compile(f"^{pattern}$")
        self._left = ALL

    def misses(self, texts: Sequence[str]) -> set[str]:
        """Which of ``texts`` it does not match; those it has no time for are not among them."""
        if self._rust:
            column = pl.Series(texts, dtype=pl.String)
            return set(column.filter(~column.str.contains(self._rust)))
        return set(self._missed(texts))

    def _missed(self, texts: Sequence[str]) -> Iterator[str]:
        for text in texts:
            if self.given_up:
                return
            started = time.monotonic()
            try:
                found = self._slow is None or self._slow.match(text, timeout=min(ONE, self._left))
            except TimeoutError:
                self.given_up = True
                return
            self._left -= time.monotonic() - started
            self.given_up = self._left <= 0
            if not found:
                yield text
