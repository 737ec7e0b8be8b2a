"""What differs between a cell before and after, piece by piece, for a reader's eye."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple

__all__ = ["Piece", "pieces"]

#: Longer values are cut: a cell may hold megabytes, and comparing grows with the square of its length.
LONGEST = 200
#: Values that have less in common are marked whole: pieces of chance would only puzzle the eye.
_ALIKE = 0.5


class Piece(NamedTuple):
    """A part of a value, and whether the other value has it too."""

    text: str
    changed: bool


def pieces(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both values in pieces."""
    a, b = _cut(before), _cut(after)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return [Piece(a, True)] if a else [], [Piece(b, True)] if b else []
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if i < j:
            left.append(Piece(a[i:j], tag != "equal"))
        if k < m:
            right.append(Piece(b[k:m], tag != "equal"))
    return left, right


def _cut(value: str) -> str:
    return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
