"""How the sources are, a source's own page and its form, in a browser: both languages, wide and narrow."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import accessibility
from tests.browser.conftest import NARROW
from tests.browser.english import leftovers

NAME = f"health-{uuid.uuid4().hex[:8]}"
TITLE = "県のカタログ（試し）"
RUNS = [("done", 0), ("incomplete", 3), ("done", 0), ("stopped", 1)]
PAGES = {"health": "/harvest/health", "source": f"/harvest/admin/{NAME}", "form": f"/harvest/edit/{NAME}"}


@pytest.fixture
def place(officer: Page) -> Page:
    """An officer's page, and a source that was made by the form and has runs in the past."""
    reply = officer.goto(f"/harvest/admin/{NAME}")
    if reply and reply.status == 404:
        _fill(officer)
        _remember()
    return officer


def _fill(page: Page) -> None:
    page.goto("/harvest/new")
    page.locator("#field-url").fill(f"https://{NAME}.example.lg.jp/")
    page.locator("#field-title").fill(TITLE)
    page.locator("#field-name").fill(NAME)
    page.locator("#field-organizations").select_option(label="サンプル市（見本データ）")
    page.get_by_label("日", exact=True).select_option("weekly")
    page.get_by_label("時刻").fill("02:30")
    page.get_by_label("曜日（毎週のとき）").select_option("sun")
    page.get_by_label("取り込みを休む日").fill("03-25..04-05")
    page.get_by_label("取り込み元に問い合わせてよい時間帯").fill("22:00-06:00")
    page.get_by_label("エラーがあったとき").check()
    page.get_by_label("そのほかのメールアドレス").fill("opendata@example.lg.jp")
    page.locator("#source-new [type=submit]").last.click()
    page.wait_for_url(lambda url: "/harvest/" in url and not url.endswith("/harvest/new"))


def _remember() -> None:
    """Have runs in the past: an error, then one that stopped and asks."""
    engine = sa.create_engine(os.environ["CKAN_SQLALCHEMY_URL"])
    run = sa.Table("tomoni_harvest_run", sa.MetaData(), autoload_with=engine)
    with engine.begin() as connection:
        source = connection.execute(sa.text("SELECT id FROM package WHERE name = :n"), {"n": NAME}).scalar_one()
        for days, (outcome, errors) in enumerate(reversed(RUNS)):
            then = datetime.now(UTC) - timedelta(days=days, hours=1)
            counts = {"added": 5, "updated": 2, "unchanged": 40, "errored": errors}
            row = {
                "job_id": str(uuid.uuid4()), "source_id": source, "outcome": outcome, "started": then, "finished": then,
                "counts": counts, "watermark": "2026-11-20T01:02:03",
            }  # fmt: skip
            connection.execute(sa.insert(run).values(row))
    engine.dispose()


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str, place: Page, shoot: Callable[[Page, str], None]) -> None:
    """No fault of accessibility, no English left over, nothing wider than a narrow screen."""
    reply = place.goto(PAGES[name], wait_until="networkidle")
    assert reply
    assert reply.status == 200
    shoot(place, f"harvest-{name}-wide")
    faults = accessibility.faults(place)
    faults += [f"English left over: {text}" for text in leftovers(place)]
    place.set_viewport_size(NARROW)
    place.wait_for_timeout(300)
    width = place.evaluate("document.documentElement.scrollWidth")
    if width > NARROW["width"]:
        faults.append(f"{width} px wide on a screen of {NARROW['width']}")
    shoot(place, f"harvest-{name}-narrow")
    assert not faults, "\n".join(["", *faults])


def test_english(
    place: Page, open_context: Callable[..., BrowserContext], session: dict[str, Any],
    shoot: Callable[[Page, str], None],
) -> None:  # fmt: skip
    """The same in English."""
    page = open_context(storage_state=session).new_page()
    page.goto("/en/harvest/health", wait_until="networkidle")
    expect(page.get_by_role("heading", name="How the sources are")).to_be_visible()
    shoot(page, "harvest-health-english")


def test_sorted_filtered_and_drawn(place: Page) -> None:
    """A click on a heading sorts, the filter leaves one state, the chart is drawn and its table opens by keyboard."""
    place.goto("/harvest/health")
    place.get_by_role("link", name="タイトル").or_(
        place.get_by_role("link", name="取り込み元", exact=True)
    ).last.click()
    expect(place.locator("th[aria-sort=ascending]")).to_have_count(1)
    place.get_by_label("状態").select_option("asks")
    place.get_by_role("button", name="絞り込む").click()
    expect(place.get_by_role("link", name=TITLE)).to_be_visible()
    chart = place.locator("[data-chart]")
    expect(chart.locator("canvas")).to_be_visible()
    expect(chart.locator("table")).to_be_hidden()
    chart.locator("summary").focus()
    place.keyboard.press("Enter")
    expect(chart.locator("table")).to_be_visible()
    place.get_by_label("題名・アドレス・組織の言葉").fill("みつからないことば")
    place.get_by_role("button", name="絞り込む").click()
    expect(place.get_by_text("当てはまる取り込み元はありません")).to_be_visible()


def test_what_the_form_took_is_there_again(place: Page) -> None:
    """Editing shows what was set, so that saving again loses nothing."""
    place.goto(f"/harvest/edit/{NAME}")
    expect(place.get_by_label("時刻")).to_have_value("02:30")
    expect(place.get_by_label("取り込みを休む日")).to_have_value("03-25..04-05")
    expect(place.get_by_label("エラーがあったとき")).to_be_checked()
    place.locator("#source-new [type=submit]").last.click()
    place.wait_for_url(lambda url: "/harvest/edit" not in url)
    place.goto(f"/harvest/admin/{NAME}")
    expect(place.get_by_text("02:30")).to_be_visible()
