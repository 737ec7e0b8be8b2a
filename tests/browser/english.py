"""Finds English words of the interface in a Japanese page.

A heuristic: words of Latin letters in what can be seen, less those that Japanese pages rightly use (names of formats,
licences, technologies), addresses, and elements marked as another language or as code.
"""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page

ALLOWED = frozenset((Path(__file__).parent / "allowed_words.txt").read_text().split())
VISIBLE_TEXT = """
() => {
  const skip = 'script, style, noscript, code, pre, kbd, samp, svg, [hidden], [lang]:not([lang^=ja]):not(html), ' +
    '.visually-hidden-focusable, [name=license_id], [name$=_en]';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent || parent.closest(skip)) continue;
    if (parent.closest('option, select') === null && parent.getClientRects().length === 0) continue;
    texts.push(walker.currentNode.textContent);
  }
  for (const node of document.querySelectorAll('[placeholder], [aria-label], [title], img[alt]'))
    if (!node.closest(skip) && node.getClientRects().length)
      texts.push(...['placeholder', 'aria-label', 'title', 'alt'].map((name) => node.getAttribute(name) || ''));
  return texts.map((text) => text.trim()).filter(Boolean);
}
"""
ADDRESS = re.compile(
    r"(https?://|mailto:|localhost)\S*|\S+@\S+|<\w+>|[\w./-]*\.(csv|xlsx|json|jp|com|org)\b|[0-9a-f]{8}-[0-9a-f-]{27}",
    re.IGNORECASE,
)
#: Names that are written so in Japanese too, and examples of English asked for by a standard.
NAMES = re.compile(
    r"X-CKAN-API-Key|Authorization|（http で）"
    r"|Designated emergency evacuation sites|t131032=minato|organization:t131032"
    r"|Table Schema|ckan tomoni-quality (?:audit|links)|data\.europa\.eu|Sample facility|Open Database License"
    r"|DATA for CITIZEN|data\.json"
)
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]|[A-Za-z]")
IDENTIFIER = re.compile(r"^[A-Za-z0-9]*[_\d][A-Za-z0-9_.-]*$|^[a-z0-9]+(-[a-z0-9]+)+$")


def leftovers(page: Page) -> list[str]:
    """Return the texts of a page that hold English words of the interface."""
    return [text[:120] for text in page.evaluate(VISIBLE_TEXT) if words(text)]


def words(text: str) -> list[str]:
    """Return the words of ``text`` that a Japanese reader should not meet."""
    found = WORD.findall(NAMES.sub(" ", ADDRESS.sub(" ", text)))
    return [word for word in found if word not in ALLOWED and not IDENTIFIER.match(word)]
