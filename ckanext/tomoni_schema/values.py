"""Small judgements about single values; no CKAN here."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

__all__ = ["is_email", "safe_url"]

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=_{|}~^`-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_BLANK_OR_CONTROL = re.compile(r"[\x00-\x20\x7f]")


def safe_url(value: Any) -> str:
    """``value`` trimmed when it is an absolute http(s) address with a host, else ``""``."""
    text = value.strip() if isinstance(value, str) else ""
    if not text or _BLANK_OR_CONTROL.search(text):
        return ""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and host else ""


def is_email(value: Any) -> bool:
    """Whether ``value`` is one plain address, safe behind ``mailto:``."""
    return isinstance(value, str) and _EMAIL.fullmatch(value) is not None
