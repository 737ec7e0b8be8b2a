"""What a page links to, be it written by a CMS, by hand, or by an enemy."""

from __future__ import annotations

import pytest

from ckanext.tomoni_core.http import Fetched
from ckanext.tomoni_harvest.engine import htmlpage

URL = "https://www.example.lg.jp/opendata/index.html"


def links(text: str) -> list[tuple[str, str, str]]:
    return [(link.url, link.text, link.heading) for link in htmlpage.parse(text, URL).links]


def test_links_have_their_words_and_their_heading() -> None:
    """A link stands under the heading before it; addresses are made whole; markup inside words is left out."""
    page = htmlpage.parse(
        """<html><head><title>オープンデータ &amp; 統計</title></head><body>
        <h2>人口 <small>（住民基本台帳）</small></h2>
        <ul><li><a href="jinko_r6.csv"><img alt=""> 令和6年<br>人口</a></li>
        <li><A HREF='/files/jinko.xlsx?x=1&amp;y=2' class=x>エクセル</A></li></ul>
        <h2>AED</h2><p><a href=aed.csv>AED設置箇所</a></p></body></html>""",
        URL,
    )
    assert page.title == "オープンデータ & 統計"
    assert [(link.url, link.text, link.heading) for link in page.links] == [
        ("https://www.example.lg.jp/opendata/jinko_r6.csv", "令和6年 人口", "人口 （住民基本台帳）"),
        ("https://www.example.lg.jp/files/jinko.xlsx?x=1&y=2", "エクセル", "人口 （住民基本台帳）"),
        ("https://www.example.lg.jp/opendata/aed.csv", "AED設置箇所", "AED"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- <a href='x.csv'>a</a> -->", "<script>document.write('<a href=x.csv>')</script>",
        "<a href='javascript:alert(1)'>a</a>", "<a href='data:text/csv,1'>a</a>", "<a href='file:///etc/passwd'>a</a>",
        "<a href='ftp://example.jp/x.csv'>a</a>", "<a name=x>a</a>", "<a href='#x'>a</a>", "<a href='http://[::1'>a</a>",
        "<a href='https://user:pw@example.jp/x.csv'>a</a>", "<template><a href=x.csv>a</a></template>",
        "<abbr href=x.csv>a</abbr>", f"<a href='{'x' * 3000}'>a</a>",
    ],
)  # fmt: skip
def test_what_is_no_link(text: str) -> None:
    """Only what a reader of the page could follow to a file of the web."""
    assert links(text) == []


def test_base_and_protocol_relative_addresses() -> None:
    """The page's own base counts; addresses without a scheme take that of the page."""
    assert links("<base href='/data/'><a href=x.csv>a</a><a href='//cdn.example.jp/y.csv'>b</a>") == [
        ("https://www.example.lg.jp/data/x.csv", "a", ""),
        ("https://cdn.example.jp/y.csv", "b", ""),
    ]


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc_jp", "iso2022_jp"])
def test_japanese_pages_are_read(codec: str) -> None:
    """With a charset in the page or without; EUC-JP must be named, for its bytes are those of a CP932 text too."""
    name = {"cp932": "Shift_JIS", "euc_jp": "EUC-JP", "iso2022_jp": "ISO-2022-JP"}.get(codec, codec)
    heads = [f'<meta charset="{name}">', f'<meta http-equiv="Content-Type" content="text/html; charset={name}">']
    for head in heads if codec == "euc_jp" else ["", *heads]:
        body = f"{head}<title>公開データ</title><a href=a.csv>人口の推移</a>".encode(codec)
        page = htmlpage.read(Fetched(URL, 200, {"Content-Type": "text/html"}, body))
        assert page
        assert (page.title, page.links[0].text) == ("公開データ", "人口の推移")


@pytest.mark.parametrize("charset", ["utf-7", "zlib", "no-such", "rot13", "idna", "unicode_escape"])
def test_strange_charsets_are_not_obeyed(charset: str) -> None:
    """A page cannot choose a codec that is none of Japanese text."""
    page = htmlpage.read(Fetched(URL, 200, {"Content-Type": f"text/html; charset={charset}"}, b"<title>x</title>"))
    assert page
    assert page.title == "x"


def test_a_file_is_no_page() -> None:
    """What says that it is something else is not read as a page."""
    assert htmlpage.read(Fetched(URL, 200, {"Content-Type": "text/csv"}, b"<a href=x>")) is None


@pytest.mark.parametrize(
    "piece",
    [
        "<!--", "<a ", "<a '", "<a '>'", "<a href='", "<h1>", "<h1", "<a href=x", "<a href=x>", "<title>", "<script>",
        "</a", "<", "<a>", "<a/>", "&", "&#", "<a href='&amp;&amp;&amp;'>", "</title>", "<base href=x>", "<!",
        "<![CDATA[",
        "<a b='c' ", "<a =", "<a href = ", "<textarea>", "<meta charset ",
    ],
)  # fmt: skip
def test_hostile_pages_cost_their_length(piece: str) -> None:
    """Counted, not timed: every character is stepped over, none again and again; and the links are bounded."""
    steps = 0
    text = piece * (200_000 // len(piece))
    reader = htmlpage._Reader(text, URL)
    looked = 0
    while token := htmlpage._TOKEN.search(text, reader._at):
        before, steps = reader._at, steps + 1
        if not reader._take(token):
            break
        assert reader._at > before
        looked += reader._at - before
    assert looked <= len(text) + htmlpage._ATTRIBUTES_LIMIT
    assert len(reader._page.links) <= htmlpage.MOST_LINKS


def test_links_are_bounded() -> None:
    """A page of more links than any index has is cut, and says so."""
    page = htmlpage.parse("<a href=x.csv>x</a>" * (htmlpage.MOST_LINKS + 5), URL)
    assert len(page.links) == htmlpage.MOST_LINKS
    assert page.more
