"""The next time comes from Japan's calendar alone, and never drifts."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.tomoni_harvest.engine.calendar import (
    DAYS,
    JST,
    KINDS,
    Schedule,
    Window,
    parse_pauses,
    parse_time,
    parse_window,
)

ONE_YEAR = parse_pauses("2027-03-31..2027-04-01")


def here(text: str) -> datetime:
    """A moment of Japan."""
    return datetime.fromisoformat(text).replace(tzinfo=JST)


@pytest.mark.parametrize(
    ("schedule", "after", "then"),
    [
        (Schedule("daily", time(2, 30)), "2026-11-27 02:29:59", "2026-11-27 02:30"),
        (Schedule("daily", time(2, 30)), "2026-11-27 02:30:00", "2026-11-28 02:30"),
        (Schedule("daily", time(2, 30)), "2026-12-31 23:00", "2027-01-01 02:30"),
        (Schedule("weekdays", time(0, 0)), "2026-11-27 12:00", "2026-11-30 00:00"),
        (Schedule("weekly", time(5, 0), weekday=DAYS.index("sun")), "2026-11-27 12:00", "2026-11-29 05:00"),
        (Schedule("monthly", time(1, 0), monthday=31), "2027-01-31 01:00", "2027-02-28 01:00"),
        (Schedule("monthly", time(1, 0), monthday=31), "2028-02-01 00:00", "2028-02-29 01:00"),
        (Schedule("daily", time(2, 30), pauses=parse_pauses("03-25..04-05")), "2027-03-24 03:00", "2027-04-06 02:30"),
        (Schedule("daily", time(2, 30), pauses=parse_pauses("12-29~01-03")), "2026-12-28 03:00", "2027-01-04 02:30"),
        (
            Schedule("daily", time(2, 30), pauses=parse_pauses("2027-03-31..2027-04-01\n12-29..01-03")),
            "2027-03-30 03:00",
            "2027-04-02 02:30",
        ),
        (Schedule("daily", time(2), pauses=ONE_YEAR), "2028-03-30 03:00", "2028-03-31 02:00"),
    ],
)  # fmt: skip
def test_next_time(schedule: Schedule, after: str, then: str) -> None:
    """Days of the week, short months, leap years, pauses within and over the turn of the year."""
    assert schedule.next_after(here(after).astimezone(UTC)) == here(then)


def test_pauses_that_leave_nothing() -> None:
    """There is no next time, and looking for it ends."""
    assert (
        Schedule("daily", time(1, 0), pauses=parse_pauses("01-01..12-31")).next_after(here("2026-01-01 00:00")) is None
    )


@given(
    st.sampled_from(KINDS), st.times(), st.integers(0, 6), st.integers(1, 31),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001
)  # fmt: skip
def test_runs_never_drift(kind: str, at: time, weekday: int, monthday: int, moment: datetime) -> None:
    """However late a run begins, the next one is at the same time of the day, and later than the last."""
    schedule = Schedule(kind, at.replace(second=0, microsecond=0, tzinfo=None), weekday, monthday)
    then = moment.replace(tzinfo=UTC)
    for late in (0, 7, 59, 3600):
        following = schedule.next_after(then + timedelta(seconds=late))
        assert following
        assert following > then
        assert following.astimezone(JST).time() == schedule.at
        then = following


@pytest.mark.parametrize(
    ("hours", "moment", "opens"),
    [
        ("22:00-06:00", "2026-11-27 23:00", "2026-11-27 23:00"),
        ("22:00-06:00", "2026-11-27 05:59", "2026-11-27 05:59"),
        ("22:00-06:00", "2026-11-27 06:00", "2026-11-27 22:00"),
        ("01:00-05:00", "2026-11-27 00:59", "2026-11-27 01:00"),
        ("01:00-05:00", "2026-11-27 05:00", "2026-11-28 01:00"),
    ],
)
def test_hours(hours: str, moment: str, opens: str) -> None:
    """Hours may go past midnight; outside them the next opening is told."""
    window = parse_window(hours)
    assert isinstance(window, Window)
    assert window.next_opening(here(moment).astimezone(UTC)) == here(opens)


@pytest.mark.parametrize("text", ["", "2:3", "24:00", "02:60", "02:30:00", "２：３０", "now"])
def test_no_time(text: str) -> None:
    """Anything but hours and minutes is refused."""
    with pytest.raises(ValueError):  # noqa: PT011
        parse_time(text)


@pytest.mark.parametrize("text", ["22:00", "22:00-22:00", "-", "a-b"])
def test_no_hours(text: str) -> None:
    """Anything but two different times is refused."""
    with pytest.raises(ValueError):  # noqa: PT011
        parse_window(text)


@pytest.mark.parametrize(
    "text", ["03-25", "02-30..03-01", "2027-03-25..04-05", "2027-04-05..2027-03-25", "x..y", "0-1..1-1"]
)
def test_no_days(text: str) -> None:
    """Days that are none, half a year, and an end before its beginning are refused."""
    with pytest.raises(ValueError):  # noqa: PT011
        parse_pauses(text)
