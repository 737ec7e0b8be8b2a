"""Descriptions that arrive as HTML, as the plain text that our form holds.

A browser's own reading of HTML (html5ever, through nh3) decides what is a tag: nothing of it is left afterwards, so
what a stranger wrote can do nothing, and nesting without end is not followed.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import nh3

__all__ = ["all_of", "is_markup", "lines", "plain", "tree", "words"]

_BREAKS = {"p", "div", "ul", "ol", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section"}
_KEPT = {*_BREAKS, "br", "li", "a", "td", "th"}
_TAG = re.compile(r"<(/?)([a-z0-9]+)(?: href=\"([^\"]*)\")?>")
_MARKUP = re.compile(
    r"<(?:p|br|div|span|a|ul|ol|li|b|i|em|strong|font|table|h[1-6]|img|script|style)\b[^<>]{0,2000}>", re.IGNORECASE
)
_UNCLOSED = "area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|li|p|td|th|tr|option|dt|dd|tbody|thead"
_NESTING = re.compile(rf"</?(?!(?:{_UNCLOSED})[\s/>])[a-z][a-z0-9]*(?=[\s/>])", re.IGNORECASE)
_DEEPEST = 300
_BLANKS = re.compile(r"[ \t\r\f\v\xa0]*\n[ \t\r\f\v\xa0]*")


def is_markup(text: str) -> bool:
    """Whether a text is meant as HTML: it has one of the usual tags, and not just a lesser-than sign."""
    return bool(_MARKUP.search(text))


def plain(text: str) -> str:
    """Return ``text`` without its markup: paragraphs and rows on their own lines, ``-`` before what was in a list.

    The address of a link stands in brackets after its words, unless they are the address.
    """
    if _endless(text):
        return " ".join(re.sub(r"<[^<>]*>", " ", text).split())
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


def _endless(text: str) -> bool:
    """Whether elements are opened in each other further than any page does: reading them would take squared time."""
    depth = 0
    for tag in _NESTING.finditer(text):
        depth += -1 if tag[0].startswith("</") else 1
        if depth > _DEEPEST:
            return True
        depth = max(depth, 0)
    return False


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


_SEEN = {
    "article", "header", "h1", "h2", "h3", "div", "nav", "section", "a", "span", "p", "ul", "li", "dl", "dt", "dd",
    "img", "br",
}  # fmt: skip
_BREAK = "\u2028"


class _Builder(HTMLParser):
    """Makes the tree of what nh3 has written: every element closed, every value quoted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.made = ET.TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.made.start(tag, {key: value or "" for key, value in attrs})
        if tag == "br":
            self.made.data(_BREAK)
        if tag in ("img", "br"):
            self.made.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self.made.end(tag)

    def handle_data(self, data: str) -> None:
        self.made.data(data)


def tree(page: str) -> ET.Element:
    """Return a web page as a tree of its plain elements, with their classes, addresses and alternative texts.

    :raises ValueError: when it is nested without end
    """
    if _endless(page):
        raise ValueError("the page is nested too deeply")
    attributes = {"*": {"class", "href", "data-url", "alt"}}
    builder = _Builder()
    builder.handle_starttag("page", [])
    builder.feed(nh3.clean(page, tags=_SEEN, attributes=attributes, link_rel=None))
    builder.close()
    builder.handle_endtag("page")
    return builder.made.close()


def all_of(element: ET.Element, name: str) -> list[ET.Element]:
    """Return the elements of the class ``name`` within ``element``, in their order."""
    return [each for each in element.iter() if name in (each.get("class") or "").split()]


def words(element: ET.Element | None) -> str:
    """Return what a reader sees of an element, on one line."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def lines(element: ET.Element) -> str:
    """Return what a reader sees of an element, paragraph by paragraph."""
    parts = element.findall(".//p") or [element]
    found = ("".join(part.itertext()).split(_BREAK) for part in parts)
    return "\n".join(line for part in found for each in part if (line := " ".join(each.split())))
