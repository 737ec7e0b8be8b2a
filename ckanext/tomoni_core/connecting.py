"""Connections that know where they lead and when they end. Only ``http`` uses this module.

requests-hardened resolves a name once, refuses addresses that are not public and connects to the very address it
judged, so a name that answers differently the second time gains nothing. Here its adapter is given sockets under a
watch: when the time for the whole fetch is over they are shut, whether the other side is slow in its handshake, its
headers or its body.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

__all__ = ["Watch", "new_session", "watching"]

_current: ContextVar[Watch | None] = ContextVar("tomoni_watch", default=None)


class Watch:
    """The sockets of one fetch, shut when its time is over."""

    def __init__(self) -> None:
        self.expired = False
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()

    def add(self, sock: socket.socket) -> None:
        """Watch a socket. A duplicate is kept: TLS takes the original away."""
        with self._lock:
            self._sockets.append(sock.dup())
            late = self.expired
        if late:
            self.expire()

    def expire(self) -> None:
        """End every connection of the fetch."""
        with self._lock:
            self.expired = True
            for sock in self._sockets:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the connections made so far and let them go."""
        with self._lock:
            for sock in self._sockets:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
                sock.close()
            self._sockets.clear()


@contextlib.contextmanager
def watching(seconds: float) -> Iterator[Watch]:
    """Watch every connection this thread opens, and end them all after ``seconds``."""
    watch = Watch()
    timer = threading.Timer(seconds, watch.expire)
    timer.daemon = True
    timer.start()
    token = _current.set(watch)
    try:
        yield watch
    finally:
        _current.reset(token)
        timer.cancel()
        watch.close()


class _Watched:
    """Mixed into urllib3's connections: hand each new socket to the watch of this thread."""

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()  # type: ignore[misc]
        watch = _current.get()
        if watch:
            watch.add(sock)
        return sock


class _Connection(_Watched, HTTPConnection):
    pass


class _TLSConnection(_Watched, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection  # type: ignore[assignment]


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _TLSConnection  # type: ignore[assignment]


class _WatchedAdapter:
    """Mixed into requests' adapters: make watched connections."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)  # type: ignore[misc]
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TLSPool}  # type: ignore[attr-defined]


class _Open(_WatchedAdapter, HTTPAdapter):
    """Any address."""


class _Guarded(_WatchedAdapter, IPFilterAdapter):
    """Public addresses only, judged at the moment of connecting."""

    def build_connection_pool_key_attributes(self, *args: Any, **kwargs: Any) -> Any:
        """The library's judgement, and ours on the address it settled on: nothing reserved or site-local either."""
        host, pool = super().build_connection_pool_key_attributes(*args, **kwargs)
        address = ipaddress.ip_address(host["host"].strip("[]"))
        site_local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
        if not address.is_global or address.is_reserved or site_local:
            raise InvalidIPAddress(address)
        return host, pool


def new_session(*, private: bool) -> requests.Session:
    """A session without proxies, cookies of old or .netrc from the environment; ``private`` lifts the guard."""
    session = requests.Session()
    session.trust_env = False
    for scheme in ("http", "https"):
        adapter = _Open() if private else _Guarded(is_https_proto=scheme == "https")
        session.mount(f"{scheme}://", adapter)
    return session
