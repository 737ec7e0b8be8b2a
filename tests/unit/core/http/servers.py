"""Small servers on the loopback address that answer badly on purpose."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator

Talk = Callable[[socket.socket, str], None]


@contextlib.contextmanager
def serving(talk: Talk) -> Iterator[str]:
    """A server that lets ``talk`` answer each connection, with the path asked for; the address of its root."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    stop = threading.Event()

    def one(client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            client.settimeout(5)
            request = b""
            while b"\r\n\r\n" not in request:
                more = client.recv(4096)
                if not more:
                    return
                request += more
            talk(client, request.split(b" ", 2)[1].decode() + "\n" + request.decode("latin-1"))

    def accept() -> None:
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stop.set()
        thread.join(2)
        listener.close()


def answer(
    status: str = "200 OK", body: bytes = b"", headers: dict[str, str] | None = None, *, length: int | None = None
) -> bytes:
    """The bytes of one answer; ``length`` overrides what Content-Length says, negative leaves it out."""
    lines = [f"HTTP/1.1 {status}", "Connection: close"]
    if length is None or length >= 0:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    lines += [f"{key}: {value}" for key, value in (headers or {}).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def always(raw: bytes) -> Talk:
    """Say the same to everybody."""
    return lambda client, request: client.sendall(raw)


def endless(chunk: bytes, pause: float = 0.0, head: bytes = b"") -> Talk:
    """Never stop sending."""

    def talk(client: socket.socket, request: str) -> None:
        client.sendall(head)
        while True:
            client.sendall(chunk)
            time.sleep(pause)

    return talk


def bomb(megabytes: int) -> bytes:
    """Zeros, packed a thousand times smaller."""
    return gzip.compress(b"\x00" * (megabytes * 1024 * 1024))
