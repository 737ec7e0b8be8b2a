"""全国地方公共団体コード over the whole list."""

from __future__ import annotations

from collections import Counter

import pytest

from ckanext.tomoni_core.codes import local_government as lg

BODIES = lg.bodies()


def test_every_check_digit_of_the_list() -> None:
    assert [body.code for body in BODIES if not lg.is_valid(body.code)] == []
    assert [body.code for body in BODIES if lg.problem(body.code)] == []


def test_the_list_is_whole() -> None:
    """47 prefectures, 1,718 municipalities and 23 special wards, 6 villages of the north, 171 wards of 20 cities."""
    kinds = Counter(body.kind for body in BODIES)
    assert kinds["prefecture"] == 47
    assert kinds["special_ward"] == 23
    assert kinds["designated_city"] == 20
    assert kinds["city"] + kinds["designated_city"] + kinds["town"] + kinds["village"] == 1718 + 6
    assert kinds["ward"] == 171
    assert kinds["former_ward"] == 7
    assert len({body.code for body in BODIES}) == len(BODIES)


def test_every_code_belongs_to_its_prefecture() -> None:
    prefectures = {body.code[:2]: body.name for body in BODIES if body.kind == "prefecture"}
    assert all(prefectures[body.code[:2]] == body.prefecture for body in BODIES)
    assert all(body.name_full.startswith(body.prefecture) for body in BODIES)


def test_every_body_is_found_by_code_and_by_full_name() -> None:
    for body in BODIES:
        assert lg.find(body.code) == body
        assert body in lg.candidates(body.name_full) or body.kind == "former_ward" or body.name == "泊村"


def test_five_digits_never_lead_to_a_wrong_body() -> None:
    """A code cut to five digits, or without its zero, is found again or not at all."""
    lost = 0
    for body in BODIES:
        for damaged in (body.code[:5], body.code.lstrip("0")):
            found = lg.find(damaged)
            assert found in (body, None)
            lost += found is None
    assert lost < 40


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("高松市", "372013"),
        ("香川県高松市", "372013"),
        (" 香川県　高松市 ", "372013"),
        ("香川県木田郡三木町", "373419"),
        ("木田郡三木町", "373419"),
        ("京都府船井郡京丹波町", "264075"),
        ("札幌市 中央区", "011011"),
        ("北海道札幌市中央区", "011011"),
        ("大阪府港区", "271071"),
        ("博多区", "401323"),
        ("東京都府中市", "132063"),
        ("茅ヶ崎市", "142077"),
        ("龍ヶ崎市", "082082"),
        ("塩釜市", "042030"),
        ("郡山市", "072036"),
        ("大和郡山市", "292036"),
        ("浜松市天竜区", "221406"),
        ("浜松市浜北区", "221368"),
        ("北海道泊村", "014036"),
        ("北海道", "010006"),
        ("東京都", "130001"),
    ],
)
def test_find_by_name(name: str, code: str) -> None:
    found = lg.find_by_name(name)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("name", ["府中市", "中央区", "港区", "池田町", "", "存在しない市", "青森", "郡"])
def test_ambiguous_and_unknown_names_find_nothing(name: str) -> None:
    assert lg.find_by_name(name) is None


def test_candidates_name_them_all() -> None:
    assert [body.prefecture for body in lg.candidates("府中市")] == ["東京都", "広島県"]


def test_find_prefecture_by_short_name() -> None:
    assert lg.find_prefecture("青森").code == "020001"  # type: ignore[union-attr]
    assert lg.find_prefecture("京都").code == "260002"  # type: ignore[union-attr]
    assert lg.find_prefecture("東京都").code == "130001"  # type: ignore[union-attr]
    assert lg.find_prefecture("高松") is None


def test_municipality_of_a_ward() -> None:
    ward = lg.find("011011")
    assert ward is not None
    assert lg.municipality_of(ward).name == "札幌市"
    former = lg.find("221368")
    assert former is not None
    assert lg.municipality_of(former).name == "浜松市"
    assert lg.municipality_of(lg.municipality_of(ward)).name == "札幌市"


@pytest.mark.parametrize("value", [372013, 372013.0])
def test_numbers_are_told_from_text(value: float) -> None:
    problem = lg.problem(value)
    assert problem is not None
    assert (problem.slug, problem.suggestion) == ("number_typed", "372013")


def test_ambiguous_five_digits_name_both() -> None:
    problem = lg.problem("12203")
    assert problem is not None
    assert "士別市" in problem.ja
    assert "市川市" in problem.ja


def test_associations_have_codes_of_their_own() -> None:
    """一部事務組合 are in no list here: a fitting check digit is all that can be asked."""
    five = "37801"
    assert lg.problem(five + lg.check_digit(five)) is None


@pytest.mark.parametrize("five", ["1234", "123456", "abcde", "１２３４５", ""])
def test_check_digit_asks_for_five_digits(five: str) -> None:
    with pytest.raises(ValueError, match="five digits"):
        lg.check_digit(five)
