"""What is behind an address: asked politely, told exactly."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckanext.tomoni_core import failures
from ckanext.tomoni_core.errors import FetchError, Unreachable
from ckanext.tomoni_harvest.engine.detect import Detection, detect
from ckanext.tomoni_harvest.engine.errors import LeftAlone
from ckanext.tomoni_harvest.engine.inquiry import Inquiry
from ckanext.tomoni_harvest.sources.base import Reach, Recognised
from ckanext.tomoni_harvest.sources.ckan import CkanKind
from tests.unit.harvest.reach import FakeReach

FRONT = "https://www.example.lg.jp/"
CKAN = json.dumps({"success": True, "result": {"count": 1234, "results": []}}).encode()


class OtherKind:
    """A kind that asks for one thing, and says what a test wants."""

    def __init__(
        self, name: str = "other", *, sure: bool = False, breaks: bool = False, path: str = "api.json"
    ) -> None:
        self.name, self.sure, self.breaks, self.path = name, sure, breaks, path

    def recognise(self, url: str, web: Reach) -> Recognised | None:
        if self.breaks:
            raise RuntimeError("a bug")
        web.get(url + self.path, {})
        return Recognised(self.name, url, None, sure=self.sure, saw={"ja": "あ", "en": "a"})


def looked(pages: dict[str, Any], text: str = FRONT, kinds: Any = None, **bounds: Any) -> tuple[Detection, Any]:
    reach = FakeReach(pages)
    return detect(text, kinds or [CkanKind()], reach, **{"most": 30, "seconds": 60, **bounds}), reach


def unreachable(url: str) -> FetchError:
    return Unreachable("unreachable", "つながりません", "unreachable", url=url)


@pytest.mark.parametrize("prefix", ["", "/data", "/ckan"])
def test_ckan_is_found_at_its_root_and_under_a_prefix(prefix: str) -> None:
    """From the front page alone, wherever the API is."""
    made, _reach = looked(
        {FRONT: "<title>県のカタログ</title>", f"{FRONT[:-1]}{prefix}/api/3/action/package_search": CKAN}
    )
    [found] = made.found
    assert (found.kind, found.url, found.datasets, found.sure) == ("tomoni_ckan", FRONT[:-1] + prefix, 1234, True)
    assert "1,234" in found.saw["ja"]
    assert made.title == "県のカタログ"


def test_the_catalogue_on_another_host_is_found_by_the_links() -> None:
    """The front page is often a CMS that links to the catalogue."""
    made, _reach = looked({
        FRONT: '<a href="/about">a</a><a href="https://catalog.example.jp/ckan/dataset?q=x">データを探す</a>',
        "https://catalog.example.jp/ckan/api/3/action/package_search": CKAN,
    })  # fmt: skip
    assert [found.url for found in made.found] == ["https://catalog.example.jp/ckan"]


def test_a_known_address_of_the_portal_is_asked_first() -> None:
    """What the registry knows spares the search."""
    made, reach = looked({FRONT: "", "https://api.example.jp/api/3/action/package_search": CKAN},
                         known=["https://api.example.jp"])  # fmt: skip
    assert [found.url for found in made.found] == ["https://api.example.jp"]
    assert len(reach.asked) == 2


def test_nothing_is_asked_twice_and_everything_is_told() -> None:
    """Kinds that want the same address share its answer; each request is in the list with what came of it."""
    kinds = [OtherKind("one", sure=True), OtherKind("two", sure=True), CkanKind()]
    made, reach = looked({FRONT: "x", FRONT + "api.json": ("application/json", b"{}")}, kinds=kinds)
    assert [found.kind for found in made.found] == ["one", "two"]
    assert len(reach.asked) == len(set(reach.asked)) == len(made.asked)
    assert {one.url: one.problem is None for one in made.asked}[FRONT + "api.json"]
    assert sum(one.problem is not None for one in made.asked) == 3


def test_a_host_that_does_not_answer_is_asked_once() -> None:
    """The other questions are answered without asking, and why is told."""
    made, reach = looked({FRONT: unreachable(FRONT)})
    assert reach.asked == [FRONT]
    assert made.found == []
    assert isinstance(made.front, Unreachable)


def test_a_host_that_hangs_is_asked_twice() -> None:
    """One slow page may be chance."""
    hanging = failures.timed_out(FRONT, 15)
    api = [f"{FRONT[:-1]}{prefix}/api/3/action/package_search" for prefix in ("", "/data", "/ckan")]
    _made, reach = looked(dict.fromkeys([FRONT, *api], hanging))
    assert len(reach.asked) == 2


def test_without_a_scheme_http_is_tried_after_https() -> None:
    """Old portals have no https."""
    made, reach = looked(
        {"https://old.example.jp": unreachable("x"), "http://old.example.jp": "<title>t</title>"}, "old.example.jp"
    )
    assert reach.asked[:2] == ["https://old.example.jp", "http://old.example.jp"]
    assert (made.url, made.front) == ("http://old.example.jp", None)


def test_bounds_are_kept() -> None:
    """No more requests than allowed, and it is told that it was cut short."""
    made, reach = looked({FRONT: "x"}, most=2)
    assert len(reach.asked) == 2
    assert made.cut_short
    late, reach = looked({FRONT: "x"}, seconds=-1)
    assert (reach.asked, late.cut_short) == ([], True)


def test_the_sure_come_first_and_a_broken_kind_costs_itself_only() -> None:
    """Order and isolation."""
    kinds = [OtherKind("broken", breaks=True), OtherKind("perhaps"), CkanKind()]
    made, _reach = looked(
        {FRONT: "x", FRONT + "api.json": ("application/json", b"{}"), f"{FRONT}api/3/action/package_search": CKAN},
        kinds=kinds,
    )
    assert [found.kind for found in made.found] == ["tomoni_ckan", "perhaps"]


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"[" * 100_000, b"<html>", b'{"success": true, "result": 5}'])
def test_hostile_answers_are_nothing(body: bytes) -> None:
    """An answer that is none of CKAN's is not taken for one."""
    made, _reach = looked({FRONT: body, f"{FRONT}api/3/action/package_search": ("application/json", body)})
    assert made.found == []


def test_an_inquiry_keeps_problems_too() -> None:
    """A second question for what failed is answered by the same problem; after enough, by being left alone."""
    reach = FakeReach({})
    inquiry = Inquiry(reach, most=1, seconds=60)
    for _ in range(2):
        with pytest.raises(FetchError):
            inquiry.fetch("https://a.example.jp/")
    with pytest.raises(LeftAlone):
        inquiry.fetch("https://b.example.jp/")
    assert reach.asked == ["https://a.example.jp/"]
