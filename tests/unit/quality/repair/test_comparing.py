"""What differs between two values, in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.tomoni_quality.repair.comparing import LONGEST, pieces


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("　うち男性", "うち男性", [("　", True), ("うち男性", False)], [("うち男性", False)]),
        ("11002", "011002", [("11002", False)], [("0", True), ("11002", False)]),
        ("令和元年", "2019", [("令和元年", True)], [("2019", True)]),
        ("", "中央", [], [("中央", True)]),
    ],
)
def test_pieces(before: str, after: str, left: list, right: list) -> None:
    found = pieces(before, after)
    assert [[tuple(piece) for piece in side] for side in found] == [left, right]


@given(st.text(max_size=300), st.text(max_size=300))
def test_pieces_make_the_values(before: str, after: str) -> None:
    for value, side in zip((before, after), pieces(before, after), strict=True):
        text = "".join(piece.text for piece in side)
        assert text == value or (len(text) == LONGEST and text[:-1] == value[: LONGEST - 1])
