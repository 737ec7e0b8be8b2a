"""Eras at their edges, coordinates on the map, check digits in bulk."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.tomoni_core.codes import coordinates, corporate_number, local_government, poi, time_of_day, wareki


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("明治45年7月29日", "1912-07-29"),
        ("大正元年12月25日", "1912-12-25"),
        ("昭和64年1月7日", "1989-01-07"),
        ("平成元年1月8日", "1989-01-08"),
        ("平成31年4月30日", "2019-04-30"),
        ("令和元年5月1日", "2019-05-01"),
        ("令和5年（2023年）4月1日", "2023-04-01"),
        ("2023年（令和5年）4月", "2023-04"),
        ("令和5(2023)年4月1日", "2023-04-01"),
        ("令和二十年十月三十一日", "2038-10-31"),
        ("r05.04.01", "2023-04-01"),
        ("平成30年", "2018"),
        ("2023.4.1", "2023-04-01"),
        ("2023年4月1日（土・祝）", "2023-04-01"),
    ],
)
def test_dates_are_read(text: str, iso: str) -> None:
    assert wareki.normalise(text) == iso


@pytest.mark.parametrize(
    "text", ["令和0年", "平成5年2月30日", "X5.4.1", "5.4.1", "5/1/2023", "2023年（令和4年）", "令和5年度", "12:30"]
)
def test_what_is_no_date_stays_unread(text: str) -> None:
    assert wareki.normalise(text) is None


@given(st.dates(min_value=dt.date(1868, 10, 23), max_value=dt.date(2060, 12, 31)))
def test_there_and_back(date: dt.date) -> None:
    """A date written in its era reads as itself, and lies within the era."""
    parsed = wareki.parse(wareki.to_wareki(date.isoformat()))
    assert parsed is not None
    assert parsed.iso == date.isoformat()
    assert parsed.within_era


@pytest.mark.parametrize(
    ("iso", "text"),
    [("2023-04-01", "令和5年4月1日"), ("2019-05", "令和元年5月"), ("2015", "平成27年"), ("2019", "令和元年")],
)
def test_to_wareki(iso: str, text: str) -> None:
    assert wareki.to_wareki(iso) == text


def test_degrees_minutes_seconds() -> None:
    assert coordinates.to_decimal("34度20分34.0秒") == pytest.approx(34.342778)
    assert coordinates.normalise("東経134°2′47.7″") == "134.046583"
    for beyond in ("34度60分0秒", "34度0分60秒"):
        assert coordinates.to_decimal(beyond) is None
    assert coordinates.to_decimal("34度59分59秒") == pytest.approx(34.999722)


def test_pairs() -> None:
    assert coordinates.is_swapped("139.80", "36.31")
    assert not coordinates.is_swapped("36.31", "139.80")
    assert coordinates.pair_problem("36.31", "139.80") is None
    assert coordinates.pair_problem("", "") is None
    swapped, half = coordinates.pair_problem("139.80", "36.31"), coordinates.pair_problem("36.31", " ")
    assert swapped is not None
    assert (swapped.slug, swapped.suggestion) == ("swapped", "36.31, 139.80")
    assert half is not None
    assert half.slug == "half_a_pair"


def test_axes() -> None:
    assert coordinates.latitude_problem("34.3") is None
    assert coordinates.longitude_problem("134.0") is None
    for problem in (coordinates.latitude_problem("134.0"), coordinates.longitude_problem("34.3")):
        assert problem is not None
        assert problem.slug == "wrong_axis"


@given(st.floats(min_value=20, max_value=45.99), st.floats(min_value=122, max_value=153.99))
def test_swapped_is_certain(lat: float, lon: float) -> None:
    assert coordinates.is_swapped(lon, lat)
    assert not coordinates.is_swapped(lat, lon)


def test_corporate_numbers_of_every_body_are_distinct_and_valid() -> None:
    """A body's corporate number is made of its code: a thousand examples to check the rule's arithmetic on."""
    numbers = []
    for body in local_government.bodies():
        twelve = f"000020{body.code}"
        numbers.append(corporate_number.check_digit(twelve) + twelve)
    assert all(corporate_number.is_valid(number) for number in numbers)
    assert {"1000020372013", "8000020130001", "9000020011002"} <= set(numbers)


@given(st.from_regex(r"[1-9][0-9]{12}", fullmatch=True), st.integers(0, 12), st.integers(1, 8))
def test_one_wrong_digit_is_seen(number: str, place: int, by: int) -> None:
    """Any single digit changed by other than nine breaks the check, save the pairs the rule itself cannot see."""
    good = corporate_number.check_digit(number[1:]) + number[1:]
    changed = str((int(good[place]) + by) % 10)
    bad = good[:place] + changed + good[place + 1 :]
    if {good[place], changed} != {"0", "9"}:
        assert not corporate_number.is_valid(bad)


def test_poi_names() -> None:
    assert len(poi.names()) == 650
    assert poi.name_of("1503a") == "小学校"
    assert poi.name_of("9999") is None


@pytest.mark.parametrize(
    ("text", "clock"), [("午前12時", "00:00"), ("午後0時半", "12:30"), ("PM 5:30", "17:30"), ("9時5分", "09:05")]
)
def test_times_are_read(text: str, clock: str) -> None:
    assert time_of_day.normalise(text) == clock
