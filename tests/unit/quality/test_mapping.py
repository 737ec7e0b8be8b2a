"""Municipalities find their place on the map, and the places are in Japan."""

from __future__ import annotations

from ckanext.tomoni_core.codes import coordinates, local_government
from ckanext.tomoni_core.codes.local_government_places import place
from ckanext.tomoni_quality.audit.mapping import draw


def test_every_body_that_has_a_place_has_it_in_japan() -> None:
    placed = {body.code: where for body in local_government.bodies() if (where := place(body.code))}
    assert len(placed) > 1900
    for latitude, longitude in placed.values():
        assert coordinates.LATITUDES[0] < latitude < coordinates.LATITUDES[1]
        assert coordinates.LONGITUDES[0] < longitude < coordinates.LONGITUDES[1]
    assert place("999999") is None


def test_neighbours_of_a_prefecture_lie_around() -> None:
    drawing = draw(["372013", "372021", "372013"])
    assert drawing
    assert {spot.code for spot in drawing.spots} == {"372013", "372021"}
    takamatsu, marugame = drawing.spots
    assert takamatsu.x > marugame.x, "高松 lies east of 丸亀"
    assert drawing.neighbours.count("M") == 15
    assert all(0 <= spot.x <= drawing.width and 0 <= spot.y <= drawing.height for spot in drawing.spots)


def test_the_country_is_drawn_whole_and_islands_of_a_prefecture_are_not() -> None:
    codes = ["011002", "023019", "041009", "131016", "151009", "231002", "271004", "342084", "401307", "472018"]
    whole = draw(codes)
    assert whole
    assert whole.neighbours.count("M") > 1600
    assert whole.left_out == ()
    tokyo = draw(["131016", "134210"])
    assert tokyo
    assert tokyo.left_out == ("134210",), "小笠原村"


def test_what_has_no_place_is_no_map() -> None:
    assert draw([]) is None
    assert draw(["999999"]) is None
