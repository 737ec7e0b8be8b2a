"""Addresses as officers paste them."""

from __future__ import annotations

import re

import pytest

from ckanext.tomoni_harvest.engine import addresses


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("https://catalog.example.lg.jp/", ["https://catalog.example.lg.jp/"]),
        (
            "  catalog.example.lg.jp/data \n",
            ["https://catalog.example.lg.jp/data", "http://catalog.example.lg.jp/data"],
        ),
        ("ｈｔｔｐｓ：／／ｄａｔａ．ｅｘａｍｐｌｅ．ｊｐ／", ["https://data.example.jp/"]),
        ("「https://data.example.jp/list.csv」", ["https://data.example.jp/list.csv"]),
        ("https://data.example.jp/#top", ["https://data.example.jp/"]),
        ("https://data.example.jp/オープンデータ/", ["https://data.example.jp/オープンデータ/"]),
        ("http://localhost:5000", ["http://localhost:5000"]),
    ],
)
def test_what_a_pasted_text_means(text: str, means: list[str]) -> None:
    """Width, brackets, fragments and a missing scheme are no obstacle."""
    assert addresses.pasted(text) == means


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "高松市", "file:///etc/passwd", "javascript://example.jp/%0aalert(1)", "https://user:pw@example.jp/",
        "https:///path", "two words.example.jp", "mailto://a@example.jp", "https://" + "a" * 3000 + ".jp", "http://[::1",
        "gopher://example.jp/",
    ],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    """What no browser would open as a page is refused."""
    with pytest.raises(ValueError, match=r".*"):
        addresses.pasted(text)


@pytest.mark.parametrize(
    "url",
    [
        "https://data.example.jp/ckan", "http://data.example.jp/ckan/", "https://DATA.example.jp/ckan/api/3/action",
        "https://data.example.jp/ckan/dataset/", "https://data.example.jp/ckan/api/3", "https://data.example.jp/ckan?q=1",
    ],
)  # fmt: skip
def test_one_portal_has_one_key(url: str) -> None:
    """The ways to write the address of a portal are one."""
    assert addresses.key(url) == "data.example.jp/ckan"


def test_two_portals_on_one_host_differ() -> None:
    """A path that is none of the API's is another portal."""
    assert addresses.key("https://data.example.jp/odp") != addresses.key("https://data.example.jp/ckan")
    assert addresses.key("https://data.example.jp:8443/") != addresses.key("https://data.example.jp/")


@pytest.mark.parametrize(
    "url", ["https://www.city.example.lg.jp/opendata/", "https://例え.jp/", "http://x/" + "a" * 500]
)
def test_suggested_names_are_names(url: str) -> None:
    """CKAN takes every suggestion as a name."""
    assert re.fullmatch(r"[a-z0-9-]{2,100}", addresses.suggested_name(url))
