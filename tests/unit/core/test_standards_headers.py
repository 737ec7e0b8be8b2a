"""Headers of the standards themselves: folding keeps their columns apart, decoration does not hide them."""

from __future__ import annotations

import pytest

from ckanext.tomoni_core.standards import Standard, registry
from ckanext.tomoni_core.text import fold, normalise_header

STANDARDS = [pytest.param(s, id=f"{s.slug}-{s.edition}") for s in registry().all()]


@pytest.mark.parametrize("standard", STANDARDS)
def test_columns_fold_apart(standard: Standard) -> None:
    keys = [fold(column.name) for column in standard.columns]
    assert len(set(keys)) == len(keys)
    assert "" not in keys


@pytest.mark.parametrize("standard", STANDARDS)
@pytest.mark.parametrize(
    "dress",
    [
        lambda n, name: f"{n}.{name}",
        lambda n, name: f"({n}) {name}（必須）",
        lambda n, name: f"【任意】{name}",
        lambda n, name: f"\ufeff {name}　",
    ],
    ids=["numbered", "numbered-and-marked", "marked", "blanks"],
)
def test_decoration_falls_off(standard: Standard, dress) -> None:
    for number, column in enumerate(standard.columns, 1):
        assert normalise_header(dress(number, column.name)) == normalise_header(column.name)


@pytest.mark.parametrize("standard", STANDARDS)
def test_newlines_anywhere_fold_away(standard: Standard) -> None:
    for column in standard.columns:
        for place in range(1, len(column.name)):
            assert fold(column.name[:place] + "\n" + column.name[place:]) == fold(column.name)
