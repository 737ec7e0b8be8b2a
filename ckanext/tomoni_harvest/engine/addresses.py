"""Addresses as officers paste them, and as they are compared. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

__all__ = ["LONGEST", "host_of", "key", "pasted", "path_of", "root_of", "suggested_name"]

LONGEST = 2000
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NOT_IN_NAME = re.compile(r"[^a-z0-9]+")
_ENDINGS = re.compile(r"(?:/api/3/action|/api/action|/api/3|/api|/dataset|/organization|/index\.html?)$", re.IGNORECASE)


def pasted(text: str) -> list[str]:
    """Return the addresses that a pasted text may mean, the likelier first: without a scheme https, then http.

    :raises ValueError: when it cannot be the address of a page on the web
    """
    address = text.strip().strip("<>「」\"'").translate(_FULL_WIDTH).strip()
    if not address or len(address) > LONGEST or any(ch.isspace() for ch in address):
        raise ValueError("no address")
    found = [address] if _SCHEME.match(address) else [f"https://{address}", f"http://{address}"]
    parts = urlsplit(found[0])
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError("no address of the web")
    if "." not in parts.hostname and parts.hostname != "localhost" and ":" not in parts.hostname:
        raise ValueError("no host")
    return [each.partition("#")[0] for each in found]


def host_of(url: str) -> str:
    """Return the host of an address in lower case, with its port where one is written; empty for none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def root_of(url: str) -> str:
    """Return the scheme and host of an address; empty for none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def path_of(url: str) -> str:
    """Return the path of an address; empty for none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def key(url: str) -> str:
    """Return what two addresses of one portal have in common: host and path, without the paths of its API."""
    path = path_of(url).rstrip("/")
    while (cut := _ENDINGS.sub("", path)) != path:
        path = cut.rstrip("/")
    return host_of(url) + path


def suggested_name(url: str) -> str:
    """Return a name for a source at ``url``, as CKAN takes it: the host and path in letters, digits and hyphens."""
    words = _NOT_IN_NAME.sub("-", key(url).lower().removeprefix("www.")).strip("-")
    return words[:90].strip("-") or "source"
