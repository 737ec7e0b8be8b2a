"""What a declared text points at, read from the text alone. Needs no CKAN.

Teams declare data as a dataset page, a resource page, a download link inside the portal, the address of the
original file, or words (see docs/ja/hackathon.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from ckanext.tomoni_hackathon import links

Kind = Literal["dataset", "resource", "url", "name", "words"]

_PAGE = re.compile(
    r"^(?:/[a-z]{2}(?:[_-][A-Za-z]{2,4})?)?/(?P<type>[a-z0-9_-]+)/(?P<dataset>[^/]+)"
    r"(?:/resource/(?P<resource>[0-9a-f-]{36})(?:/.*)?)?/?$"
)
_NAME = re.compile(r"[a-z0-9_-]{2,100}")
_NOT_DATASETS = frozenset({"new", "edit", "groups", "activity", "followers", "resources"})


@dataclass(frozen=True)
class Reference:
    """A declared text, read: ``dataset`` and ``resource`` are names or ids that may or may not exist."""

    kind: Kind
    text: str
    dataset: str = ""
    resource: str = ""


def read(text: str, site_url: str, types: frozenset[str] = frozenset({"dataset"})) -> Reference:
    """Read a declared text; ``site_url`` is this portal's own address, ``types`` its dataset types (URL segments)."""
    text = text.strip()
    if text.startswith("/"):
        return _page(text, text, types) or Reference("words", text)
    if links.is_link(text):
        inside = _inside(text, site_url)
        return (_page(text, inside, types) if inside else None) or Reference("url", text)
    if _NAME.fullmatch(text):
        return Reference("name", text, dataset=text)
    return Reference("words", text)


def _inside(url: str, site_url: str) -> str:
    """The path of the URL below the portal's own address, or an empty string for somebody else's."""
    site, parts = urlsplit(site_url), urlsplit(url)
    root = site.path.rstrip("/")
    if (parts.hostname, _port(parts)) != (site.hostname, _port(site)) or not parts.path.startswith(root):
        return ""
    return parts.path[len(root) :]


def _port(parts: object) -> int | None:
    port = getattr(parts, "port", None)
    return None if port in {80, 443} else port


def _page(text: str, path: str, types: frozenset[str]) -> Reference | None:
    match = _PAGE.match(unquote(urlsplit(path).path))
    if match is None or match["type"] not in types or match["dataset"] in _NOT_DATASETS:
        return None
    if match["resource"]:
        return Reference("resource", text, match["dataset"], match["resource"])
    return Reference("dataset", text, match["dataset"])


def variants(url: str) -> list[str]:
    """The spellings of one address that may stand in the catalogue: scheme, fragment, last slash, %-escapes."""
    parts = urlsplit(url)
    paths = {parts.path, unquote(parts.path), quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._")}
    paths |= {path.rstrip("/") for path in paths} | {f"{path.rstrip('/')}/" for path in paths if "." not in path[-6:]}
    found = {
        urlunsplit((scheme, netloc, path, parts.query, ""))
        for scheme in ("http", "https")
        for netloc in {parts.netloc, parts.netloc.lower()}
        for path in paths
    }
    return [url, *sorted(found - {url})]
