"""Hostile servers and addresses: each ends soon, in a FetchError that says what it was."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest

from ckanext.tomoni_core import errors
from ckanext.tomoni_core.http import Policy, fetch
from tests.unit.core.http.servers import always, answer, bomb, endless, serving

LOCAL = Policy(allow_private=True, timeout=1.0, read_timeout=0.5, connect_timeout=0.5, max_bytes=1024 * 1024)
STRICT = Policy(timeout=2.0, connect_timeout=0.5)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0.0.0.0",  # noqa: S104
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:169.254.169.254]",
        "[fe80::1]",
        "[fc00::1]",
        "[fec0::1]",
        "[::7f00:1]",
        "[::127.0.0.1]",
        "[ff02::1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
    ],
)
def test_private_addresses_are_refused(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However the address is written, no connection is even tried."""
    monkeypatch.setattr("requests_hardened.ip_filter.allowed_gai_family", lambda: socket.AF_UNSPEC)
    monkeypatch.setattr(socket.socket, "connect", _never)
    with pytest.raises(errors.Refused) as caught:
        fetch(f"http://{host}:8080/", STRICT)
    assert caught.value.slug == "refused_private"
    assert "内部ネットワーク" in caught.value.message("ja")


def _never(*_args: Any) -> None:
    raise AssertionError("a connection was tried")


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("file:///etc/passwd", "refused_scheme"),
        ("ftp://example.org/a.csv", "refused_scheme"),
        ("javascript:alert(1)", "refused_scheme"),
        ("//example.org/a", "refused_scheme"),
        ("", "refused_scheme"),
        ("http://", "refused_bad_address"),
        ("http://[::1", "refused_bad_address"),
        ("http://example.org:99999/", "refused_bad_address"),
        ("http://.example..org/", "refused_bad_address"),
        ("http://user:pass@example.org/", "refused_credentials"),
        ("http://user@example.org/", "refused_credentials"),
    ],
)
def test_odd_addresses_are_refused(url: str, slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _never)
    with pytest.raises(errors.Refused) as caught:
        fetch(url, STRICT)
    assert caught.value.slug == slug


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest/meta-data", "http://127.0.0.1:{port}/", "file:///etc/passwd"]
)
def test_every_hop_of_a_redirect_is_judged(target: str) -> None:
    """A host that may be private sends us on to one that may not."""

    def talk(client: socket.socket, request: str) -> None:
        port = client.getsockname()[1]
        client.sendall(answer("302 Found", headers={"Location": target.format(port=port)}))

    policy = Policy(private_hosts=frozenset({"localhost"}), timeout=2)
    with serving(talk) as url, pytest.raises(errors.Refused):
        fetch(url.replace("127.0.0.1", "localhost"), policy)


