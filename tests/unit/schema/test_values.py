"""Single values: what may become a link."""

from __future__ import annotations

import pytest

from ckanext.tomoni_schema import values


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("https://www.city.example.lg.jp/a?b=c#d", True),
        (" http://example.com ", True),
        ("HTTPS://example.com/", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.com", False),
        ("https://", False),
        ("https://[", False),
        ("http://a b", False),
        ("別紙のとおり", False),
        (None, False),
        (["https://example.com"], False),
    ],
)
def test_safe_url(value: object, safe: bool) -> None:
    """Only absolute http and https addresses become links."""
    assert bool(values.safe_url(value)) is safe


@pytest.mark.parametrize(
    ("value", "ok"),
    [
        ("opendata@city.example.lg.jp", True),
        ("a@b", True),
        ("a@b?subject=x", False),
        ("a b@c", False),
        ("<a@b>", False),
        ("", False),
        (None, False),
    ],
)
def test_is_email(value: object, ok: bool) -> None:
    """A mail link takes one plain address and nothing behind it."""
    assert values.is_email(value) is ok
