"""Single values between words and RDF."""

from __future__ import annotations

import pytest
from rdflib.namespace import XSD

from ckanext.tomoni_schema.dcat import values
from ckanext.tomoni_schema.dcat.site import License, Site
from tests.unit.schema.dcat.samples import SITE


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2025-04-01/2026-03-31", ("2025-04-01", "2026-03-31")),
        ("2025-04-01 / ", ("2025-04-01", "")),
        ("/2026", ("", "2026")),
        ("2025-02-30/2025-03-01", None),
        ("2025-13/2026", None),
        ("令和7年度", None),
        ("/", None),
        ("", None),
        (None, None),
    ],
)
def test_period(written: str | None, expected: tuple[str, str] | None) -> None:
    """Dates with a slash are a period; words and impossible dates are not."""
    assert values.period(written) == expected


@pytest.mark.parametrize(
    ("written", "expected", "kind"),
    [
        ("2024", "2024", XSD.gYear),
        ("2024-04", "2024-04", XSD.gYearMonth),
        ("2024-04-01", "2024-04-01", XSD.date),
        ("令和6年4月1日", "2024-04-01", XSD.date),
        ("2024/4/1", "2024-04-01", XSD.date),
        ("2024-04-01T10:20:30Z", "2024-04-01T10:20:30+00:00", XSD.dateTime),
        ("2024-04-01T10:20:30.123456", "2024-04-01T10:20:30.123456", XSD.dateTime),
    ],
)
def test_dates(written: str, expected: str, kind: object) -> None:
    """Typed as what they are."""
    literal = values.date(written)
    assert literal is not None
    assert (str(literal), literal.datatype) == (expected, kind)


@pytest.mark.parametrize("written", ["2024-02-30", "2024-13", "0000", "春", "", None, 3.5, "2024-04-01T99:00:00", []])
def test_no_dates(written: object) -> None:
    """Impossible days and words."""
    assert values.date(written) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://example.lg.jp/a b.csv", "https://example.lg.jp/a%20b.csv"),
        (" https://example.lg.jp/公衆トイレ.csv ", "https://example.lg.jp/公衆トイレ.csv"),
        ("https://example.lg.jp/?q={x}", "https://example.lg.jp/?q=%7Bx%7D"),
        ("javascript:alert(1)", None),
        ("ftp://example.lg.jp/a", None),
        ("https://", None),
        ("https://[::1", None),
        ("example.lg.jp", None),
        ("窓口で配布", None),
        (None, None),
        (5, None),
    ],
)
def test_addresses(written: object, expected: str | None) -> None:
    """Quoted where RDF asks for it; nothing but http and https."""
    found = values.address(written)
    assert (str(found) if found is not None else None) == expected


@pytest.mark.parametrize(
    ("written", "code"),
    [("ja", "ja"), ("jpn", "ja"), ("JA", "ja"), ("日本語", "ja"), ("ja-JP", "ja"), ("ja_JP", "ja"), ("英語", "en"),
     ("中国語", "zh"), ("vi", "vi"), ("Tagalog", "tl")],
)  # fmt: skip
def test_languages(written: str, code: str) -> None:
    """e-Gov writes ``jpn``, BODIK a name; each goes to the EU's vocabulary and comes back as two letters."""
    uri = values.language_uri(written)
    assert uri is not None
    assert values.language_code(uri) == code


def test_frequency_without_a_code_stays_words() -> None:
    """The EU's vocabulary has no 数年ごと."""
    assert values.frequency_uri("5年ごと") is None
    assert str(values.frequency_uri("年1回（4月頃）")).endswith("/frequency/ANNUAL")
    assert values.frequency_words("http://publications.europa.eu/resource/authority/frequency/ANNUAL_2") == "半年ごと"
    assert values.frequency_words("いつか") == "いつか"


@pytest.mark.parametrize(
    ("number", "extension", "expected"),
    [
        ("011-000-0000", "", "tel:+81110000000"),
        ("０１１－０００－００００", "12", "tel:+81110000000;ext=12"),
        ("0120-000-000", "", "tel:0120000000;phone-context=+81"),
        ("011-000-0000", "内線12", "tel:+81110000000"),
        ("代表", "", ""),
        ("", "1", ""),
    ],
)
def test_telephones(number: str, extension: str, expected: str) -> None:
    """RFC 3966, with Japan's country code."""
    assert values.tel(number, extension) == expected


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("CC-BY-4.0", "CC-BY-4.0"),
        ("https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
        ("http://creativecommons.org/licenses/by/4.0/legalcode", "CC-BY-4.0"),
        ("http://publications.europa.eu/resource/authority/licence/CC0", "CC0-1.0"),
        ("https://www.digital.go.jp/resources/open_data/public_data_license_v1.0", "PDL1.0"),
        ("政府標準利用規約（第2.0版）", "japanese-20"),
        ("要問い合わせ", "要問い合わせ"),
    ],
)
def test_licences(written: str, known: str) -> None:
    """By id, address in its several forms, or title."""
    assert SITE.license_of(written) == known


def test_a_licence_without_an_address_is_not_any_text() -> None:
    """An empty address of one licence is no match for an empty text."""
    assert Site("https://x", {"a": License("a", "A")}).license_of("") == ""


@pytest.mark.parametrize(
    ("geometry", "expected"),
    [
        ('{"type": "Point", "coordinates": [141.3, 43.1]}', "POINT (141.300000 43.100000)"),
        ('{"type": "Point"}', ""),
        ("[1]", ""),
        ("札幌市", ""),
        (None, ""),
    ],
)
def test_geometries(geometry: str | None, expected: str) -> None:
    """GeoJSON as well-known text; nothing of anything else."""
    assert values.wkt_of(geometry) == expected


def test_texts() -> None:
    """Numbers are texts, lists and truth are not; what XML forbids goes."""
    assert (values.text(5), values.text(True), values.text(["a"]), values.text(" a\x00b ")) == ("5", "", "", "ab")
    assert values.parts("a; b；a\nc") == ["a", "b", "c"]
