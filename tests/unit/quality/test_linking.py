"""When an address is dead, and how politely many are asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ckanext.tomoni_core import http
from ckanext.tomoni_quality.audit import links
from ckanext.tomoni_quality.linking.probing import LEFT_ALONE, ask, ask_all
from ckanext.tomoni_quality.linking.states import STATES, Answer, Standing, judge

NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer("ok"), "alive"),
        (Answer("ok", "https://example.com/new"), "moved"),
        (Answer("forbidden"), "refused"),
        (Answer("too_many_requests"), "refused"),
        (Answer("not_found"), "dead"),
        (Answer("refused_bad_address"), "dead"),
        (Answer("no_such_host"), "unreachable"),
        (Answer("page_instead"), "unreachable"),
        (Answer("timed_out"), "unreachable"),
        (Answer("server_error"), "unreachable"),
        (Answer("tls_failed"), "unreachable"),
    ],
)
def test_what_one_answer_means(answer: Answer, state: str) -> None:
    assert judge(answer, None, NOW).state == state


def test_a_server_that_is_down_is_given_time() -> None:
    standing: Standing | None = None
    states = []
    for day in (0, 1, 2, 6, 7):
        standing = judge(Answer("timed_out"), standing, NOW + timedelta(days=day))
        states.append(standing.state)
    assert states == ["unreachable"] * 4 + ["dead"]
    assert judge(Answer("timed_out"), Standing("unreachable", NOW, 1), NOW + timedelta(days=30)).state == "unreachable"
    assert judge(Answer("ok"), standing, NOW) == Standing("alive")
    assert judge(Answer("timed_out"), Standing("dead", NOW, 1), NOW).state == "dead", "what was gone does not come back"


def test_the_audit_knows_every_state() -> None:
    assert {links.state(None, state) for state in STATES} == {"alive", "dead", "doubtful", "unmeasured"}
    assert links.state(None, None) == "unmeasured"


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def asked(targets: list[str], answers: dict[str, tuple[Answer, float | None]], spacing: float = 2.0):
    clock = Clock()
    calls: list[tuple[float, str]] = []

    def ask(url: str) -> tuple[Answer, float | None]:
        calls.append((clock.now, url))
        return answers.get(url, (Answer("ok"), None))

    found = list(ask_all([(url, url) for url in targets], ask, spacing, sleep=clock.sleep, now=lambda: clock.now))
    return calls, {key: answer for key, _, answer in found}


def test_hosts_take_turns_and_none_is_hurried() -> None:
    calls, found = asked(["https://a.jp/1", "https://a.jp/2", "https://b.jp/1", "https://a.jp/3"], {})
    assert [time for time, url in calls if "a.jp" in url] == [0.0, 2.0, 4.0]
    assert [time for time, url in calls if "b.jp" in url] == [0.0]
    assert len(found) == 4


def test_a_host_is_waited_for_as_it_asks() -> None:
    calls, _ = asked(["https://a.jp/1", "https://a.jp/2"], {"https://a.jp/1": (Answer("too_many_requests"), 60.0)})
    assert [time for time, _ in calls] == [0.0, 60.0]


def test_a_host_that_is_down_is_left_alone() -> None:
    targets = [f"https://a.jp/{n}" for n in range(10)]
    calls, found = asked([*targets, "https://b.jp/1"], {url: (Answer("timed_out"), None) for url in targets})
    assert len([url for _, url in calls if "a.jp" in url]) == LEFT_ALONE
    assert sum(answer is None for answer in found.values()) == 10 - LEFT_ALONE
    assert found["https://b.jp/1"] == Answer("ok")


def test_an_hour_is_not_waited_and_a_private_address_not_judged() -> None:
    calls, found = asked(
        ["https://a.jp/1", "https://a.jp/2", "http://10.0.0.1/", "http://[broken"],
        {
            "https://a.jp/1": (Answer("too_many_requests"), 3600.0),
            "http://10.0.0.1/": (Answer("refused_private"), None),
        },
    )
    assert max(time for time, _ in calls) < 60
    assert found["https://a.jp/2"] is None
    assert found["http://10.0.0.1/"] is None


@pytest.mark.parametrize("url", ["http://127.0.0.1/a.csv", "ftp://example.com/a.csv", "http://user:word@example.com/"])
def test_what_this_portal_does_not_ask_is_not_judged(url: str) -> None:
    """Through the real door to the network, which refuses these before anything is sent."""
    found = list(ask_all([("a", url)], lambda each: ask(each, http.Policy()), 0))
    assert found == [("a", url, None)]


def test_an_address_that_is_none_is_dead() -> None:
    ((_, _, answer),) = ask_all([("a", "http://[x/a.csv")], lambda each: ask(each, http.Policy()), 0)
    assert answer
    assert judge(answer, None, NOW).state == "dead"
