"""Reading what a declared text points at."""

from __future__ import annotations

import pytest

from ckanext.tomoni_hackathon.matching import references

SITE = "https://catalog.example.jp"
RID = "fb207998-0b1c-4b8e-8f5e-9a7c2b1d3e4f"


@pytest.mark.parametrize(
    ("text", "kind", "dataset", "resource"),
    [
        (f"{SITE}/dataset/t000014d0000000029", "dataset", "t000014d0000000029", ""),
        ("http://catalog.example.jp/dataset/t1/", "dataset", "t1", ""),
        (f"{SITE}:443/dataset/t1?x=1#top", "dataset", "t1", ""),
        (f"{SITE}/en/dataset/t1", "dataset", "t1", ""),
        (f"{SITE}/zh_Hant_TW/dataset/t1", "url", "", ""),
        (f"{SITE}/pt_BR/dataset/t1", "dataset", "t1", ""),
        (f"{SITE}/dataset/%E9%81%BF", "dataset", "避", ""),
        (f"{SITE}/dataset/t1/resource/{RID}", "resource", "t1", RID),
        (f"{SITE}/dataset/t1/resource/{RID}/download/a.csv", "resource", "t1", RID),
        (f"/dataset/t1/resource/{RID}", "resource", "t1", RID),
        ("/dataset/t1", "dataset", "t1", ""),
        (f"{SITE}/dataset?q=指定緊急避難場所", "url", "", ""),
        (f"{SITE}/dataset/new", "url", "", ""),
        (f"{SITE}/organization/t1", "url", "", ""),
        (f"{SITE}/", "url", "", ""),
        ("https://catalog.example.jp.evil.example/dataset/t1", "url", "", ""),
        ("https://catalog.example.jp:8443/dataset/t1", "url", "", ""),
        ("https://www.city.example.jp/content/000399984.csv", "url", "", ""),
        ("t000014d0000000029", "name", "t000014d0000000029", ""),
        (RID, "name", RID, ""),
        ("国土地理院 地理院タイル", "words", "", ""),
        ("javascript:alert(1)", "words", "", ""),
        ("/etc/passwd", "words", "", ""),
        ("", "words", "", ""),
    ],
)
def test_read(text: str, kind: str, dataset: str, resource: str) -> None:
    """Pages of this portal, addresses elsewhere, names, words."""
    found = references.read(text, SITE)
    assert (found.kind, found.dataset, found.resource, found.text) == (kind, dataset, resource, text)


def test_a_portal_below_a_path() -> None:
    """A CKAN that is not at the root of its host."""
    assert references.read("https://example.jp/data/dataset/t1", "https://example.jp/data").dataset == "t1"
    assert references.read("https://example.jp/dataset/t1", "https://example.jp/data").kind == "url"


def test_variants_hold_the_address_first_and_its_other_spellings() -> None:
    """Scheme, fragment, capitals of the host, %-escapes; never another path or query."""
    found = references.variants("https://WWW.City.example.jp/a/避難所.csv?x=1#top")
    assert found[0] == "https://WWW.City.example.jp/a/避難所.csv?x=1#top"
    assert "http://www.city.example.jp/a/避難所.csv?x=1" in found
    assert "https://www.city.example.jp/a/%E9%81%BF%E9%9B%A3%E6%89%80.csv?x=1" in found
    assert len(found) == len(set(found))
    assert all(url.split("?")[1].startswith("x=1") for url in found)
    assert "https://example.jp/dir/" in references.variants("https://example.jp/dir")
    assert "https://example.jp/dir" in references.variants("https://example.jp/dir/")
    assert "https://example.jp/a.csv/" not in references.variants("https://example.jp/a.csv")
