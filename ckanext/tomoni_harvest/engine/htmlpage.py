"""What a page of a stranger links to. Pure.

One pass from left to right that never goes back, so that a hostile page costs no more than its length: the parsers of
the standard library take time with the square of it. Nothing is run, no entity is expanded but characters, and what
does not end (a comment, a script) ends the reading.
"""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from ckanext.tomoni_core.errors import Undecodable
from ckanext.tomoni_core.http import Fetched
from ckanext.tomoni_core.reading.encoding import decode

__all__ = ["LONGEST_PAGE", "MOST_LINKS", "HtmlPage", "Link", "parse", "read"]

LONGEST_PAGE = 4 * 1024 * 1024
MOST_LINKS = 10_000
TEXT_LIMIT = 500
ADDRESS_LIMIT = 2000
_ATTRIBUTES_LIMIT = 4000
_CHARSETS = {"utf-8", "cp932", "euc_jp", "iso2022_jp"}

_TOKEN = re.compile(r"<(?:(!--)|(/?)(title|h[1-6]|a|base|script|style|textarea|template)(?=[\s/>]))", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]{1,30})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_TAG_END = re.compile(r"""(?:[^>"']|"[^"]*"|'[^']*')*+>""")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_META_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s{0,5}=\s{0,5}["']?([A-Za-z0-9_-]{1,20})""", re.IGNORECASE)
_HIDDEN = {"script", "style", "textarea", "template"}


@dataclass(frozen=True)
class Link:
    """A link: where to, its words, and the heading it stands under."""

    url: str
    text: str
    heading: str = ""


@dataclass
class HtmlPage:
    """A page's title and links, in their order; ``more`` when there were more links than are kept."""

    url: str
    title: str = ""
    links: list[Link] = field(default_factory=list)
    more: bool = False


def read(fetched: Fetched) -> HtmlPage | None:
    """Return what an answer links to, None when it is no page."""
    if fetched.content_type not in ("text/html", "application/xhtml+xml", ""):
        return None
    return parse(_text(fetched.body[:LONGEST_PAGE], fetched.headers.get("Content-Type", "")), fetched.url)


def _text(body: bytes, content_type: str) -> str:
    told = re.search(r"charset\s*=\s*[\"']?([\w-]+)", content_type, re.IGNORECASE)
    meta = _META_CHARSET.search(body[:4096])
    for name in (told[1] if told else "", meta[1].decode("ascii") if meta else ""):
        codec = _codec(name)
        if codec:
            return body.decode(codec, "replace")
    try:
        return decode(body).text if body else ""
    except Undecodable:
        return body.decode("utf-8", "replace")


def _codec(name: str) -> str:
    """Return the codec of a page's charset where it is one that Japanese pages are written in."""
    if name.lower().replace("-", "_") in ("shift_jis", "x_sjis", "sjis", "windows_31j"):
        return "cp932"
    try:
        found = codecs.lookup(name).name if name else ""
    except LookupError:
        return ""
    return found if found.replace("-", "_") in {each.replace("-", "_") for each in _CHARSETS} else ""


def parse(text: str, url: str) -> HtmlPage:
    """Return the title and the http(s) links of a page that came from ``url``."""
    return _Reader(text, url).page()


class _Reader:
    def __init__(self, text: str, url: str) -> None:
        self._text, self._at = text, 0
        self._base, self._heading = url, ""
        self._page = HtmlPage(url)

    def page(self) -> HtmlPage:
        while (token := _TOKEN.search(self._text, self._at)) and self._take(token):
            pass
        return self._page

    def _take(self, token: re.Match[str]) -> bool:
        """Take one token in; False when nothing more can be read."""
        if token[1]:
            return self._skip_to("-->", token.end())
        name = token[3].lower()
        attributes = self._attributes(token.end())
        if attributes is None or token[2]:
            return True
        if name in _HIDDEN:
            return self._skip_to(f"</{name}", self._at)
        if name == "base":
            self._base = urljoin(self._page.url, attributes.get("href", "")) or self._base
        elif name == "a":
            return self._link(attributes)
        elif name == "title":
            self._page.title = self._page.title or self._words(name)
        else:
            self._heading = self._words(name)
        return True

    def _skip_to(self, ending: str, start: int) -> bool:
        found = re.compile(re.escape(ending), re.IGNORECASE).search(self._text, start)
        self._at = found.end() if found else len(self._text)
        return found is not None

    def _attributes(self, start: int) -> dict[str, str] | None:
        """Return the attributes of the tag that goes on at ``start``, and pass it; None when it has no end.

        What was looked through is passed either way, so that no character is looked at again and again.
        """
        end = _TAG_END.match(self._text, start, start + _ATTRIBUTES_LIMIT)
        self._at = end.end() if end else start + _ATTRIBUTES_LIMIT
        if end is None:
            return None
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(end[0]):
            found.setdefault(match[1].lower(), html.unescape(match[2] or match[3] or match[4] or ""))
        return found

    def _words(self, name: str) -> str:
        """Return the words up to the end of an element, without its tags; the reading goes on inside it."""
        inside = self._text[self._at : self._at + TEXT_LIMIT * 4]
        end = re.search(rf"</{name}[\s>]|<{'a' if name == 'a' else 'h[1-6]'}[\s>]", inside, re.IGNORECASE)
        return _plain(inside[: end.start()] if end else inside)

    def _link(self, attributes: dict[str, str]) -> bool:
        address = _address(self._base, attributes.get("href", ""))
        if not address:
            return True
        if len(self._page.links) >= MOST_LINKS:
            self._page.more = True
            return False
        words = self._words("a") or _plain(attributes.get("title", ""))
        self._page.links.append(Link(address, words, self._heading))
        return True


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())[:TEXT_LIMIT]


def _address(base: str, href: str) -> str:
    """Return a whole http(s) address without its fragment, empty for anything else."""
    href = "".join(href.split("\n")).strip()
    if not href or len(href) > ADDRESS_LIMIT or href.startswith("#"):
        return ""
    try:
        whole = urljoin(base, href).partition("#")[0]
        parts = urlsplit(whole)
    except ValueError:
        return ""
    usable = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    return whole if usable else ""
