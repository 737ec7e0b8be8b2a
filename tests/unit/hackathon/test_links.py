"""Links that may be shown."""

from __future__ import annotations

import pytest

from ckanext.tomoni_hackathon import links


@pytest.mark.parametrize(
    "url",
    [
        "https://example.jp/",
        "http://example.jp:8080/a?b=c#d",
        "HTTPS://Example.JP/",
        "https://例え.jp/避難所",
        "https://www.youtube.com/watch?v=abc",
        "http://[::1]/",
    ],
)
def test_good_links_stay_as_they_are(url: str) -> None:
    """Nothing is rewritten, outer spaces aside."""
    assert links.checked(f" {url} ") == url
    assert links.is_link(url)


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("javascript:alert(1)", "scheme"),
        ("JaVaScRiPt:alert(1)", "scheme"),
        ("java\tscript:alert(1)", "characters"),
        ("data:text/html,<b>", "characters"),
        ("data:text/html;base64,AAAA", "scheme"),
        ("vbscript:x", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("//evil.example/", "scheme"),
        ("/relative", "scheme"),
        ("example.jp", "scheme"),
        ("https://", "host"),
        ("https:///path", "host"),
        ("https://good.example@evil.example/", "host"),
        ("https://user:pass@example.jp/", "host"),
        ("https://example.jp:port/", "host"),
        ("https://[::1/", "host"),
        ("https://example.jp/a b", "characters"),
        ('https://example.jp/"onmouseover="x', "characters"),
        ("https://example.jp/\u202egpj", "characters"),
        ("https://example.jp\\@evil.example/", "characters"),
        ("https://example.jp/" + "a" * 2000, "length"),
    ],
)
def test_bad_links_say_why(url: str, slug: str) -> None:
    """Schemes that run, addresses without a site, names in front of the site, signs that break out of an attribute."""
    with pytest.raises(links.BadLink) as refused:
        links.checked(url)
    assert refused.value.slug == slug
    assert not links.is_link(url)


def test_nothing_is_nothing() -> None:
    """An empty field is no link and no error."""
    assert links.checked("  ") == ""
    assert not links.is_link("")
