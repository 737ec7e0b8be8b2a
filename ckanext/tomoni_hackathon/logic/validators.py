"""Validators of this plugin's schemas."""

from __future__ import annotations

import unicodedata
from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.tomoni_hackathon import links, slugs

__all__ = ["tomoni_clean_text", "tomoni_http_url", "tomoni_slug"]


def tomoni_http_url(value: Any) -> str:
    """Return an absolute http or https link, or an empty text. Raises ``tk.Invalid`` for anything else."""
    reasons = {
        "length": tk._("This link is too long: shorten it to 2,000 characters or fewer"),
        "characters": tk._("This link holds a space or a sign that a link cannot hold: copy it again from the browser"),
        "scheme": tk._("Write a link that starts with https:// or http://"),
        "host": tk._("This link names no site, or holds a user name: write it like https://example.jp/page"),
    }
    try:
        return links.checked(str(value))
    except links.BadLink as error:
        raise tk.Invalid(reasons[error.slug]) from error


def tomoni_slug(value: Any) -> str:
    """Return a text that may stand in an address of ours, or an empty one (it is then made from the title)."""
    text = str(value).strip()
    if text and not slugs.is_slug(text):
        raise tk.Invalid(
            tk._("Use small letters, digits and hyphens, such as open-data-2026, and none of our page names")
        )
    return text


def tomoni_clean_text(value: Any) -> str:
    """Return the text in NFC, without outer spaces and without control characters other than line ends and tabs."""
    text = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) != "Cc").strip()
