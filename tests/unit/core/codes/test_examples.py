"""Every code system's own examples, run by one test; and what must hold of any system and any text."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.tomoni_core.codes import SYSTEMS, system

GOOD = [pytest.param(module, value, id=f"{module.SLUG}-{value}") for module in SYSTEMS for value in module.GOOD]
BAD = [
    pytest.param(module, value, slug, id=f"{module.SLUG}-{value}")
    for module in SYSTEMS
    for value, slug in module.BAD.items()
]


@pytest.mark.parametrize(("module", "value"), GOOD)
def test_good(module: ModuleType, value: str) -> None:
    assert module.problem(value) is None
    assert module.normalise(value) == value


@pytest.mark.parametrize(("module", "value", "slug"), BAD)
def test_bad(module: ModuleType, value: str, slug: str) -> None:
    """The problem expected, in both languages, naming the value; what is suggested or mended is good itself."""
    problem = module.problem(value)
    assert problem is not None
    assert problem.slug == slug
    assert value in problem.ja
    assert value in problem.en
    for mended in (problem.suggestion, module.normalise(value)):
        assert mended is None or module.problem(mended) is None or mended == value


@pytest.mark.parametrize("module", SYSTEMS, ids=lambda m: m.SLUG)
def test_system_is_whole(module: ModuleType) -> None:
    assert len(module.GOOD) >= 2
    assert len(module.BAD) >= 3
    assert module.TITLE_JA
    assert module.TITLE_EN
    assert system(module.SLUG) is module
    for blank in ("", " ", "　"):
        assert module.problem(blank) is None
        assert module.normalise(blank) is None


def test_unknown_system() -> None:
    assert system("no-such-system") is None


@pytest.mark.parametrize("module", SYSTEMS, ids=lambda m: m.SLUG)
@pytest.mark.parametrize("unit", [" ", "(", "1", "月", "-", "内線", "元年", "°", "E+"])
def test_long_hostile_cells_do_not_hang(module: ModuleType, unit: str) -> None:
    """A megabyte of one thing is judged as quickly as a line of it."""
    cell = "1" + unit * (1_000_000 // len(unit))
    problem = module.problem(cell)
    assert problem is not None
    assert len(problem.ja) < 2000
    assert len(module.normalise(cell) or "") < 1000


CELLS = st.one_of(
    st.text(),
    st.text(alphabet="0123456789０１２-－.,/:()（）年月日時分秒度°'\"令和平成元RHEN+〒T ", max_size=20),
    st.integers(min_value=-(10**15), max_value=10**15).map(str),
    st.floats(allow_nan=True).map(str),
)


@pytest.mark.parametrize("module", SYSTEMS, ids=lambda m: m.SLUG)
@given(value=CELLS)
@settings(max_examples=200, deadline=None)
def test_any_text_is_answered(module: ModuleType, value: str) -> None:
    """Never an exception; mending is stable, and what is mended raises no error any more."""
    problem, mended = module.problem(value), module.normalise(value)
    assert problem is None or (problem.slug and problem.ja and problem.en)
    if mended is not None:
        assert module.normalise(mended) == mended
    if problem is None and value.strip():
        assert mended is not None
