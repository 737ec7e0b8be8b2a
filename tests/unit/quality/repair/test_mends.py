"""Every mend changes what its examples say, leaves alone what needs judgement, and mends nothing twice."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from ckanext.tomoni_quality.repair import Repair, all_mends, repair
from ckanext.tomoni_quality.repair.mends._base import Example

ALL = list(all_mends())
KEBAB = re.compile(r"[a-z]+(-[a-z0-9]+)*")
#: Made by hand or by Excel itself: openpyxl stores no result beside a formula.
NEED_EXCEL = ("formulas", "zeros-by-format")


def alone(mend: ModuleType, example: Example) -> Repair:
    """``example`` mended by this mend only."""
    off = [other.SLUG for other in ALL if other is not mend]
    return repair(example.content, example.name, off=off)


def cases(kind: str) -> list[tuple]:
    return [
        pytest.param(mend, example, id=f"{mend.SLUG}-{number}")
        for mend in ALL
        for number, example in enumerate(getattr(mend, kind))
    ]


def told(found: Repair, example: Example) -> list[tuple]:
    changes = [(c.row, c.column, c.before, c.after) for c in found.changes]
    changes += [(m.row, m.column, m.value, "") for m in found.moved]
    gone = [change for change in example.changes if change[2:] == ("", "")]
    assert found.dropped == len(gone)
    return [*changes, *gone]


@pytest.mark.parametrize(("mend", "example"), cases("MENDS"))
def test_what_it_mends(mend: ModuleType, example: Example) -> None:
    found = alone(mend, example)
    assert sorted(told(found, example), key=str) == sorted(example.changes, key=str)
    assert set(found.counts) == {mend.SLUG}


@pytest.mark.parametrize(("mend", "example"), cases("LEAVES"))
def test_what_it_leaves(mend: ModuleType, example: Example) -> None:
    found = alone(mend, example)
    assert (found.changes, found.moved, found.dropped) == ([], [], 0)
    assert len(found.left) == example.left


@pytest.mark.parametrize(("mend", "example"), cases("MENDS"))
def test_mended_twice_is_mended_once(mend: ModuleType, example: Example) -> None:
    once = repair(example.content, example.name)
    again = repair(once.tables[0].data, "example.csv")
    assert (again.changes, again.moved, again.dropped) == ([], [], 0)
    assert again.tables[0].data == once.tables[0].data


@pytest.mark.parametrize("mend", ALL, ids=lambda mend: mend.SLUG)
def test_a_mend_is_complete(mend: ModuleType) -> None:
    assert KEBAB.fullmatch(mend.SLUG)
    assert mend.__doc__
    assert mend.LEAVES
    assert mend.MENDS or mend.SLUG in NEED_EXCEL
    assert all(text.ja and text.en for text in (mend.TITLE, mend.WHAT))


def test_orders_are_unique() -> None:
    orders = [mend.ORDER for mend in ALL]
    assert len(orders) == len(set(orders))
