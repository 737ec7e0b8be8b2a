"""A header that belongs to one origin: sent there, to nobody else, and in no error."""

from __future__ import annotations

import pickle
import socket
import traceback
from typing import Any

import pytest

from ckanext.tomoni_core import errors
from ckanext.tomoni_core.http import Policy, Secret, fetch, get_json, origin
from tests.unit.core.http.servers import always, answer, serving

KEY = "s3cr3t-k3y"


def policy(url: str, **changes: Any) -> Policy:
    return Policy(allow_private=True, timeout=5, secret=Secret(origin(url), "Authorization", KEY), **changes)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.lg.jp/x", "https://A.LG.JP:443/y?z", True),
        ("http://a.lg.jp", "http://a.lg.jp:80/", True),
        ("https://a.lg.jp", "http://a.lg.jp", False),
        ("https://a.lg.jp", "https://a.lg.jp:8443", False),
        ("https://a.lg.jp", "https://b.a.lg.jp", False),
        ("https://a.lg.jp", "https://a.lg.jp.evil.example", False),
        ("https://a.lg.jp", "https://a.lg.jp@evil.example/", False),
    ],
)
def test_origins(one: str, other: str, same: bool) -> None:
    """Scheme, host and port, as browsers compare them."""
    assert (origin(one) == origin(other)) is same
    assert (Secret(origin(one), "A", KEY).headers(other) == {"A": KEY}) is same


@pytest.mark.parametrize("bad", ["", "ftp://a", "http://", "http://a:99999/", "http://[", "nonsense"])
def test_what_has_no_origin_is_told_nothing(bad: str) -> None:
    """Not even a secret without an origin."""
    assert origin(bad) == ""
    assert Secret("http://a:80", "A", KEY).headers(bad) == {}


def told(request: str) -> str:
    """The header that came with a request."""
    return next((line.split(": ", 1)[1] for line in request.splitlines() if line.startswith("Authorization: ")), "")


def test_sent_to_its_origin_and_not_where_it_redirects_to() -> None:
    """A source that sends us to another host keeps the key to itself."""
    heard: list[tuple[str, str]] = []

    def stranger(client: socket.socket, request: str) -> None:
        heard.append(("stranger", told(request)))
        client.sendall(answer(body=b"{}"))

    with serving(stranger) as elsewhere:
        places = {"/away": elsewhere, "/on": "/end"}

        def source(client: socket.socket, request: str) -> None:
            heard.append(("source", told(request)))
            place = places.get(request.splitlines()[0])
            client.sendall(answer("302 Found", headers={"Location": place}) if place else answer(body=b"{}"))

        with serving(source) as url:
            fetch(f"{url}/on", policy(url))
            fetch(f"{url}/away", policy(url))
    assert heard == [("source", KEY), ("source", KEY), ("source", KEY), ("stranger", "")]


@pytest.mark.parametrize("status", ["403 Forbidden", "500 Error", "200 OK"])
def test_a_source_that_repeats_the_key_does_not_get_it_written_down(status: str) -> None:
    """What a server says in an error is kept for the log and the report: without the key."""
    with (
        serving(always(answer(status, f"<p>you sent {KEY}".encode()))) as url,
        pytest.raises(errors.FetchError) as caught,
    ):
        get_json(f"{url}/?key={KEY}", None, policy(url))
    problem = caught.value
    told = [problem.message("ja"), problem.message("en"), str(problem), repr(problem), repr(problem.as_dict())]
    told += [repr(pickle.loads(pickle.dumps(problem)).as_dict()), repr(policy(url))]  # noqa: S301
    assert all(KEY not in text for text in told)
    assert "***" in repr(problem.context)
    assert KEY not in "".join(traceback.format_exception_only(problem))
