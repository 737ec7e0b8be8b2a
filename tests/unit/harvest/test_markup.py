"""HTML of strangers as text and as a tree: what a browser would show, in time that grows with its length."""

from __future__ import annotations

import pytest

from ckanext.tomoni_harvest.engine import markup


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一</p><p>二<br>三</p>", "一\n\n二\n三"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<table><tr><th>年</th><td>2024</td></tr><tr><td>x</td></tr></table>", "年 2024\n\nx"),
        ('<a href="https://a.jp/">https://a.jp/</a>', "https://a.jp/"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ("a &lt;b&gt; &amp;amp; c<br>", "a <b> &amp; c"),
        ("<style>p{}</style><script>alert(1)</script><b>太字</b>", "太字"),
        ("<p>閉じない<b>まま", "閉じないまま"),
        ('<img src=x onerror="alert(1)">絵', "絵"),
    ],
)
def test_plain(html: str, text: str) -> None:
    """Blocks become lines, links keep their address, and nothing of a tag is left."""
    assert markup.is_markup(html)
    assert markup.plain(html) == text


@pytest.mark.parametrize("text", ["1 < 2 > 0", "<未定>", "a<b", "C<D>型", "", "**太字**"])
def test_text_is_no_markup(text: str) -> None:
    """Signs and unknown words in brackets do not make a text HTML."""
    assert not markup.is_markup(text)


@pytest.mark.parametrize("opened", ["<div>", "<b>", "<font color=1>", "<table><tr><td>", "<span><p>", "<svg><math>"])
def test_nesting_without_end_is_not_followed(opened: str) -> None:
    """The tree refuses it and the text comes without its tags; reading it as a browser does would take squared time."""
    html = opened * 20_000 + "語"
    assert markup.plain(html) == "語"
    with pytest.raises(ValueError, match="nested too deeply"):
        markup.tree(html)


@pytest.mark.parametrize("many", ["a<br>", "<p>a", "<li>a", "<div>a</div>", "<img src=x>a"])
def test_long_pages_are_no_deep_pages(many: str) -> None:
    """Elements that are closed, or never need to be, may come as often as they like."""
    assert markup.words(markup.tree(many * 3000)).replace(" ", "") == "a" * 3000


def test_tree_keeps_what_places_and_names_elements() -> None:
    """Classes, addresses and alternative texts, whatever quotes and signs are in them; scripts and handlers go."""
    tree = markup.tree(
        """<div class="a b" onclick="x()"><a href="/t?a=1&amp;b=2" data-url='"><script>'>一<br>二</a>
        <img alt="a>b&quot;c"><script>var c = "<p class=a>"</script></div>\x01&#1;&nbsp;&copy;"""
    )
    (box,) = markup.all_of(tree, "b")
    (link,) = box.iter("a")
    assert (link.get("href"), link.get("data-url")) == ("/t?a=1&b=2", '"><script>')
    assert [image.get("alt") for image in box.iter("img")] == ['a>b"c']
    assert set(box.attrib) == {"class"}
    assert (markup.words(link), markup.lines(link)) == ("一 二", "一\n二")
    assert "var c" not in markup.words(tree)
