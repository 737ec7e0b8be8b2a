"""Descriptions that arrive as HTML, as the plain text that our form holds.

A browser's own reading of HTML (html5ever, through nh3) decides what is a tag: nothing of it is left afterwards, so
what a stranger wrote can do nothing, and no hostile nesting costs time.
"""

from __future__ import annotations

import html
import re

import nh3

__all__ = ["is_markup", "plain"]

_BREAKS = {"p", "div", "ul", "ol", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section"}
_KEPT = {*_BREAKS, "br", "li", "a", "td", "th"}
_TAG = re.compile(r"<(/?)([a-z0-9]+)(?: href=\"([^\"]*)\")?>")
_MARKUP = re.compile(
    r"<(?:p|br|div|span|a|ul|ol|li|b|i|em|strong|font|table|h[1-6]|img|script|style)\b[^<>]{0,2000}>", re.IGNORECASE
)
_BLANKS = re.compile(r"[ \t\r\f\v\xa0]*\n[ \t\r\f\v\xa0]*")


def is_markup(text: str) -> bool:
    """Whether a text is meant as HTML: it has one of the usual tags, and not just a lesser-than sign."""
    return bool(_MARKUP.search(text))


def plain(text: str) -> str:
    """Return ``text`` without its markup: paragraphs and rows on their own lines, ``-`` before what was in a list.

    The address of a link stands in brackets after its words, unless they are the address.
    """
    bare = nh3.clean(text, tags=_KEPT, attributes={"a": {"href"}}, url_schemes={"http", "https"}, link_rel=None)
    parts: list[str] = []
    links: list[tuple[str, int]] = []
    end = 0
    for tag in _TAG.finditer(bare):
        parts.append(_words(bare[end : tag.start()]))
        end = tag.end()
        parts.append(_instead(tag, parts, links))
    parts.append(_words(bare[end:]))
    lines = _BLANKS.sub("\n", "".join(parts))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _words(text: str) -> str:
    """Return the text between two tags as a browser shows it; a sign that was escaped is the sign itself."""
    return re.sub(r"[ \t\r\n\f\v]+", " ", html.unescape(text))


def _instead(tag: re.Match[str], parts: list[str], links: list[tuple[str, int]]) -> str:
    closing, name, href = tag[1], tag[2], tag[3]
    if name == "a" and not closing:
        links.append((html.unescape(href or ""), len(parts)))
    elif name == "a" and links:
        target, start = links.pop()
        words = "".join(parts[start:]).strip()
        return f" ({target})" if target and target != words else ""
    elif name == "br":
        return "\n"
    elif name == "li" and not closing:
        return "\n- "
    elif name in ("td", "th") and closing:
        return " "
    elif name in _BREAKS:
        return "\n\n" if name == "p" else "\n"
    return ""