def test_a_name_that_changes_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: public when asked first, loopback afterwards. The address judged is the address connected to."""
    asked: list[str] = []
    connected: list[Any] = []
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if host != "rebind.example":
            return real(host, port, *args, **kwargs)
        asked.append(host)
        ip = "192.0.2.1" if len(asked) > 1 else "93.184.216.34"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip if len(asked) == 1 else "127.0.0.1", port))]

    def connect(_self: socket.socket, address: Any) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(errors.Unreachable):
        fetch("http://rebind.example/", STRICT)
    assert {address[0] for address in connected} == {"93.184.216.34"}
    with pytest.raises(errors.Refused):
        fetch("http://rebind.example/", STRICT)
    assert {address[0] for address in connected} == {"93.184.216.34"}


def test_environment_proxies_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would connect where we must not."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with serving(always(answer(body=b"direct"))) as url:
        assert fetch(url, LOCAL).body == b"direct"


def test_redirect_loop() -> None:
    moved = always(answer("301 Moved", headers={"Location": "/again"}))
    with serving(moved) as url, pytest.raises(errors.TooManyRedirects) as caught:
        fetch(url, LOCAL)
    assert caught.value.context["count"] == 5
    assert len(caught.value.context["passed"]) == 6


def test_endless_body_of_a_redirect_is_not_read() -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\n"

    def talk(client: socket.socket, request: str) -> None:
        if request.startswith("/next"):
            client.sendall(answer(body=b"ok"))
        else:
            endless(b"x" * 65536, head=head)(client, request)

    with serving(talk) as url:
        assert fetch(url, LOCAL).body == b"ok"


def test_too_large_by_its_own_word() -> None:
    with serving(always(answer(length=10**9))) as url, pytest.raises(errors.TooLarge) as caught:
        fetch(url, LOCAL)
    assert "1,048,576" in caught.value.message("ja")


def test_endless_body() -> None:
    with serving(endless(b"x" * 65536, head=b"HTTP/1.1 200 OK\r\n\r\n")) as url, pytest.raises(errors.TooLarge):
        fetch(url, LOCAL)


@pytest.mark.parametrize("coding", ["gzip", "deflate, gzip", "gzip, gzip"])
def test_compression_bomb(coding: str) -> None:
    """A hundred kilobytes that unpack to a hundred megabytes stop at the bound."""
    raw = answer(body=bomb(100), headers={"Content-Encoding": coding})
    with serving(always(raw)) as url, pytest.raises(errors.FetchError) as caught:
        fetch(url, LOCAL)
    assert isinstance(caught.value, errors.TooLarge) or caught.value.slug == "broken_compression"


def test_endless_error_page() -> None:
    with serving(endless(b"x" * 65536, head=b"HTTP/1.1 404 Not Found\r\n\r\n")) as url, pytest.raises(errors.NotFound):
        fetch(url, LOCAL)


@pytest.mark.parametrize(
    ("chunk", "head"),
    [
        (b"x", b"HTTP/1.1 200 OK\r\n\r\n"),
        (b"x", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
        (b"1\r\nx\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        (b"X-A: b\r\n", b"HTTP/1.1 200 OK\r\n"),
        (b"H", b""),
        (b"\x1f", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00"),
    ],
    ids=["no-length", "length", "chunked", "headers", "status-line", "gzip"],
)
def test_slow_drip(chunk: bytes, head: bytes) -> None:
    """A byte now and then keeps every read alive; the wall clock ends it all the same."""
    started = time.monotonic()
    with serving(endless(chunk, 0.1, head)) as url, pytest.raises(errors.FetchError) as caught:
        fetch(url, LOCAL)
    assert time.monotonic() - started < 10
    assert isinstance(caught.value, errors.TimedOut) or caught.value.slug == "broken_compression"


def test_silence() -> None:
    def talk(client: socket.socket, request: str) -> None:
        time.sleep(2)

    with serving(talk) as url, pytest.raises(errors.TimedOut):
        fetch(url, LOCAL)


def test_silence_during_the_tls_handshake() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    with listener, pytest.raises(errors.TimedOut):
        fetch(f"https://127.0.0.1:{listener.getsockname()[1]}/", LOCAL)


def test_plain_text_where_tls_was_asked() -> None:
    with serving(always(answer(body=b"x"))) as url, pytest.raises(errors.FetchError) as caught:
        fetch(url.replace("http://", "https://"), LOCAL)
    assert caught.value.slug in ("tls_failed", "timed_out")


@pytest.mark.parametrize(
    ("raw", "slug"),
    [
        (answer(body=b"half", length=100), "cut_off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nx", "cut_off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx", "cut_off"),
        (answer(body=b"no gzip", headers={"Content-Encoding": "gzip"}), "broken_compression"),
        (b"", "unreachable"),
        (b"garbage\r\n\r\n", "unreachable"),
    ],
)
def test_broken_answers(raw: bytes, slug: str) -> None:
    with serving(always(raw)) as url, pytest.raises(errors.Unreachable) as caught:
        fetch(url, LOCAL)
    assert caught.value.slug in (slug, "cut_off", "unreachable")


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(errors.Unreachable) as caught:
        fetch(f"http://127.0.0.1:{port}/", LOCAL)
    assert caught.value.slug == "unreachable"


def test_no_such_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_args: Any, **_kwargs: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    for policy in (STRICT, LOCAL):
        with pytest.raises(errors.Unreachable) as caught:
            fetch("http://no-such-host.example/", policy)
        assert caught.value.slug == "no_such_host"


@pytest.mark.parametrize("location", ["http://[broken", "http://user:pass@127.0.0.1/", "javascript:x", "\x00"])
def test_odd_redirects(location: str) -> None:
    found = always(answer("302 Found", headers={"Location": location}))
    with serving(found) as url, pytest.raises(errors.FetchError):
        fetch(url, LOCAL)
