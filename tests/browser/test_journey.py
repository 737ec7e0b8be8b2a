"""What a visitor and an officer do on the demonstration, from the search box to a harvested catalogue."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import accessibility
from tests.browser.conftest import NARROW
from tests.shared import shared

FIXED = Path(__file__).parent / "data" / "evacuation_space_fixed.csv"
DATASET = "/dataset/sample-evacuation-space"
SWAPPED = "緯度と経度が入れ替わっています"
PATIENCE_SECONDS = 150
HARVESTED = 60


def _until(seen: Callable[[], Any], what: str) -> Any:
    """Return what ``seen`` returns as soon as it is true; a job of the worker or a consumer is on its way to it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := seen()):
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not happen in {PATIENCE_SECONDS} s")
        time.sleep(1)
    return found


def test_skip_link(page: Page) -> None:
    """The first stop of the keyboard leads past the header."""
    page.goto("/dataset/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="本文へ移動")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#content').contains(document.activeElement)")


def test_language_switch(page: Page) -> None:
    """The switch keeps the page and the question, there and back."""
    page.goto("/dataset/?q=避難所")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#field-giant-search")).to_have_value("避難所")
    page.get_by_role("link", name="日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("#field-giant-search")).to_have_value("避難所")


def test_menu_of_a_narrow_screen(open_context: Callable[..., BrowserContext]) -> None:
    """The menu is folded, opens by keyboard, and says so."""
    page = open_context(viewport=NARROW).new_page()
    page.goto("/")
    button = page.get_by_role("button", name="メニュー")
    link = page.get_by_role("navigation", name="主なメニュー").get_by_role("link", name="データセット", exact=True)
    expect(link).to_be_hidden()
    button.press("Enter")
    expect(link).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")


def test_search_and_project(page: Page) -> None:
    """Search 避難所, open the dataset, open the project that uses it, and come back."""
    page.goto("/")
    page.get_by_role("searchbox").fill("避難所")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("h1")).to_contain_text("件のデータセットが見つかりました")
    page.get_by_role("link", name="指定緊急避難場所一覧（避難所を含む）").click()
    expect(page.locator("h1")).to_contain_text("指定緊急避難場所一覧")
    page.get_by_role("link", name="にげマップ").click()
    expect(page.locator("h1")).to_contain_text("にげマップ")
    page.locator("[role=main], main").get_by_role("link", name="指定緊急避難場所一覧（避難所を含む）").first.click()
    page.wait_for_url(f"**{DATASET}")


def test_template_download(page: Page) -> None:
    """The empty form of a standard comes as CSV that spreadsheets open right."""
    page.goto("/standards/evacuation_space")
    with page.expect_download() as coming:
        page.locator("a[href*='template.csv']").first.click()
    data = Path(coming.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert "災害種別_洪水" in data.decode("utf-8-sig")


def test_a_japanese_title_gets_an_address(officer: Page) -> None:
    """An officer who writes only Japanese is not refused for an empty address."""
    officer.goto("/dataset/new")
    officer.wait_for_selector(".slug-preview")
    officer.locator("#field-title").fill("見本の表")
    officer.locator("#field-title").blur()
    expect(officer.locator("input[name=name]")).to_have_value(re.compile(r"dataset-\d{8}-\w{4}"))


def test_report_changes_with_the_file(officer: Page, resource: str) -> None:
    """Read the quality report, upload the corrected file, and see the report change."""
    report = f"{DATASET}/resource/{resource}/quality"

    def says(text: str) -> bool:
        officer.goto(report)
        return text in officer.locator("[role=main], main").inner_text()

    _until(lambda: says(SWAPPED), "the first check")
    officer.goto(f"{DATASET}/resource/{resource}/edit")
    officer.get_by_role("button", name="アップロードを消去").click()
    officer.locator("#field-resource-upload").set_input_files(FIXED)
    officer.get_by_role("button", name="リソースの更新").click()
    officer.wait_for_url(f"**/resource/{resource}")
    finding = officer.locator("[data-slug=coordinates-swapped]")
    _until(lambda: says("良好") and finding.count() == 0, "the check of the corrected file")
    expect(officer.locator("[data-change=gone]").filter(has_text=SWAPPED)).to_contain_text("なくなった")


@pytest.fixture
def catalogue() -> Iterator[str]:
    """The beginning of a real prefectural catalogue, served as its portal served it."""
    folder = shared()
    tool = folder / "tools" / "portal_replay.py" if folder else None
    if folder is None or tool is None or not tool.exists():
        pytest.skip("the captured catalogue is not beside this checkout")
    snapshot = folder / "data" / "portals" / "tokyo" / "tokyo_catalog_2021-12-18.jsonl.gz"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, tool, snapshot, "--port", str(port), "--limit", str(HARVESTED)]
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _until(lambda: _answers(f"{address}/api/3/action/status_show"), "the start of the replay")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
    except OSError:
        return False
    return True


def test_harvest(
    officer: Page, page: Page, catalogue: str, ask: Callable[..., Any], shoot: Callable[[Page, str], None]
) -> None:
    """Register a portal on the harvest page, run it, search in what it brought, and see its quality by source."""
    before = ask("package_search", rows=0)["count"]
    officer.goto("/harvest/new")
    officer.locator("#field-url").fill(catalogue)
    officer.locator("#field-title").fill("取り込みの見本")
    officer.locator("#field-name").fill("replayed-catalogue")
    officer.locator("#field-organizations").select_option(label="サンプル市（見本データ）")
    officer.locator("#source-new [type=submit]").last.click()
    officer.wait_for_url(lambda url: "/harvest/" in url and not url.endswith("/harvest/new"))
    name = officer.url.rstrip("/").rsplit("/", 1)[-1]
    officer.goto(f"/harvest/admin/{name}")
    officer.get_by_role("button", name="今すぐ取り込む").click()
    _until(lambda: ask("package_search", rows=0)["count"] >= before + HARVESTED, "the harvest")
    page.goto("/dataset/?q=防火水槽")
    expect(page.get_by_role("link", name="防火水槽").first).to_be_visible()

    subprocess.run(["ckan", "-c", os.environ["CKAN_INI"], "tomoni-quality", "audit"], check=True, capture_output=True)
    page.goto("/quality/audit")
    row = page.get_by_role("row", name="取り込みの見本")
    expect(row).to_contain_text(f"{HARVESTED}")
    shoot(page, "audit-by-source")
    faults = accessibility.faults(page)
    page.set_viewport_size(NARROW)
    shoot(page, "audit-by-source-narrow")
    assert not faults, "\n".join(["", *faults])
