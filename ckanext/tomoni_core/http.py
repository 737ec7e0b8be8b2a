"""The only door to the network: every address is a stranger's.

A fetch is a GET (a message a POST), bounded in bytes (after decompression), in redirects and in time on the wall clock.
Only http and https; no credentials in the address; private, loopback, link-local and reserved addresses refused at the
moment of connecting, on every hop, unless the policy lifts that for everything (``allow_private``) or for named hosts
(``private_hosts``). What goes wrong is an ``errors.FetchError`` that says in two languages what happened. Resolving a
name is the one wait that the wall clock does not cut short: the system's resolver has its own limit.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from ckanext.tomoni_core import failures
from ckanext.tomoni_core.connecting import Watch, new_session, watching
from ckanext.tomoni_core.errors import FetchError, ServerError, TimedOut, TooManyRequests, Unreachable

__all__ = [
    "Fetched",
    "Policy",
    "Secret",
    "as_json",
    "fetch",
    "fetch_patiently",
    "get_json",
    "origin",
    "post",
    "probe",
    "retry_after",
]

_CHUNK = 64 * 1024
_EXCERPT = 2000
_REDIRECTS = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)


@dataclass(frozen=True)
class Secret:
    """A header that one origin (scheme, host and port) is sent and no other, whatever it redirects to."""

    origin: str
    header: str
    value: str = field(repr=False)

    def headers(self, url: str) -> dict[str, str]:
        """The header, when ``url`` is of the origin."""
        return {self.header: self.value} if origin(url) == self.origin else {}

    def masked(self, value: Any) -> Any:
        """``value`` without the secret, if it is a text in which a server has repeated it."""
        return value.replace(self.value, "***") if isinstance(value, str) and self.value else value


_PORTS = {"http": 80, "https": 443}


def origin(url: str) -> str:
    """Scheme, host and port of an address, as browsers tell origins apart; empty when it has none."""
    try:
        parts = urlsplit(url.strip())
        scheme, host, port = parts.scheme.lower(), (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    return f"{scheme}://{host}:{port or _PORTS[scheme]}" if host and scheme in _PORTS else ""


@dataclass(frozen=True)
class Policy:
    """What a fetch may cost and where it may go. ``contact`` (a page or an address) is told to every server.

    ``ca_bundle`` is a file of certificates to trust, for networks whose firewall reads TLS; empty means the usual ones.
    ``secret`` is told to its own origin alone, and masked in every error.
    """

    allow_private: bool = False
    private_hosts: frozenset[str] = frozenset()
    max_bytes: int = 100 * 1024 * 1024
    timeout: float = 60.0
    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    max_redirects: int = 5
    max_wait: float = 120.0
    user_agent: str = "ckanext-tomoni (open data portal)"
    contact: str = ""
    ca_bundle: str = ""
    secret: Secret | None = None

    def agent(self) -> str:
        """The User-Agent sent, contact included, on one line."""
        text = f"{self.user_agent} (+{self.contact})" if self.contact else self.user_agent
        return " ".join(text.split()).encode("ascii", "replace").decode()


_DEFAULT = Policy()


@dataclass(frozen=True)
class Fetched:
    """An answer. ``url`` is the last address after redirects; ``headers`` are looked up in any case.

    ``moved_for_good``: there were redirects, and each of them was permanent (301, 308).
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    redirects: tuple[str, ...] = field(default=())
    moved_for_good: bool = False

    @property
    def content_type(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def fetch(
    url: str,
    policy: Policy = _DEFAULT,
    *,
    params: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Fetched:
    """GET a file. 2xx and 304 come back; everything else raises a ``FetchError`` subclass."""
    return _guarded(url, policy, params, headers, body=True)


def post(url: str, body: bytes, policy: Policy = _DEFAULT, *, headers: Mapping[str, str] | None = None) -> Fetched:
    """POST ``body``; what comes back is not read. A redirect is not followed: it raises ``BadRequest``."""
    return _guarded(url, policy, None, headers, body=False, sent_body=body)


def probe(url: str, policy: Policy = _DEFAULT, *, headers: Mapping[str, str] | None = None) -> Fetched:
    """Whether an address answers: status and headers of a GET whose body is not read."""
    return _guarded(url, policy, None, headers, body=False)


def get_json(url: str, params: Mapping[str, Any] | None = None, policy: Policy = _DEFAULT) -> Any:
    """GET JSON. Raises ``NotJson`` for a page with status 200 and for anything else that is no JSON."""
    return as_json(fetch(url, policy, params=params, headers={"Accept": "application/json"}), policy)


def as_json(fetched: Fetched, policy: Policy = _DEFAULT) -> Any:
    """The JSON of an answer. Raises ``NotJson``, which tells no secret of ``policy``."""
    try:
        return json.loads(fetched.body.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise _masked(failures.not_json(fetched.url, fetched.body, fetched.content_type), policy) from error


def fetch_patiently(
    url: str,
    policy: Policy = _DEFAULT,
    *,
    attempts: int = 3,
    sleep: Callable[[float], None] = time.sleep,
    get: Callable[[str, Policy], Any] = fetch,
) -> Any:
    """``get`` again after errors that pass (429, 5xx, timeouts, lost connections), waiting as the server asks.

    Waits ``Retry-After``, else 1, 2, 4 … seconds; a server that asks for more than ``policy.max_wait`` is left alone.
    """
    for attempt in range(attempts):
        try:
            return get(url, policy)
        except (TooManyRequests, ServerError, TimedOut, Unreachable) as error:
            wait = error.context.get("retry_after")
            wait = float(2**attempt) if wait is None else wait
            if attempt == attempts - 1 or wait > policy.max_wait:
                raise
            sleep(wait)
    raise ValueError("attempts must be at least 1")


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds that a server asks to wait, from ``Retry-After`` (seconds or a date), None when it does not say."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        then = parsedate_to_datetime(value)
    except ValueError:
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return max(0.0, (then - (now or datetime.now(UTC))).total_seconds())


def _guarded(
    url: str,
    policy: Policy,
    params: Mapping[str, Any] | None,
    headers: Mapping[str, str] | None,
    *,
    body: bool,
    sent_body: bytes | None = None,
) -> Fetched:
    """Every exception of the libraries below becomes a ``FetchError``."""
    sent = {"User-Agent": policy.agent(), "Accept-Encoding": "gzip, deflate", **(headers or {})}
    with watching(policy.timeout) as watch:
        try:
            if sent_body is not None:
                return _post(url, policy, sent, watch, sent_body)
            return _follow(url, policy, params, sent, watch, body=body)
        except FetchError as error:
            raise _masked(error, policy) from error.__cause__
        except Exception as error:
            if watch.expired:
                raise failures.timed_out(url, policy.timeout) from error
            raise _masked(failures.from_library(url, error, policy.timeout), policy) from error


def _masked(error: FetchError, policy: Policy) -> FetchError:
    """Return the error without the secret: a server may say what it was sent, and what it says is written down."""
    if policy.secret is not None:
        hide = policy.secret.masked
        error.context.update({key: hide(value) for key, value in error.context.items()})
        error.ja, error.en = hide(error.ja), hide(error.en)
        error.hint_ja, error.hint_en = hide(error.hint_ja), hide(error.hint_en)
        error.args = tuple(map(hide, error.args))
    return error


def _follow(
    url: str, policy: Policy, params: Mapping[str, Any] | None, headers: Mapping[str, str], watch: Watch, *, body: bool
) -> Fetched:
    passed: list[str] = []
    for_good = True
    while True:
        with new_session(private=_may_be_private(url, policy)) as session:
            told = {**headers, **(policy.secret.headers(url) if policy.secret else {})}
            request = session.prepare_request(requests.Request("GET", url, params=params, headers=told))
            with _send(session, request, policy) as response:
                target = session.get_redirect_target(response) if response.status_code in _REDIRECTS else None
                if not target:
                    found = _answer(response, policy, tuple(passed), watch, body=body)
                    return replace(found, moved_for_good=for_good and bool(passed))
                for_good = for_good and response.status_code in _FOR_GOOD
        watch.close()
        passed.append(url)
        if len(passed) > policy.max_redirects:
            raise failures.too_many_redirects(url, passed)
        url, params = urljoin(response.url, target), None


def _post(url: str, policy: Policy, headers: Mapping[str, str], watch: Watch, body: bytes) -> Fetched:
    with new_session(private=_may_be_private(url, policy)) as session:
        request = session.prepare_request(requests.Request("POST", url, data=body, headers=dict(headers)))
        with _send(session, request, policy) as response:
            return _answer(response, policy, (), watch, body=False)


def _send(session: requests.Session, request: requests.PreparedRequest, policy: Policy) -> requests.Response:
    """Send past ``Session.send``, which reads the whole body of a redirect, however long, even when told to stay."""
    timeout = (min(policy.connect_timeout, policy.timeout), min(policy.read_timeout, policy.timeout))
    adapter = session.get_adapter(request.url or "")
    return adapter.send(request, stream=True, timeout=timeout, verify=policy.ca_bundle or True, proxies={})


def _may_be_private(url: str, policy: Policy) -> bool:
    """Judge the form of an address. Raises ``Refused``; whether its host is public is judged when connecting."""
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise failures.refused(url, "bad_address") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise failures.refused(url, "scheme")
    if not host:
        raise failures.refused(url, "bad_address")
    if parts.username is not None or parts.password is not None:
        raise failures.refused(url, "credentials")
    return policy.allow_private or host.lower() in policy.private_hosts


def _answer(
    response: requests.Response, policy: Policy, passed: tuple[str, ...], watch: Watch, *, body: bool
) -> Fetched:
    status, headers = response.status_code, response.headers
    if not (200 <= status < 300 or status == 304):
        excerpt = _read(response, policy, watch, upto=_EXCERPT)
        raise failures.from_status(response.url, status, retry_after(headers), excerpt)
    data = _read(response, policy, watch) if body and status != 304 else b""
    return Fetched(response.url, status, headers, data, passed)


def _read(response: requests.Response, policy: Policy, watch: Watch, upto: int | None = None) -> bytes:
    """The body as it comes, counted after decompression; ``upto`` stops quietly there."""
    declared = response.headers.get("Content-Length", "")
    if upto is None and declared.isdigit() and int(declared) > policy.max_bytes:
        raise failures.too_large(response.url, policy.max_bytes)
    data = bytearray()
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        data += chunk
        if upto is not None and len(data) >= upto:
            return bytes(data[:upto])
        if len(data) > policy.max_bytes:
            raise failures.too_large(response.url, policy.max_bytes)
    if watch.expired:  # a connection shut by the watch ends like a body without a length
        raise failures.timed_out(response.url, policy.timeout)
    return bytes(data)
