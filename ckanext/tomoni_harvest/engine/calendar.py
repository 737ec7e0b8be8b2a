"""When a source is harvested: at a time of the calendar of Japan, in the hours and outside the days that are set.

The next time is counted from the calendar, never from when the last run began or ended, so it does not drift. Japan has
one time zone and no summer time. Days of the week know no holidays. Pure: no CKAN, no clock.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")
DAILY, WEEKDAYS, WEEKLY, MONTHLY = "daily", "weekdays", "weekly", "monthly"
KINDS = (DAILY, WEEKDAYS, WEEKLY, MONTHLY)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HORIZON = timedelta(days=800)
"""Further no next time is looked for: a monthly one may fall into yearly pauses, but not for ever."""

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_DAY = r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})"
_PAUSE = re.compile(rf"{_DAY}\s*(?:\.\.|~|〜|～)\s*{_DAY}")


@dataclass(frozen=True)
class Pause:
    """Days on which nothing is harvested, both ends included; without years they are those of every year."""

    first: tuple[int | None, int, int]
    last: tuple[int | None, int, int]

    def holds(self, day: date) -> bool:
        """Whether ``day`` is in the pause."""
        (year, *first), (until, *last) = self.first, self.last
        if year and until:
            return (year, *first) <= (day.year, day.month, day.day) <= (until, *last)
        today = [day.month, day.day]
        return first <= today <= last if first <= last else today >= first or today <= last


@dataclass(frozen=True)
class Window:
    """The hours of the day in which a source may be asked; they may go past midnight."""

    opens: time
    closes: time

    def is_open(self, moment: datetime) -> bool:
        """Whether ``moment`` (with a zone) is in the hours."""
        now = moment.astimezone(JST).time()
        if self.opens < self.closes:
            return self.opens <= now < self.closes
        return now >= self.opens or now < self.closes

    def next_opening(self, moment: datetime) -> datetime:
        """Return ``moment`` when it is open then, else when it opens next."""
        if self.is_open(moment):
            return moment
        here = moment.astimezone(JST)
        today = datetime.combine(here.date(), self.opens, JST)
        return today if today > here else today + timedelta(days=1)


@dataclass(frozen=True)
class Schedule:
    """The times of the calendar at which a source is harvested."""

    kind: str
    at: time
    weekday: int = 0
    monthday: int = 1
    pauses: tuple[Pause, ...] = ()

    def next_after(self, moment: datetime) -> datetime | None:
        """Return the first time after ``moment`` (with a zone), None when the pauses leave none."""
        here = moment.astimezone(JST)
        day = here.date()
        while day - here.date() <= HORIZON:
            then = datetime.combine(day, self.at, JST)
            if then > here and self._on(day) and not any(pause.holds(day) for pause in self.pauses):
                return then
            day += timedelta(days=1)
        return None

    def _on(self, day: date) -> bool:
        if self.kind == WEEKDAYS:
            return day.weekday() < DAYS.index("sat")
        if self.kind == WEEKLY:
            return day.weekday() == self.weekday
        if self.kind == MONTHLY:
            return day.day == min(self.monthday, calendar.monthrange(day.year, day.month)[1])
        return True


def parse_time(text: str) -> time:
    """Return a time of the day; raises ValueError for anything but hours and minutes, as 02:30."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise ValueError("a time such as 02:30 is expected")
    return time(int(found[1]), int(found[2]))


def parse_window(text: str) -> Window | None:
    """Return the hours written as 22:00-06:00, None for all day; raises ValueError."""
    if not text.strip():
        return None
    opens, sign, closes = text.replace("〜", "-").replace("～", "-").partition("-")
    if not sign:
        raise ValueError("hours such as 22:00-06:00 are expected")
    window = Window(parse_time(opens), parse_time(closes))
    if window.opens == window.closes:
        raise ValueError("the hours must begin and end at different times")
    return window


def parse_pauses(text: str) -> tuple[Pause, ...]:
    """Return the days written as 03-25..04-05, with or without years, one pause a line; raises ValueError."""
    return tuple(_pause(line) for line in re.split(r"[\n,、]+", text) if line.strip())


def _pause(line: str) -> Pause:
    found = _PAUSE.fullmatch(line.strip())
    if not found or bool(found[1]) != bool(found[4]):
        raise ValueError("days such as 03-25..04-05 are expected, both with a year or both without")
    first, last = _day(*found.group(1, 2, 3)), _day(*found.group(4, 5, 6))
    if found[1] and first > last:  # type: ignore[operator]
        raise ValueError("the last day is before the first")
    return Pause(first, last)


def _day(year: str | None, month: str, day: str) -> tuple[int | None, int, int]:
    date(int(year or 2000), int(month), int(day))  # raises where there is no such day; 2000 has a 29 February
    return (int(year) if year else None, int(month), int(day))
