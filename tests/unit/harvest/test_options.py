"""What a source can be told, and what is refused with a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckanext.tomoni_harvest.engine.hosts import interval_of, parse_intervals
from ckanext.tomoni_harvest.engine.options import OCCASIONS, parse


@pytest.mark.parametrize(
    ("values", "fq"),
    [
        ({"organizations_filter_include": ["org1"]}, "organization:org1"),
        ({"organizations_filter_include": ["a", "b"]}, "(organization:a OR organization:b)"),
        ({"organizations_filter_exclude": ["a", "b"]}, "-organization:a AND -organization:b"),
        (
            {"fq": "x OR y", "organizations_filter_include": ["a", "b"], "groups_filter_exclude": ["g"]},
            "(x OR y) AND (organization:a OR organization:b) AND -groups:g",
        ),
        ({"organizations_filter_include": []}, ""),
    ],
)
def test_filters_of_ckanext_harvest(values: dict[str, Any], fq: str) -> None:
    """They move over as they are; lists are in parentheses, which ckanext-harvest's own lack."""
    assert parse(json.dumps(values)).fq == fq


@pytest.mark.parametrize(
    "values",
    [
        {"organizations_filter_include": "org1"},
        {"organizations_filter_include": ["a OR *:*"]},
        {"groups_filter_exclude": [{"name": "g"}]},
        {"schedule": "hourly"},
        {"schedule": "daily", "schedule_time": "2:3"},
        {"schedule_monthday": 32},
        {"schedule_weekday": 1},
        {"quiet_days": "always"},
        {"window": "night"},
        {"mail_when": "never"},
        {"mail_when": ["always", "never"]},
        {"mail_editors": "perhaps"},
        {"mail_to": "not an address"},
        {"mail_to": "a@example.jp fr"},
        {"mail_to": "a@example.jp\r\nBcc: b@example.jp"},
        {"mail_to": "\n".join(f"a{number}@example.jp" for number in range(21))},
        {"full_reading_days": -1},
        {"unheard_of": 1},
    ],
)
def test_refused(values: dict[str, Any]) -> None:
    """Nothing that is not understood is passed over."""
    with pytest.raises(ValueError, match=list(values)[-1]):
        parse(json.dumps(values))


def test_all_that_can_be_said() -> None:
    """As the form sends it, and as JSON."""
    options = parse(
        json.dumps(
            {
                "schedule": "weekly", "schedule_time": "03:15", "schedule_weekday": "sun", "window": "22:00-06:00",
                "quiet_days": "03-25..04-05", "mail_when": " ".join(OCCASIONS), "mail_editors": "true",
                "mail_to": "a@example.lg.jp\nb@example.com en", "full_reading_days": "30",
            }
        )
    )  # fmt: skip
    schedule = options.calendar()
    assert schedule
    assert (schedule.kind, f"{schedule.at:%H:%M}", schedule.weekday, len(schedule.pauses)) == ("weekly", "03:15", 6, 1)
    assert options.mail_when == frozenset(OCCASIONS)
    assert options.mail_to == (("a@example.lg.jp", ""), ("b@example.com", "en"))
    assert (options.mail_editors, options.full_reading_days) == (True, 30)
    assert parse("{}").calendar() is None


def test_intervals_of_hosts() -> None:
    """A rule for a domain holds beneath it, the longest one counts, and another domain is not meant."""
    rules = parse_intervals("bodik.jp=2 data.bodik.jp=5")
    assert interval_of("https://odcs.bodik.jp/x", 0.5, rules) == 2
    assert interval_of("https://DATA.bodik.jp/api", 0.5, rules) == 5
    assert interval_of("https://notbodik.jp/", 0.5, rules) == 0.5
    with pytest.raises(ValueError, match="host=seconds"):
        parse_intervals("bodik.jp")
