"""The map of the records: a point opened by mouse and by keyboard, closed again, and what strangers wrote in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import accessibility
from tests.browser.conftest import NARROW, STEP_MILLISECONDS, WIDE

expect.set_options(timeout=STEP_MILLISECONDS)
RECORDS = "/standards/evacuation_space/records"
DATASET = "/dataset/sample-evacuation-space"
EVIL = "<img src=x onerror=window.ran=1>"
POINT = {
    "type": "FeatureCollection",
    "sources": [{"resource": "r", "organization_title": f"見本の町{EVIL}"}],
    "features": [
        {
            "type": "Feature", "id": "r:1", "geometry": {"type": "Point", "coordinates": [138.58, 34.9]},
            "properties": {"name": f"中央公園{EVIL}", "address": f"中央町1-1{EVIL}", "_municipality": None,
                           "_dataset": "a/b?c", "_resource": "r"},
        }
    ],
    "next": None,
}  # fmt: skip


def draw(page: Page, address: str, collection: dict[str, Any] | None = None) -> Locator:
    """Open a page; the canvas of its map, drawn of the portal's rows or of the ones given."""
    if collection:
        page.route("**/records.geojson*", lambda route: route.fulfill(body=json.dumps(collection)))
    page.goto(address)
    page.wait_for_selector("[data-records-map][data-drawn]")
    return page.locator(".maplibregl-canvas")


@pytest.mark.parametrize("where", [RECORDS, DATASET])
def test_a_point_is_opened_and_closed(page: Page, shoot: Callable[[Page, str], None], where: str) -> None:
    """By mouse and by keyboard: what is written stays text, Escape closes, and the focus is on the map again."""
    canvas = draw(page, where, POINT)
    popup = page.locator(".maplibregl-popup")

    def opened() -> None:
        for text in (f"中央公園{EVIL}", f"中央町1-1{EVIL}", f"見本の町{EVIL}"):
            expect(popup).to_contain_text(text)
        expect(popup.get_by_role("link", name="この行のデータセット")).to_have_attribute("href", "/dataset/a%2Fb%3Fc")
        expect(popup.locator(":focus")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(popup).to_have_count(0)
        expect(canvas).to_be_focused()

    canvas.scroll_into_view_if_needed()
    canvas.click()
    expect(popup).to_be_visible()
    shoot(page, f"map-point-{where.split('/')[1]}")
    opened()
    page.keyboard.press("Enter")
    opened()
    page.keyboard.press("Enter")
    popup.get_by_role("button", name="閉じる").click()
    expect(popup).to_have_count(0)
    expect(canvas).to_be_focused()
    assert page.evaluate("window.ran") is None
    assert page.locator(".tomoni-map img").count() == 0


def test_the_next_point_takes_the_place_of_the_first(page: Page) -> None:
    """Two points, one popup, and the focus in it."""
    second = json.loads(json.dumps(POINT["features"][0]))
    second["geometry"]["coordinates"] = [138.78, 34.9]
    second["properties"]["name"] = "東公園"
    canvas = draw(page, RECORDS, {**POINT, "features": [*POINT["features"], second]})
    page.keyboard.press("Tab")
    canvas.focus()
    page.keyboard.press("Enter")
    popup = page.locator(".maplibregl-popup")
    expect(popup).to_have_count(1)
    box = canvas.bounding_box()
    assert box
    canvas.click(position={"x": box["width"] - 48, "y": box["height"] / 2})
    expect(popup).to_contain_text("東公園")
    expect(popup).to_have_count(1)
    expect(popup.locator(":focus")).to_have_count(1)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_the_sample_is_labelled(
    open_context: Callable[..., BrowserContext], shoot: Callable[[Page, str], None], language: str, size: str
) -> None:
    """The sample's bodies are no municipalities: their rows bear the publisher's name, which says so."""
    page = open_context(viewport=WIDE if size == "wide" else NARROW).new_page()
    canvas = draw(page, ("" if language == "ja" else "/en") + RECORDS)
    expect(page.locator(".tomoni-map-label")).to_have_text(["サンプル市（見本データ）"])
    shoot(page, f"map-labels-{language}-{size}")
    canvas.focus()
    page.keyboard.press("Enter")
    popup = page.locator(".maplibregl-popup")
    expect(popup).to_contain_text("サンプル市（見本データ）")
    assert not accessibility.faults(page)
    shoot(page, f"map-{language}-{size}")
    popup.get_by_role("link").click()
    page.wait_for_url("**/dataset/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("指定緊急避難場所")
