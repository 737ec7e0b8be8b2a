"""Links that may be shown to a visitor: absolute http and https, nothing that runs. Needs no CKAN."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

MAX_LENGTH = 2000


class BadLink(ValueError):
    """The text is not a link we show; ``slug`` says why (``length``, ``characters``, ``scheme``, ``host``)."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def checked(text: str) -> str:
    """Return ``text`` without outer spaces when it is empty or a link to show; raise ``BadLink`` otherwise.

    User names and passwords inside a link are refused too: they make a link look like it leads elsewhere.
    """
    url = text.strip()
    if not url:
        return ""
    if len(url) > MAX_LENGTH:
        raise BadLink("length")
    if any(char.isspace() or char in "<>\"'\\`" or unicodedata.category(char) in {"Cc", "Cf"} for char in url):
        raise BadLink("characters")
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise BadLink("host") from error
    if parts.scheme.lower() not in {"http", "https"}:
        raise BadLink("scheme")
    if not host or "@" in parts.netloc:
        raise BadLink("host")
    return url


def is_link(text: str) -> bool:
    """Whether ``text`` is a link that may be shown."""
    try:
        return bool(checked(text))
    except BadLink:
        return False
