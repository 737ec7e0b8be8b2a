"""The facet of places as a tree."""

from __future__ import annotations

import pytest

from ckanext.tomoni_portal.search.places import Branch, tree

COUNTS = {"010006": 7, "011002": 5, "011011": 2, "012025": 2, "131016": 1, "130001": 1}


def names(branches: tuple[Branch, ...]) -> list[tuple[str, int]]:
    return [(branch.name, branch.count) for branch in branches]


def test_at_first_the_prefectures_that_have_something() -> None:
    found = tree(COUNTS)
    assert names(found.branches) == [("北海道", 7), ("東京都", 1)]
    assert not any(branch.chosen or branch.children for branch in found.branches)


def test_a_prefecture_shows_what_is_right_below() -> None:
    (top,) = tree({code: n for code, n in COUNTS.items() if code.startswith("01")}, ["010006"]).branches
    assert (top.name, top.chosen, top.above) == ("北海道", True, "")
    assert names(top.children) == [("札幌市", 5), ("函館市", 2)]


def test_a_ward_is_at_the_end_of_its_way() -> None:
    (top,) = tree({"010006": 2, "011002": 2, "011011": 2}, ["011011"]).branches
    (city,) = top.children
    (ward,) = city.children
    assert [each.chosen for each in (top, city, ward)] == [True] * 3
    assert (ward.name, ward.above, city.above, top.above) == ("中央区", "011002", "010006", "")


def test_of_a_place_and_the_one_above_it_the_lower_counts() -> None:
    assert tree(COUNTS, ["010006", "011002"]) == tree(COUNTS, ["011002", "010006"]) == tree(COUNTS, ["011002"])


def test_a_place_without_datasets_is_still_shown_as_chosen() -> None:
    (top,) = tree({}, ["372013"]).branches
    assert names((top, *top.children)) == [("香川県", 0), ("高松市", 0)]


@pytest.mark.parametrize(
    "asked", ["999999", "", "37201", "高松市", '"] OR 1', "３７２０１３", "<script>", "3720130000" * 99]
)
def test_what_is_no_code_is_told_and_hides_nothing(asked: str) -> None:
    found = tree(COUNTS, [asked])
    assert found.unknown == (asked,)
    assert names(found.branches) == [("北海道", 7), ("東京都", 1)]
