"""What a good fetch gives, and how a bad answer is told."""

from __future__ import annotations

import gzip
import json
import socket
from datetime import UTC, datetime

import pytest

from ckanext.tomoni_core import errors
from ckanext.tomoni_core.http import Fetched, Policy, fetch, fetch_patiently, get_json, probe, retry_after
from tests.unit.core.http.servers import always, answer, serving

LOCAL = Policy(allow_private=True, timeout=5, contact="https://example.org/contact")


def test_fetch() -> None:
    raw = answer(body="名称\n".encode("cp932"), headers={"Content-Type": "text/CSV; charset=Shift_JIS", "ETag": '"1"'})
    with serving(always(raw)) as url:
        fetched = fetch(url + "/a.csv", LOCAL)
    assert fetched.body.decode("cp932") == "名称\n"
    assert (fetched.url, fetched.status, fetched.redirects) == (url + "/a.csv", 200, ())
    assert fetched.content_type == "text/csv"
    assert fetched.headers["etag"] == '"1"'


def test_what_is_sent() -> None:
    def talk(client: socket.socket, request: str) -> None:
        client.sendall(answer(body=request.encode()))

    with serving(talk) as url:
        sent = fetch(url + "/x", LOCAL, params={"q": "公園"}, headers={"If-None-Match": '"1"'}).body.decode()
    assert sent.startswith("/x?q=%E5%85%AC%E5%9C%92\n")
    assert "User-Agent: ckanext-tomoni (open data portal) (+https://example.org/contact)" in sent
    assert 'If-None-Match: "1"' in sent
    assert "Accept-Encoding: gzip, deflate" in sent


def test_agent_is_one_ascii_line() -> None:
    assert "\n" not in Policy(contact="x\r\nHost: evil").agent()
    assert Policy(contact="高松市").agent().isascii()


def test_redirects_are_followed_and_told() -> None:
    def talk(client: socket.socket, request: str) -> None:
        if request.startswith("/old"):
            client.sendall(answer("302 Found", headers={"Location": "/new?a=1"}))
        else:
            client.sendall(answer(body=request.splitlines()[0].encode()))

    with serving(talk) as url:
        fetched = fetch(url + "/old", LOCAL, params={"p": "1"})
    assert fetched.body == b"/new?a=1"
    assert fetched.url == url + "/new?a=1"
    assert fetched.redirects == (url + "/old",)


def test_compressed_bodies_are_unpacked() -> None:
    with serving(always(answer(body=gzip.compress(b"a,b\n"), headers={"Content-Encoding": "gzip"}))) as url:
        assert fetch(url, LOCAL).body == b"a,b\n"


def test_chunked_body() -> None:
    raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\na,b\n\r\n2\r\n1,\r\n0\r\n\r\n"
    with serving(always(raw)) as url:
        assert fetch(url, LOCAL).body == b"a,b\n1,"


def test_not_modified() -> None:
    with serving(always(answer("304 Not Modified", length=-1))) as url:
        assert fetch(url, LOCAL).status == 304


def test_probe_reads_no_body() -> None:
    with serving(always(answer(body=b"x" * 100, length=10**12))) as url:
        assert probe(url, LOCAL) == Fetched(url + "/", 200, probe(url, LOCAL).headers, b"")


@pytest.mark.parametrize(
    ("status", "kind", "slug"),
    [
        ("404 Not Found", errors.NotFound, "not_found"),
        ("410 Gone", errors.NotFound, "gone"),
        ("401 Unauthorized", errors.Forbidden, "unauthorised"),
        ("403 Forbidden", errors.Forbidden, "forbidden"),
        ("409 Conflict", errors.BadRequest, "bad_request"),
        ("429 Too Many Requests", errors.TooManyRequests, "too_many_requests"),
        ("500 Internal Server Error", errors.ServerError, "server_error"),
        ("503 Service Unavailable", errors.ServerError, "server_error"),
        ("302 Found", errors.BadRequest, "bad_request"),
    ],
)
def test_statuses(status: str, kind: type[errors.FetchError], slug: str) -> None:
    with (
        serving(always(answer(status, b"sorry" * 1000, {"Retry-After": "7"}))) as url,
        pytest.raises(errors.FetchError) as caught,
    ):
        fetch(url, LOCAL)
    error = caught.value
    assert (type(error), error.slug) == (kind, slug)
    assert error.context["retry_after"] == 7
    assert error.context["status"] == int(status[:3])
    assert len(error.context["excerpt"]) == 2000
    assert error.message("ja") != error.message("en")


def test_json() -> None:
    raw = answer(body=b"\xef\xbb\xbf" + json.dumps({"success": True}).encode())
    with serving(always(raw)) as url:
        assert get_json(url, {"q": 1}, LOCAL) == {"success": True}


@pytest.mark.parametrize(
    ("body", "slug"),
    [(b"<!doctype html><html>maintenance", "page_not_json"), (b'{"a": ', "not_json"), (b"", "not_json")],
)
def test_page_instead_of_json(body: bytes, slug: str) -> None:
    with serving(always(answer(body=body))) as url, pytest.raises(errors.NotJson) as caught:
        get_json(url, None, LOCAL)
    assert caught.value.slug == slug


def test_very_deep_json_is_no_crash() -> None:
    with serving(always(answer(body=b"[" * 1_000_000))) as url, pytest.raises(errors.NotJson):
        get_json(url, None, LOCAL)


def test_patience_waits_as_asked() -> None:
    answers = iter([answer("503 Busy", headers={"Retry-After": "3"}), answer("500 Oops"), answer(body=b"ok")])
    waits: list[float] = []
    with serving(lambda client, request: client.sendall(next(answers))) as url:
        assert fetch_patiently(url, LOCAL, sleep=waits.append).body == b"ok"
    assert waits == [3.0, 2.0]


def test_patience_ends() -> None:
    waits: list[float] = []
    with serving(always(answer("429 Slow", headers={"Retry-After": "9999"}))) as url:
        with pytest.raises(errors.TooManyRequests):
            fetch_patiently(url, LOCAL, sleep=waits.append)
        assert waits == []
    with serving(always(answer("500 Oops"))) as url, pytest.raises(errors.ServerError):
        fetch_patiently(url, LOCAL, attempts=2, sleep=waits.append)
    assert waits == [1.0]


def test_what_stays_is_not_tried_again() -> None:
    waits: list[float] = []
    with serving(always(answer("404 Not Found"))) as url, pytest.raises(errors.NotFound):
        fetch_patiently(url, LOCAL, sleep=waits.append)
    assert waits == []


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 23 Nov 2026 00:01:00 GMT", 60.0),
        ("Sun, 22 Nov 2026 00:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("٣", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": value}, datetime(2026, 11, 23, tzinfo=UTC)) == seconds
