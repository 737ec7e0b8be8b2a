"""Local governments as a tree, through time, and as somebody types them."""

from __future__ import annotations

import datetime as dt

import pytest

from ckanext.tomoni_core.codes import lists
from ckanext.tomoni_core.codes import local_government as lg
from ckanext.tomoni_core.codes import local_government_tree as tree


def test_the_tree_holds_everybody_once() -> None:
    """Prefectures, their municipalities, wards of cities: each body of today hangs in one place."""
    found = [body for prefecture in tree.children("") for body in (prefecture, *_below(prefecture))]
    today = [body for body in lg.bodies() if body.kind != "former_ward"]
    assert sorted(found, key=lambda body: body.code) == today


def _below(body: lg.Body) -> list[lg.Body]:
    return [each for child in tree.children(body.code) for each in (child, *_below(child))]


@pytest.mark.parametrize(
    ("code", "above", "below"),
    [("010006", None, 185), ("011002", "010006", 10), ("011011", "011002", 0), ("131016", "130001", 0)],
)
def test_above_and_below(code: str, above: str | None, below: int) -> None:
    """北海道 has 179 municipalities and the six of the north; 札幌市 ten wards; 千代田区 none."""
    body = lg.find(code)
    assert body
    up = tree.parent(body)
    assert (up.code if up else None) == above
    assert len(tree.children(code)) == below


def test_changes_are_whole() -> None:
    """Good codes that are in force no more, a day since 2010, and successors that lead to today."""
    found = tree.changes()
    assert len({change.code for change in found}) == len(found) > 70
    for change in found:
        body = lg.find(change.code)
        assert lg.is_valid(change.code), change
        assert body is None or body.kind == "former_ward", change
        assert dt.date.fromisoformat(change.date) >= dt.date(2010, 1, 1)
        assert change.kind in ("merged_into", "split", "became_city", "became_designated_city", "new_code")
        assert all(after.prefecture == change.prefecture for after in tree.successors(change.code))
        assert tree.successors(change.code), change


@pytest.mark.parametrize(
    ("code", "successors"),
    [
        ("402222", ["402303"]),  # 前原市 → 糸島市
        ("403059", ["402311"]),  # 那珂川町 → 那珂川市
        ("433411", ["431001"]),  # 城南町 → 熊本市, which then became a designated city with another code
        ("221350", ["221384", "221392"]),  # 浜松市北区 was divided
        ("011002", ["011002"]),
        ("999999", []),
    ],
)
def test_successors(code: str, successors: list[str]) -> None:
    """Today's bodies, over as many steps as it took."""
    assert [body.code for body in tree.successors(code)] == successors


def test_predecessors() -> None:
    """糸島市 was made of three."""
    itoshima = lg.find("402303")
    assert itoshima
    assert {change.name for change in tree.predecessors(itoshima)} == {"前原市", "二丈町", "志摩町"}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("函館", "012025"),
        ("はこだ", "012025"),
        ("ハコダ", "012025"),
        ("ﾊｺﾀﾞ", "012025"),
        ("北海道函館", "012025"),
        ("01202", "012025"),
        ("0120", "012025"),
        ("札幌市", "011002"),
        ("札幌市中", "011011"),
        ("府中市", "132063"),
        ("東京", "130001"),
        ("中央区", "131024"),
    ],
)
def test_completing(typed: str, first: str) -> None:
    """Names, readings in either kana, codes; a municipality before its wards."""
    assert tree.complete(typed)[0].code == first


@pytest.mark.parametrize("typed", ["", " ", "存在しない町", "<script>", "9" * 1000])
def test_nothing_to_complete(typed: str) -> None:
    """No body, and no fault."""
    assert tree.complete(typed) == []


def test_completing_is_bounded() -> None:
    """As many as asked for."""
    assert len(tree.complete("市", 3)) <= 3
    assert tree.complete("札幌", 0) == []


def test_lookup() -> None:
    """One, none, or all of one name."""
    assert [body.code for body in tree.lookup("府中市")] == ["132063", "342084"]
    assert [body.code for body in tree.lookup("012025")] == ["012025"]
    assert tree.lookup("ないまち") == ()


def test_industries() -> None:
    """Twenty divisions and ninety-nine groups, each group under one of them."""
    found = lists.entries("industries")
    divisions = [entry.code for entry in found if not entry.parent]
    groups = [entry.code for entry in found if entry.parent]
    assert "".join(divisions) == "ABCDEFGHIJKLMNOPQRST"
    assert groups == [f"{number:02}" for number in range(1, 100)]
    assert all(entry.parent in divisions for entry in found if entry.parent)
    assert all(entry.ja and entry.en for entry in found)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("industries", "情報通信業", "G"),
        ("industries", "農業，林業", "A"),
        ("industries", "p", "P"),
        ("industries", "75", "75"),
        ("estat_fields", "司法・安全・環境", "14"),
        ("estat_fields", "01", "01"),
    ],
)
def test_lists_are_looked_up(name: str, text: str, code: str) -> None:
    """By code or name."""
    found = lists.find(name, text)
    assert found
    assert found.code == code


def test_what_is_unverified_says_so() -> None:
    """The code of その他."""
    assert [entry.ja for entry in lists.entries("estat_fields") if entry.note] == ["その他"]
    assert lists.find("estat_fields", "ない分野") is None
    with pytest.raises(KeyError):
        lists.entries("../poi")
