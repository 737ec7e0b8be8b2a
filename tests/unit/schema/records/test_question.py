"""Questions from strangers: what is understood, and what is refused, in both languages."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.tomoni_schema.records.question import Question, Wrong, cursor_of, read

HOSTILE = "name'; DROP TABLE tomoni_schema_record; --"


def asked(**given: Any) -> Question:
    return read("public_toilet", given)


def faults(**given: Any) -> dict[str, tuple[str, str]]:
    with pytest.raises(Wrong) as caught:
        asked(**given)
    return caught.value.faults


def test_nothing_given() -> None:
    """The first hundred rows; everything where everything may be asked for."""
    assert asked() == Question("public_toilet", limit=100)
    assert read("public_toilet", {}, longest=None).limit is None


@pytest.mark.parametrize("value", ["372013", "37201", "３７２０１３", "高松市", "香川県高松市"])
def test_municipality(value: str) -> None:
    """By code or by a name that only one has."""
    assert asked(municipality=value).municipality == "372013"


def test_a_ward_asks_for_its_city() -> None:
    """Rows are kept by municipality."""
    assert asked(municipality="札幌市中央区").municipality == "011002"


@pytest.mark.parametrize("value", ["香川県", "香川", "37", "370002", 37])
def test_prefecture(value: Any) -> None:
    """By name, number or code."""
    assert asked(prefecture=value).prefecture == "37"
    assert asked(prefecture="1").prefecture == "01"


@pytest.mark.parametrize("value", ["134,34,135,35", "134.0, 34.0, 135.0, 35.0", [134, 34, 135, 35]])
def test_bbox(value: Any) -> None:
    """West, south, east, north."""
    assert asked(bbox=value).bbox == (134, 34, 135, 35)


def test_filters() -> None:
    """JSON and plain parameters are the same; a number is a number; a blank asks for blanks."""
    (number,) = asked(toilet_male="２").filters
    assert number.values == (2,)
    assert asked(filters='{"toilet_male": 2}') == asked(toilet_male="2")
    (several,) = asked(toilet_wheelchair=["有", "無", ""]).filters
    assert several.values == ("有", "無", None)
    (span,) = asked(**{"toilet_male.gte": "2", "toilet_male.lte": "5"}).filters
    assert (span.gte, span.lte, span.values) == (2, 5, ())
    assert asked(filters={"toilet_male": {"gte": 2, "lte": 5}}).filters == (span,)
    (part,) = asked(**{"name.contains": " 公園 ", "name.starts": "中央"}).filters
    assert (part.contains, part.starts, part.values) == ("公園", "中央", ())
    assert asked(filters={"name": {"contains": "公園", "starts": "中央"}}).filters == (part,)


def test_cursor() -> None:
    """What an answer gives as ``next`` is understood."""
    assert asked(cursor=cursor_of(123456789012)).after == 123456789012


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"edition": "1999"}, "edition"), ({"municipality": "府中市"}, "municipality"),
        ({"municipality": HOSTILE}, "municipality"), ({"municipality": {"a": 1}}, "municipality"),
        ({"prefecture": "四国"}, "prefecture"), ({"prefecture": "48"}, "prefecture"),
        ({"bbox": "1,2,3"}, "bbox"), ({"bbox": "135,34,134,35"}, "bbox"), ({"bbox": "a,b,c,d"}, "bbox"),
        ({"bbox": "1,2,3,4,5"}, "bbox"), ({"bbox": "nan,0,1,1"}, "bbox"), ({"bbox": "0,0,999,1"}, "bbox"),
        ({"bbox": {"a": 1}}, "bbox"), ({"bbox": [134, 34, None, 35]}, "bbox"),
        ({"limit": "0"}, "limit"), ({"limit": "-1"}, "limit"), ({"limit": "1001"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"limit": "9" * 30}, "limit"), ({"limit": [1]}, "limit"),
        ({"cursor": "?"}, "cursor"), ({"cursor": "MTph"}, "cursor"), ({"cursor": "é"}, "cursor"),
        ({"cursor": cursor_of(10**30)}, "cursor"), ({"cursor": ["a"]}, "cursor"),
        ({"dataset": HOSTILE}, "dataset"), ({"resource": "../etc"}, "resource"),
        ({"filters": "{"}, "filters"), ({"filters": "[" * 5000}, "filters"), ({"filters": "1"}, "filters"),
        ({"filters": ["a"]}, "filters"), ({"no_such_column": "1"}, "no_such_column"), ({HOSTILE: "1"}, HOSTILE),
        ({"_edition": "2021"}, "_edition"), ({"__class__": "1"}, "__class__"), ({"": "1"}, "filters"),
        ({"toilet_male": "two"}, "toilet_male"), ({"toilet_male": True}, "toilet_male"),
        ({"toilet_male": [[1]]}, "toilet_male"), ({"toilet_male": {}}, "toilet_male"),
        ({"toilet_male": {"gt": 1}}, "toilet_male"), ({"toilet_male.gte": "x"}, "toilet_male"),
        ({"name": {"gte": "a"}}, "name"), ({"name.contains": ""}, "name"), ({"name.starts": ["a", "b"]}, "name"),
        ({"name": {"contains": "x" * 101}}, "name"), ({"toilet_male.contains": "1"}, "toilet_male"),
        ({"name": {}}, "name"), ({"name": "x" * 1001}, "name"), ({"name": ["a"] * 101}, "name"),
        ({"name": "\x00"}, "name"), ({"start_time": "25:00"}, "start_time"),
        ({"filters": {f"c{number}": 1 for number in range(21)}}, "filters"),
    ],
)  # fmt: skip
def test_refused(given: dict[str, Any], name: str) -> None:
    """Under its name, in Japanese and in English."""
    found = faults(**given)
    assert name in found
    ja, en = found[name]
    assert not ja.isascii()
    assert en != ja


def test_every_fault_is_said_at_once() -> None:
    """Nobody likes to be told one by one."""
    assert set(faults(limit="0", bbox="1", nothing="1")) == {"limit", "bbox", "nothing"}


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_NAMES = st.sampled_from(["edition", "municipality", "prefecture", "bbox", "dataset", "filters", "cursor", "limit",
                          "name", "toilet_male", "toilet_male.gte", "start_time", "x"])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(_NAMES, _ANY, max_size=5))
def test_anything_is_understood_or_refused(given: dict[str, Any]) -> None:
    """No question breaks the reader."""
    with contextlib.suppress(Wrong):
        assert isinstance(read("public_toilet", given), Question)
