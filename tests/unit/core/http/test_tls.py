"""TLS through the guard: the name asked for is sent and checked, though the connection goes to an address."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ckanext.tomoni_core import errors
from ckanext.tomoni_core.http import Policy, fetch
from tests.unit.core.http.servers import answer


def certificate(folder: Path, host: str) -> Path:
    """A self-signed certificate and its key for a host, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{host}.pem"
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextlib.contextmanager
def secure_server(pem: Path, names: list[str | None]) -> Iterator[int]:
    """A TLS server on the loopback address; the names that clients asked for are collected."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    context.sni_callback = lambda _sock, name, _context: names.append(name)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            with contextlib.suppress(OSError):
                raw, _ = listener.accept()
                raw.settimeout(5)
                with context.wrap_socket(raw, server_side=True) as client:
                    request = client.recv(65536).decode("latin-1")
                    host = next((line for line in request.splitlines() if line.lower().startswith("host:")), "")
                    client.sendall(answer(body=host.encode()))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stop.set()
        thread.join(6)
        listener.close()


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    """``portal.example`` is at a public address, and whoever connects there reaches the loopback address."""
    connect = socket.socket.connect
    monkeypatch.setattr("requests_hardened.ip_filter_adapter.filter_host", lambda *_args, **_kwargs: "93.184.216.34")
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: connect(self, ("127.0.0.1", address[1])))


@pytest.mark.usefixtures("resolved")
def test_the_name_is_sent_and_checked(tmp_path: Path) -> None:
    pem, names = certificate(tmp_path, "portal.example"), []
    with secure_server(pem, names) as port:
        fetched = fetch(f"https://portal.example:{port}/", Policy(timeout=10, ca_bundle=str(pem)))
    assert fetched.body.decode() == f"Host: portal.example:{port}"
    assert names == ["portal.example"]


@pytest.mark.usefixtures("resolved")
def test_another_name_is_refused(tmp_path: Path) -> None:
    pem = certificate(tmp_path, "other.example")
    with secure_server(pem, []) as port, pytest.raises(errors.Unreachable) as caught:
        fetch(f"https://portal.example:{port}/", Policy(timeout=10, ca_bundle=str(pem)))
    assert caught.value.slug == "tls_failed"


@pytest.mark.usefixtures("resolved")
def test_an_unknown_issuer_is_refused(tmp_path: Path) -> None:
    pem = certificate(tmp_path, "portal.example")
    with secure_server(pem, []) as port, pytest.raises(errors.Unreachable) as caught:
        fetch(f"https://portal.example:{port}/", Policy(timeout=10))
    assert caught.value.slug == "tls_failed"
