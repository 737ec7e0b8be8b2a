"""Whose a row is, where it lies, what it is called and when it changed."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.tomoni_schema.records.rows import Row, publisher, rows, where

TAKAMATSU, MARUGAME, SAPPORO, KAGAWA = "372013", "372021", "011002", "370002"


def made(*records: dict[str, Any], code: str = TAKAMATSU) -> list[Row]:
    return list(rows(records, publisher(code, "")))


@pytest.mark.parametrize(
    ("code", "title", "found"),
    [
        (TAKAMATSU, "何でも", TAKAMATSU), ("", "高松市", TAKAMATSU), ("", "府中市", None),
        ("", "株式会社サンプル", None),
        ("011011", "", SAPPORO), ("999999", "高松市", None), ("", "", None),
    ],
)  # fmt: skip
def test_publisher(code: str, title: str, found: str | None) -> None:
    """By code, else by a name that only one body has; a ward is its city."""
    body = publisher(code, title)
    assert (body.code if body else None) == found


@pytest.mark.parametrize(
    ("owner", "data", "found"),
    [
        (TAKAMATSU, {}, TAKAMATSU),
        (TAKAMATSU, {"location_code": SAPPORO, "local_government_code": SAPPORO}, TAKAMATSU),
        (KAGAWA, {"location_code": MARUGAME}, MARUGAME),
        (KAGAWA, {"local_government_code": KAGAWA}, KAGAWA),
        (KAGAWA, {"location_code": SAPPORO, "local_government_code": MARUGAME}, MARUGAME),
        (KAGAWA, {"location_code": "'; DROP TABLE"}, KAGAWA),
        ("", {"local_government_code": SAPPORO}, SAPPORO),
        ("", {"location_code": "011011", "local_government_code": TAKAMATSU}, SAPPORO),
        ("", {"municipality_code": "37201"}, TAKAMATSU),
        ("", {"local_government_code": "0"}, None),
        ("", {}, None),
    ],
)
def test_where(owner: str, data: dict[str, Any], found: str | None) -> None:
    """A municipality speaks for itself, a prefecture for its municipalities, anybody else is believed."""
    assert where(publisher(owner, ""), data) == (found, found[:2] if found else None)


@pytest.mark.parametrize(
    ("lat", "lon", "placed"),
    [
        (34.3, 134.0, True), (134.0, 34.3, False), (34.3, None, False), (None, None, False), (0, 0, False),
        (20.4, 136.1, True), (90, 134.0, False),
    ],
)  # fmt: skip
def test_a_place_is_in_japan_or_nowhere(lat: Any, lon: Any, placed: bool) -> None:
    """Swapped, halved and foreign places are none: a map must not show them in the sea."""
    (row,) = made({"name": "a", "latitude": lat, "longitude": lon})
    assert (row.lat is not None, row.lon is not None) == (placed, placed)
    assert not {"latitude", "longitude"} & set(row.data)


def test_keys() -> None:
    """Plain IDs are kept; odd, missing and repeated ones, and those that pretend, get a key of their content."""
    ids = ["0001", "A-1", "0001", "１", "", "a/b", "x-" + "0" * 32, "x" * 65]
    found = made(*({"id": ident, "name": str(number)} for number, ident in enumerate(ids)))
    assert [row.key for row in found][:2] == ["0001", "A-1"]
    assert all(row.key.startswith("x-") and len(row.key) == 34 for row in found[2:])
    assert len({row.key for row in found}) == len(ids)


def test_the_same_rows_have_the_same_keys_in_any_order() -> None:
    """So that a file whose lines moved changes nothing."""
    records = [{"name": "a"}, {"name": "b"}, {"name": "a"}, {"id": "1", "name": "c"}]
    forth, back = made(*records), made(*reversed(records))
    assert {row.key: row.hash for row in forth} == {row.key: row.hash for row in back}


def test_fingerprints() -> None:
    """Any value that changes changes it, the order of the columns does not."""
    one, other, moved = made(
        {"id": "1", "name": "a", "beds": 1}, {"beds": 1, "id": "2", "name": "a"}, {"id": "3", "name": "a", "beds": 2}
    )
    assert one.hash != other.hash != moved.hash
    assert made({"name": "a", "id": "1", "beds": 1})[0].hash == one.hash
    assert made({"id": "1", "name": "a", "beds": 1, "latitude": 34.1, "longitude": 134.1})[0].hash != one.hash
